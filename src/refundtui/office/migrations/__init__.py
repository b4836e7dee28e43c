"""How the office's tables came to be, one step per file."""
