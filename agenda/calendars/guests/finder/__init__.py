"""What a search for a time asks."""
