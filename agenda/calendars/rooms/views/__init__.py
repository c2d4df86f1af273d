"""The screens of the rooms."""

from agenda.calendars.rooms.views.doors import door, door_keys, door_screen, revoke_door_key
from agenda.calendars.rooms.views.keeping import answer, block, edit_room, new_room, unblock
from agenda.calendars.rooms.views.looking import photo, picker, room, room_list

__all__ = [
    "answer",
    "block",
    "door",
    "door_keys",
    "door_screen",
    "edit_room",
    "new_room",
    "photo",
    "picker",
    "revoke_door_key",
    "room",
    "room_list",
    "unblock",
]
