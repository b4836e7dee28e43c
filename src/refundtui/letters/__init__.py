"""What do we write to the customer?"""
