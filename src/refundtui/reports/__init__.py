"""What do we tell the manager?"""
