"""Acting for somebody else: the secretary for the mayor, from a day to a day (R17, op.acc.1).

Only the person whose agenda it is names who acts for her. Who does writes in her calendars, makes events in her name
and answers invitations for her; the record, the event and the invitation say who it was. What is private stays hers.
"""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.calendars.errors import AgendaError
from agenda.calendars.guests.models import Acting, Delegation
from agenda.calendars.models import Calendar, Event, Visibility
from agenda.calendars.timezones import town_zone
from intranet.access import audit
from intranet.access.models import EffectiveGrant, Grant, Level
from intranet.access.principals import principals_of
from intranet.access.services import grant, revoke
from intranet.people.models import User

ONE_DAY = timedelta(days=1)


@transaction.atomic
def delegate(user, to: User, *, start: date, end: date | None = None) -> Delegation:
    """From now on `to` acts for `user`, who alone can say so."""
    if to.pk == user.pk:
        raise AgendaError(_("You act for yourself already. Choose somebody else."))
    if end is not None and end < max(start, timezone.localdate()):
        raise AgendaError(_("The last day has gone by, or comes before the first. Choose a later one."))
    if Delegation.objects.filter(person=user, delegate=to).in_force_or_ahead().exists():
        raise AgendaError(_("That person acts for you already. End that first to change its days."))
    made = Delegation.objects.create(person=user, delegate=to, start_date=start, end_date=end)
    for calendar in Calendar.objects.filter(owner=user):
        _let_in(made, calendar)
    audit.record(user, "delegation.given", made, to=to.pk)
    return made


@receiver(post_save, sender=Calendar)
def let_into(instance: Calendar, created: bool, **kwargs) -> None:
    """A calendar that a person opens later is written in by those who act for her already."""
    if created and instance.owner_id is not None:
        for given in Delegation.objects.filter(person=instance.owner_id).in_force_or_ahead():
            _let_in(given, instance)


def _let_in(given: Delegation, calendar: Calendar) -> None:
    grant(
        given.person,
        calendar.scope,
        given.delegate.principal,
        Level.EDIT,
        reason=given.reason,
        valid_from=max(_midnight(given.start_date), timezone.now()),
        valid_to=_midnight(given.end_date + ONE_DAY) if given.end_date else None,
    )


@transaction.atomic
def end_delegation(user, delegation: Delegation) -> None:
    """At once. What was done until now stays, with who did it."""
    if delegation.person_id != user.pk:
        raise PermissionDenied
    delegation.ended_at = timezone.now()
    delegation.save(update_fields=["ended_at"])
    for given in Grant.objects.filter(reason=delegation.reason, principal=delegation.delegate.principal):
        if given.valid_to is None or given.valid_to > timezone.now():
            revoke(user, given, reason=delegation.reason)
    audit.record(user, "delegation.ended", delegation, to=delegation.delegate_id)


def people_of(user) -> QuerySet[User]:
    """For whom this person acts today."""
    return User.objects.listed().filter(pk__in=Delegation.objects.filter(delegate=user).in_force().values("person"))


def calendars_of(user) -> QuerySet[Calendar]:
    """The calendars of those for whom this person acts today."""
    return Calendar.objects.filter(owner__in=people_of(user))


def writes_only_for(user, calendar: Calendar) -> bool:
    """Whether this person writes in that calendar as somebody who acts for its owner, and in no other way."""
    if not calendars_of(user).filter(pk=calendar.pk).exists():
        return False
    acting = Delegation.objects.filter(delegate=user, person=calendar.owner_id).in_force()
    ways = EffectiveGrant.objects.of(principals_of(user), Level.EDIT).in_force().filter(scope=calendar.scope_id)
    return not ways.exclude(grant__reason__in=[each.reason for each in acting]).exists()


def acts_for(user, person_id: int | None) -> bool:
    return person_id is not None and people_of(user).filter(pk=person_id).exists()


def require_acting(user, person: User, visibility: str) -> None:
    """Stop unless `user` may write an event in that person's name."""
    if not acts_for(user, person.pk):
        raise PermissionDenied
    if visibility == Visibility.PRIVATE:
        raise AgendaError(_("What is private is written by the person herself. Choose who else can see what it is."))


def note(user, event: Event) -> None:
    """The event says from now on who wrote it in whose name."""
    Acting.objects.update_or_create(event=event, defaults={"delegate": user})
    audit.record(user, "event.on_behalf", event, person=event.organizer_id)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, town_zone())
