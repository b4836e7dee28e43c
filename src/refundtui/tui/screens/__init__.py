"""The desk itself: four panes, four lines around them, and what its keys do."""
