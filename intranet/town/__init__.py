"""The composition root: commands that see the whole house (the demo town, synthetic towns, serving)."""
