"""Who may see what. Every room asks here; nothing here knows a room."""
