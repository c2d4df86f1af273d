"""Who is invited to an event, and what each has answered (RFC 5545 ATTENDEE, RFC 5546, RFC 6047)."""
