"""Rooms and things that people share: who has them, when they are free, who keeps them."""
