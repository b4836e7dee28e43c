"""What is written down on this machine?"""
