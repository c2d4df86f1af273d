"""Case files and what they hold (R2–R12)."""
