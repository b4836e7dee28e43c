"""What does everyone agree on?"""
