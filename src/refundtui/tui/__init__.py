"""What does the agent see and press?"""
