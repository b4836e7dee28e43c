"""How does the desk get into a browser? `refundtui web`: on this machine alone, and nothing from elsewhere."""
