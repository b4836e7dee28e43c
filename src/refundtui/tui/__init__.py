"""What the agent sees and presses: the desk, its panes and its dialogs."""
