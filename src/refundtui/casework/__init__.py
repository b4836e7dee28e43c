"""What can an agent do with a case?"""
