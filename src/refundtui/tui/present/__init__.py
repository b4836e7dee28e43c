"""What the panes say, made as lines by functions that need no screen."""
