"""How do letters leave the house, and only true ones?"""
