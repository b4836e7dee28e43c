"""How do refunds reach a bank that takes files, and what does it say of them?"""
