"""How does one start it?"""
