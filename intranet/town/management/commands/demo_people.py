import json

from django.core.management.base import BaseCommand
from django.db.models import QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from intranet.people.models import User
from intranet.town.loading import credentials


class Command(BaseCommand):
    help = "Who can sign in to the demo town, and how (demo settings only)."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="username, roles, password and TOTP secret")

    def handle(self, *args, **options):
        credentials.require_demo()
        active = User.objects.filter(is_active=True, totpdevice__isnull=False).distinct().prefetch_related("roles")
        people = [person for person in active if _devices(person).exists()]
        if options["json"]:
            self.stdout.write(json.dumps([_entry(person) for person in people], indent=2, ensure_ascii=False))
        else:
            self._table(people)

    def _table(self, people) -> None:
        self.stdout.write(f"Password of everyone: {credentials.PASSWORD}\n")
        self.stdout.write("The code changes every 30 seconds; run this again for the present one.\n\n")
        self.stdout.write(f"{'username':<20} {'code':<8} roles\n")
        for person in people:
            code = credentials.code_now(_device(person))
            self.stdout.write(f"{person.username:<20} {code:<8} {', '.join(_roles(person))}\n")


def _entry(person: User) -> dict:
    device = _device(person)
    return {
        "username": person.username,
        "name": str(person),
        "roles": _roles(person),
        "password": credentials.PASSWORD,
        "totp_secret": credentials.base32(device),
    }


def _device(person: User) -> TOTPDevice:
    return _devices(person).get()


def _devices(person: User) -> QuerySet[TOTPDevice]:
    """The telephone of the demo, for whoever still has it: people may bring their own in its place."""
    return TOTPDevice.objects.filter(user=person, key=credentials.secret_of(person.username))


def _roles(person: User) -> list[str]:
    return sorted(assignment.role for assignment in person.roles.all())
