"""Documents: their versions, bytes, text and pictures, and the one door by which files leave."""
