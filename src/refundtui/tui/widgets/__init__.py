"""The parts panes and dialogs are made of."""
