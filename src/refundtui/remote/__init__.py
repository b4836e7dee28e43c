"""How do we reach the office?"""
