"""Who may invite to an event, and who may answer an invitation."""

from agenda.calendars.guests.delegations import acts_for
from agenda.calendars.guests.models import Attendee
from agenda.calendars.models import Event
from agenda.calendars.policies import can_change
from intranet.access.policies import can_read


def can_invite(user, event: Event) -> bool:
    return can_change(user, event)


def can_answer(user, attendee: Attendee) -> bool:
    """Oneself or whoever acts for one, while they may read the event."""
    is_theirs = attendee.person_id == user.pk or acts_for(user, attendee.person_id)
    return is_theirs and can_read(user, attendee.event)
