"""The agenda for calendar programs that read and write: CalDAV (RFC 4791) at /caldav/.

Outside come the door (`door`), the tree of addresses (`tree`) and the methods; inside, everything is written by the
services of `agenda.calendars`, so what a phone does passes the same rules as what a screen does.
"""
