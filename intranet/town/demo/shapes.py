"""What the demo town is made of: plain data, no database. Values of choices are those of the models."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class DemoTown:
    name: str
    ine_code: str
    dir3_code: str
    population: int
    legal_members: int
    local_holidays: tuple[str, ...]  # "MM-DD"
    address: str
    phone: str


@dataclass(frozen=True)
class DemoNode:
    """One row of the starter classification scheme."""

    code: str
    parent: str  # "" for the thirteen functions
    title: str
    is_series: bool
    note: str


@dataclass(frozen=True)
class DemoDocumentType:
    code: str
    name: str
    eni_type: str
    is_pending: bool = False


@dataclass(frozen=True)
class DemoUnit:
    key: str
    name: str


@dataclass(frozen=True)
class DemoGroup:
    key: str
    name: str
    abbreviation: str
    in_government: bool


@dataclass(frozen=True)
class DemoTerm:
    name: str
    start: date
    end: date


@dataclass(frozen=True)
class DemoBody:
    key: str
    name: str
    short_name: str
    kind: str  # Body.Kind
    hue: int


@dataclass(frozen=True)
class DemoPerson:
    username: str
    first_name: str
    last_name: str
    phone: str
    roles: tuple[str, ...]  # RoleAssignment.Role
    units: tuple[str, ...]
    position: str
    group: str = ""
    is_staff_member: bool = False

    @property
    def email(self) -> str:
        return f"{self.username}@vilaexemple.example"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class DemoMembership:
    """A person in a body or in a unit (exactly one of the two), from a day to a day, both included."""

    person: str
    position: str
    start: date
    end: date | None
    body: str = ""
    unit: str = ""
    group: str = ""


@dataclass(frozen=True)
class DemoDocument:
    """A document of the town. The bytes are made by `build()`, never before."""

    key: str
    title: str  # TIPUS text ddmmaaaa (R5)
    filename: str
    summary: str
    type_code: str
    node: str
    date: date
    author: str
    tags: tuple[str, ...]
    builder: Callable[[], bytes] = field(compare=False, repr=False)
    case_file: str = ""
    restricted_to: tuple[str, ...] = ()  # units that alone may read it

    @property
    def restricted(self) -> bool:
        return bool(self.restricted_to)

    @property
    def format(self) -> str:
        return self.filename.rpartition(".")[2]

    def build(self) -> bytes:
        return self.builder()


@dataclass(frozen=True)
class DemoCaseFile:
    key: str
    year: int
    sequence: int
    subject: str
    series: str
    phase: str  # CaseFile.Phase
    status: str  # CaseFile.Status
    opened: date
    closed: date | None
    interested_party: str
    documents: tuple[str, ...] = ()
    restricted_to: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        return f"{self.year}/{self.sequence:04d}"


@dataclass(frozen=True)
class DemoCalendar:
    key: str
    name: str
    kind: str  # Calendar.Kind
    hue: int
    body: str = ""
    owner: str = ""
    unit: str = ""


@dataclass(frozen=True)
class DemoEvent:
    """An event with its complete iCalendar object; overridden occurrences are inside `ics`."""

    uid: str
    calendar: str
    type: str  # Event.Type
    title: str
    place: str
    room: str  # key of a calendar of kind room, or ""
    owner: str
    visibility: str  # Visibility
    starts: datetime
    ends: datetime
    all_day: bool
    is_recurring: bool
    exceptions: int  # dates left out plus occurrences changed
    ics: str


@dataclass(frozen=True)
class DemoItem:
    number: int
    title: str
    part: str  # AgendaItem.Part
    majority: str  # AgendaItem.Majority
    papers: tuple[str, ...] = ()
    no_document_reason: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class DemoMeeting:
    """A sitting. `papers_audience` names the visibility of its papers besides the members of the body."""

    key: str
    body: str
    kind: str  # Meeting.Kind
    state: str  # Meeting.State
    starts: datetime
    ends: datetime
    convened: datetime
    room: str  # key of a calendar of kind room
    series: str
    papers_audience: str
    items: tuple[DemoItem, ...]
    attendance: Mapping[str, str] = field(default_factory=dict)  # username → present, excused, absent
    minutes: str = ""


@dataclass(frozen=True)
class DemoStep:
    number: int
    title: str
    who: str
    when: str
    text: str


@dataclass(frozen=True)
class DemoProcedure:
    slug: str
    title: str
    summary: str
    owner: str
    series: str
    legal_basis: str
    term: str
    silence: str
    review: date
    is_public: bool
    steps: tuple[DemoStep, ...]
    mistakes: tuple[str, ...]


@dataclass(frozen=True)
class DemoNews:
    slug: str
    title: str
    date: date
    author: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class DemoContent:
    """The whole town on a given day."""

    today: date
    town: DemoTown
    term: DemoTerm
    scheme: tuple[DemoNode, ...]
    restricted_nodes: Mapping[str, tuple[str, ...]]  # node code → units that alone may read it
    document_types: tuple[DemoDocumentType, ...]
    units: tuple[DemoUnit, ...]
    groups: tuple[DemoGroup, ...]
    bodies: tuple[DemoBody, ...]
    people: tuple[DemoPerson, ...]
    memberships: tuple[DemoMembership, ...]
    case_files: tuple[DemoCaseFile, ...]
    documents: tuple[DemoDocument, ...]
    calendars: tuple[DemoCalendar, ...]
    events: tuple[DemoEvent, ...]
    meetings: tuple[DemoMeeting, ...]
    procedures: tuple[DemoProcedure, ...]
    news: tuple[DemoNews, ...]
