"""What does a rule of law say of these facts: by when, how much, and which rules are in force at all?"""
