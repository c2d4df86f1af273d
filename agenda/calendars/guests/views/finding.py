"""Finding a time, and with one click the event with its room and its invitations."""

from dataclasses import dataclass, replace
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agenda.calendars import ical, services
from agenda.calendars.errors import AgendaError
from agenda.calendars.guests.finder.forms import FinderForm, initial_for, taken_from
from agenda.calendars.guests.finding import Proposal, Search, find_times
from agenda.calendars.guests.parts import GuestsPart
from agenda.calendars.guests.wanted import Guest
from agenda.calendars.models import Calendar, Event, Visibility
from agenda.calendars.once import make_once, uid_of
from agenda.calendars.rooms.models import Room
from agenda.calendars.rooms.wanted import Places
from intranet.people.models import User
from intranet.people.requests import SignedInRequest


@dataclass
class Question:
    """The form and its guests, for one request."""

    user: User
    form: FinderForm
    guests: GuestsPart

    @property
    def is_whole(self) -> bool:
        is_right = self.form.is_valid()
        is_whole = self.guests.is_valid and is_right
        if is_whole:
            self.guests.act_in(self.form.cleaned_data["calendar"])
        return is_whole

    @property
    def everybody(self) -> list[Guest]:
        return [*self.guests.guests, *self._hosts]

    @property
    def _hosts(self) -> list[Guest]:
        """Whoever invites takes part: oneself, if one says so, and who it is done for."""
        hosts = [self.user] if self.form.cleaned_data["with_me"] else []
        if self.guests.organizer is not None:
            hosts.append(self.guests.organizer)
        there = {each.person for each in self.guests.guests}
        return [Guest(person=host.pk) for host in hosts if host.pk not in there]

    @property
    def search(self) -> Search:
        inside = [each.person for each in self.everybody if each.person is not None]
        return self.form.search_for(inside, len(self.everybody) - len(inside))


@require_http_methods(["GET", "HEAD", "POST"])
def finder(request: SignedInRequest) -> HttpResponse:
    """Asking is a GET, with everything in the address; taking one of the times is a POST of the same."""
    calendars = Calendar.objects.editable(request.user).exclude(kind=Calendar.Kind.ROOM)
    if not calendars.exists():
        raise PermissionDenied
    asked = _asked(request)
    question = Question(
        request.user,
        FinderForm(asked, user=request.user, initial=initial_for(calendars)),
        GuestsPart(request.user, asked),
    )
    if asked is None:
        question.guests.offer_acting(question.form.initial["calendar"])
    if asked is None or not question.is_whole:
        return _page(request, question, asked)
    if request.method == "POST" and (made := _made(request, question)):
        return redirect(made)
    return _page(request, question, asked, found=find_times(request.user, question.search))


def _asked(request: SignedInRequest) -> QueryDict | None:
    if request.method == "POST":
        return request.POST
    return request.GET if "summary" in request.GET else None


def _made(request: SignedInRequest, question: Question) -> Event | None:
    """The event; the one that there is already, if the same page was sent twice."""
    key = question.form.cleaned_data["key"]
    made, is_new = make_once(request.user, key, lambda: _take(request, question))
    if is_new:
        messages.success(request, _("The event is in the agenda, and the invitations are on their way."))
    elif made is not None:
        messages.info(request, _("This event was in the agenda already: it has not been made twice."))
    return made


def _take(request: SignedInRequest, question: Question) -> Event | None:
    """That time if it is still one of those that can be had."""
    taken = taken_from(request.POST.get("take", ""))
    chosen = _still_free(request.user, question.search, *taken) if taken else None
    if chosen is None:
        messages.warning(request, _("That time is no longer free. Choose another one."))
        return None
    try:
        with transaction.atomic():
            return _create(request.user, question, chosen)
    except AgendaError as problem:
        messages.warning(request, str(problem))
        return None


def _still_free(user, search: Search, start, room: int | None) -> Proposal | None:
    """Looked at again, at that very time and in that very room."""
    local = timezone.localtime(start)
    end = local + search.length
    if local.date() != end.date():
        return None
    there = replace(search, first=local.date(), opens=local.time(), closes=end.time(), room=room)
    return next((each for each in find_times(user, there) if each.starts_at == start), None)


def _create(user, question: Question, chosen: Proposal) -> Event:
    data = question.form.cleaned_data
    draft = ical.Draft(
        summary=data["summary"],
        start=chosen.starts_at,
        end=chosen.ends_at,
        location=str(chosen.room or ""),
        category=Event.Type.APPOINTMENT,
    )
    rooms: tuple[Room, ...] = (chosen.room,) if chosen.room else ()
    places = Places(tuple(room.pk for room in rooms), people=len(question.everybody))
    question.guests.require_acting(Visibility.EVERYONE)
    created = services.create_from_draft(
        user,
        data["calendar"],
        draft,
        visibility=Visibility.EVERYONE,
        uid=uid_of(data["key"]),
        organizer=question.guests.organizer,
        places=places,
    )
    question.guests.guests = question.everybody
    question.guests.save(created)
    return created


def _page(
    request: SignedInRequest, question: Question, asked: QueryDict | None, found: list[Proposal] | None = None
) -> HttpResponse:
    wrong = question.form.errors or question.guests.form.errors
    context = {
        "section": "agenda",
        "form": question.form,
        "found": found,
        "key": question.form["key"].value() or uuid4(),
        "outside": [each for each in question.guests.guests if each.person is None],
        "kept": [
            (name, value) for name, values in (asked.lists() if asked else ()) for value in values if name in KEPT
        ],
        **question.guests.context(),
    }
    return render(request, "guests/finder.html", context, status=400 if wrong else 200)


KEPT = {*FinderForm.base_fields, "guests", "guest_names", "on_behalf"} - {"key"}
