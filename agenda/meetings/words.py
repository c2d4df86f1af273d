"""How meetings are called. In Catalan a plenary is "ordinari" and a board "ordinària": the word agrees with both."""

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from agenda.calendars.rooms.models import Room
from agenda.meetings.models import Meeting, Paper
from intranet.people.models import Body

Kind, State = Meeting.Kind, Meeting.State
PLACE_LENGTH = 200

OF_THE_PLENARY = {
    Kind.ORDINARY: pgettext_lazy("plenary", "ordinary"),
    Kind.EXTRAORDINARY: pgettext_lazy("plenary", "extraordinary"),
    Kind.URGENT: pgettext_lazy("plenary", "extraordinary and urgent"),
}
OF_A_BOARD = {
    Kind.ORDINARY: pgettext_lazy("board or committee", "ordinary"),
    Kind.EXTRAORDINARY: pgettext_lazy("board or committee", "extraordinary"),
    Kind.URGENT: pgettext_lazy("board or committee", "extraordinary and urgent"),
}
# How a state looks, for the theme's badge.
TONES = {
    State.PROPOSED: "attention",
    State.DRAFT: "attention",
    State.CONVENED: "info",
    State.CANCELLED: "danger",
    State.MINUTES_APPROVED: "done",
    State.SENT: "done",
}


def title_of(meeting: Meeting) -> str:
    """ "Ple ordinari"."""
    kinds = OF_THE_PLENARY if meeting.body.kind == Body.Kind.PLENARY else OF_A_BOARD
    return _("%(body)s %(kind)s") % {"body": meeting.body.short_name, "kind": kinds[Kind(meeting.kind)]}


def place_in(room: Room | None, said: str = "") -> str:
    """ "Sala de plens, primera planta": a room of the house by its name and where it is, or what somebody says
    besides its name. Elsewhere, what is said."""
    said = " ".join(said.split())
    if room is None:
        return said
    if said == str(room) or said.startswith(f"{room}, "):
        return said
    return ", ".join(filter(None, (str(room), said or room.place)))[:PLACE_LENGTH]


def besides(room: Room | None, place: str) -> str:
    """What somebody wrote of the place, without what its room says of itself."""
    if room is None:
        return place
    if place == place_in(room):
        return ""
    return place.removeprefix(f"{room}, ")


def title_and_day(meeting: Meeting) -> str:
    """ "Ple ordinari 26/11/2026": one meeting told from any other."""
    day = formats.date_format(timezone.localtime(meeting.starts_at), "d/m/Y")
    return _("%(title)s %(day)s") % {"title": title_of(meeting), "day": day}


def extent_of(paper: Paper) -> str:
    """ "12 pages · folios 87–98": said here and not in the template, which would parse it anew for each paper."""
    pages = paper.shown_version.page_count if paper.shown_version else 0
    words = ngettext("%(n)d page", "%(n)d pages", pages) % {"n": pages}
    return f"{words} · {folios_of(paper)}" if paper.folio else words


def folios_of(paper: Paper) -> str:
    if paper.folio == paper.last_folio:
        return _("folio %(folio)d") % {"folio": paper.folio}
    return _("folios %(first)d–%(last)d") % {"first": paper.folio, "last": paper.last_folio}


def state_of(meeting: Meeting) -> dict[str, str]:
    """A word and a tone for the badge. A convened meeting whose hour has passed waits to be recorded as held."""
    label = str(meeting.get_state_display())
    return {"label": label[:1].upper() + label[1:], "tone": TONES.get(State(meeting.state), "")}
