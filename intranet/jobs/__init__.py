"""Background work with visible progress."""
