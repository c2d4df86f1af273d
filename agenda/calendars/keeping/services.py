"""Opening and naming calendars."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agenda.calendars.errors import AgendaError
from agenda.calendars.models import Calendar
from agenda.calendars.rooms.policies import can_create
from agenda.calendars.services import SOURCE, create_calendar
from intranet.access import audit
from intranet.access.models import Level
from intranet.access.principals import staff
from intranet.access.services import grant
from intranet.people.models import Unit, User
from intranet.people.municipality import town_scope
from search import outbox


class NameTaken(AgendaError):
    """Two calendars with one name could not be told apart."""


@dataclass(frozen=True)
class Whose:
    """Whose a calendar is: of a person, of a unit, or, with neither, of the town hall."""

    person: User | None = None
    unit: Unit | None = None

    @property
    def kind(self) -> Calendar.Kind:
        if self.person is not None:
            return Calendar.Kind.PERSON
        return Calendar.Kind.UNIT if self.unit is not None else Calendar.Kind.TOWN

    def __str__(self) -> str:
        return str(self.person or self.unit or _("Town hall"))


def has_own(user) -> bool:
    return Calendar.objects.filter(kind=Calendar.Kind.PERSON, owner=user).exists()


def may_open(user, whose: Whose) -> bool:
    """Those who keep the agenda, any; everybody else, one of their own."""
    return can_create(user) or (whose.person == user and not has_own(user))


def open_calendar(user, whose: Whose, name: str = "") -> Calendar:
    """A calendar in which its person, its unit or all the staff may write. Raises NameTaken."""
    if not may_open(user, whose):
        raise PermissionDenied
    name = name or _name_of(whose)
    try:
        with transaction.atomic():
            opened = create_calendar(name, whose.kind, parent=town_scope(), owner=whose.person, author=user)
            if whose.person is None:
                writers = whose.unit.principal if whose.unit else staff()
                grant(user, opened.scope, writers, Level.EDIT, reason=str(whose))
    except IntegrityError as problem:
        raise _taken(name) from problem
    return opened


def _name_of(whose: Whose) -> str:
    """Two people may have one name; their user names differ."""
    name = str(whose)
    if whose.person is not None and Calendar.objects.filter(name=name).exists():
        return f"{name} ({whose.person.username})"
    return name


def nameable(user) -> QuerySet[Calendar]:
    """A body's calendar has the name of the body, and a room's is changed with the room."""
    found = Calendar.objects.exclude(kind__in={Calendar.Kind.BODY, Calendar.Kind.ROOM})
    return found if can_create(user) else found.filter(owner=user)


def rename_calendar(user, calendar: Calendar, name: str) -> None:
    """Raises NameTaken. Its events are found by the new name too."""
    if not nameable(user).filter(pk=calendar.pk).exists():
        raise PermissionDenied
    if calendar.name == name:
        return
    calendar.name = name
    try:
        with transaction.atomic():
            calendar.save(update_fields=["name"])
            outbox.touch(SOURCE, list(calendar.events.values_list("pk", flat=True)))
            audit.record(user, "calendar.renamed", calendar)
    except IntegrityError as problem:
        raise _taken(name) from problem


def _taken(name: str) -> NameTaken:
    return NameTaken(_("There is a calendar called “%(name)s” already. Give it another name.") % {"name": name})
