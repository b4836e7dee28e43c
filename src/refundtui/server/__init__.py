"""How does the office speak HTTP, and who is asking?"""
