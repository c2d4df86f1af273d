"""The screens of the agenda."""

from agenda.calendars.views.agenda import agenda
from agenda.calendars.views.events import delete_event, edit_event, event, event_file, new_event, restore_event
from agenda.calendars.views.feeds import feed, feeds, revoke_feed
from agenda.calendars.views.imports import import_events, import_preview, take_import, undo_import
from agenda.calendars.views.keeping import calendars, edit_calendar, own_calendar
from agenda.calendars.views.moving import move_event
from agenda.calendars.views.official import official_agenda, official_feed, publish_event
from agenda.calendars.views.paper import agenda_pdf
from agenda.calendars.views.quick import quick_entry
from agenda.calendars.views.subscriptions import refresh, subscriptions, unsubscribe

__all__ = [
    "agenda",
    "agenda_pdf",
    "calendars",
    "delete_event",
    "edit_calendar",
    "edit_event",
    "event",
    "event_file",
    "feed",
    "feeds",
    "import_events",
    "import_preview",
    "move_event",
    "new_event",
    "official_agenda",
    "official_feed",
    "own_calendar",
    "publish_event",
    "quick_entry",
    "refresh",
    "restore_event",
    "revoke_feed",
    "subscriptions",
    "take_import",
    "undo_import",
    "unsubscribe",
]
