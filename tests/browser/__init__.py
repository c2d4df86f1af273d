"""Walks through the running demo town with a real browser. All in one worker: they share one town."""
