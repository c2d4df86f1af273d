"""What comes from outside: files that somebody brings, and calendars that are read by themselves."""
