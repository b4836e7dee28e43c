"""A provider for practice: it moves no money, and shows every state a refund can come to."""
