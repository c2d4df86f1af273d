"""This room's part of the account page: the devices that read and write the agenda."""

from agenda.caldav.passwords import passwords_of
from intranet.people.account import Section


def devices_of(user) -> dict:
    return {"passwords": passwords_of(user)}


PASSWORDS = Section("app_passwords", 45, "caldav/account/passwords.html", devices_of)
