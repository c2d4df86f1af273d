"""The corporate agenda: calendars, events and their occurrences (R17)."""
