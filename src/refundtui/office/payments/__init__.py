"""How does approved money leave, once, and how is it known that it did?"""
