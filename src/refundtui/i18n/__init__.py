"""How is it said here?"""
