"""This room's part of the account page: who acts for me."""

from agenda.calendars.guests.models import Delegation
from intranet.people.account import Section


def given_by(user) -> dict:
    return {"given": Delegation.objects.filter(person=user).in_force_or_ahead().select_related("delegate")}


DELEGATIONS = Section("delegations", 45, "guests/account/delegations.html", given_by)
