"""One way part of an approved total leaves the house: its states, its key, and what providers said of it."""
