"""How is it spelled in JSON?"""
