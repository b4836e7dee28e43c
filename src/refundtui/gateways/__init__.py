"""How do money and letters leave the house?"""
