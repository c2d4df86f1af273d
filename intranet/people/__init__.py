"""The people of the town hall, where they belong and until when, and how they come in."""
