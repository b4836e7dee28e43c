"""How does one practise?"""
