"""The questions that programs ask of a calendar: one module for each report."""
