"""What is owed, to whom, by when, and why? Plain Python: no clock, no I/O, no words for people."""
