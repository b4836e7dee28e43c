"""What each kind of item asked for comes to."""
