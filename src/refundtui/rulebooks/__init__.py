"""Which promises and which laws are in force?"""
