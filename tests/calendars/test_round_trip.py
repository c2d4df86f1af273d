"""What another program wrote comes back: unknown properties, parameters, alarms and components (issue C, point 6).

Objects are made by hypothesis and compared by a reader of lines of this file's own, which knows nothing of the library
that the product reads with: every component, every property with its parameters, and every value as it was written.
"""

import re
from collections import Counter
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agenda.caldav.passwords import create_password
from agenda.calendars import feeds, ical, splitting
from agenda.calendars.intake import planning, reading
from agenda.calendars.intake.words import notes
from agenda.calendars.services import import_event
from tests.caldav.program import Program
from tests.calendars.samples import at
from tests.factories import give, make_calendar, make_person

FOLD = re.compile(r"\r\n[ \t]")
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
VALUE = re.compile(r'"([^"]*)"|([^",]+)')
# Parameters have no escapes; a backslash where some programs write one says nothing.
ESCAPE = re.compile(r"\\+(?=[,;:\\]|$)")
CARET = {"^n": "\n", "^^": "^", "^'": '"'}

letters = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufeff")
words = st.text(letters, max_size=90)
# RFC 5545 §3.1: what a parameter may hold between quotes; spaces at its ends say nothing.
quotable = st.text(letters.filter(lambda each: each != '"'), min_size=1, max_size=20)
inside_quotes = quotable.map(str.strip).filter(bool)
names = st.from_regex(r"X-[A-Z]{1,6}(-[A-Z]{1,4})?", fullmatch=True)
parameters = st.dictionaries(names, st.lists(inside_quotes, min_size=1, max_size=3), max_size=3)
KNOWN = (
    "GEO:41.38;2.17",
    "PRIORITY:5",
    "URL:https://exemple.cat/a?b=c,d;e#f",
    r"RESOURCES:Projector,Pissarra\, gran",
    r"REQUEST-STATUS:2.8;Correcte\, però;ATTENDEE:x",
    r"COMMENT;LANGUAGE=ca:Porteu\, si us plau\; les claus\n(totes)",
    r"CATEGORIES:reunio,Obres\, places",
    "ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY:SGVsbG8=",
    "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:https://exemple.cat/x",
    "IMAGE;VALUE=URI;DISPLAY=BADGE:https://exemple.cat/i.png",
    "COLOR:turquoise",
    "STATUS:TENTATIVE",
    "TRANSP:TRANSPARENT",
    "RELATED-TO;RELTYPE=X-PARE:altre@exemple",
    r"LOCATION;ALTREP=\"https://exemple.cat/sala\":Sala\, primera planta".replace('\\"', '"'),
    "SERVICE-LEVEL;X-OF=1:alt",
    "X-LOCAL;TZID=Vila/Plaça:20260101T101010",
    'ORGANIZER;CN=Anna;SENT-BY="mailto:b@vilaexemple.example":mailto:a@vilaexemple.example',
)


def written(name: str, params: dict[str, list[str]], value: str) -> str:
    quoted = {key: ",".join(f'"{each}"' for each in values) for key, values in params.items()}
    marks = "".join(f";{key}={values}" for key, values in quoted.items())
    return f"{name}{marks}:{value}"


unknown = st.builds(written, names, parameters, words)
alarm = st.builds(
    lambda more, minutes: ["BEGIN:VALARM", "ACTION:AUDIO", f"TRIGGER:-PT{minutes}M", *more, "END:VALARM"],
    st.lists(unknown, max_size=3),
    st.integers(1, 59),
)
component = st.builds(
    lambda name, more, inner: [f"BEGIN:{name}", *more, *inner, f"END:{name}"],
    names,
    st.lists(unknown, max_size=3),
    st.one_of(st.just([]), alarm),
)
inner = st.lists(st.one_of(alarm, component), max_size=2).map(lambda parts: [line for part in parts for line in part])
known = st.lists(st.sampled_from(KNOWN), max_size=5, unique_by=lambda line: re.split("[:;]", line)[0])
bodies = st.tuples(known, st.lists(unknown, max_size=5), inner).map(lambda parts: [*parts[0], *parts[1], *parts[2]])
around = st.lists(unknown, max_size=3)
others = component
ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Vila/Plaça\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0530\r\n"
    "TZOFFSETTO:+0530\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
SERIES = ("DTSTART;TZID=Europe/Madrid:20991103T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=8", "SUMMARY:Sèrie")
number = count(1)


def an_object(uid: str, body: list[str], before: list[str] = (), after: list[str] = ()) -> str:
    lines = [*before, "BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *SERIES, *body, "END:VEVENT", *after]
    text = "".join(f"{line}\r\n" for line in lines)
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Altri//EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
    return f"{head}{ZONE}{text}END:VCALENDAR\r\n"


def read(text: str) -> Counter:
    """Every line with the components it stands in; parameters in no order, as the standard has it."""
    found, path = Counter(), []
    for line in FOLD.sub("", text).split("\r\n")[:-1]:
        if line.startswith("END:"):
            path.pop()
            continue
        name = re.match("[A-Za-z0-9-]+", line)[0].upper()
        rest, params = line[len(name) :], []
        while match := PARAMETER.match(rest):
            values = ["".join(each) for each in VALUE.findall(match[2])]
            decoded = tuple(re.sub(r"\^[n^']", lambda mark: CARET[mark[0]], ESCAPE.sub("", each)) for each in values)
            params.append((match[1].upper(), tuple(filter(None, decoded))))
            rest = rest[match.end() :]
        found[(tuple(path), name, tuple(sorted(params)), rest)] += 1
        if name == "BEGIN":
            path.append(line.partition(":")[2])
    return found


def of_events(text: str) -> Counter:
    return Counter({line: times for line, times in read(text).items() if line[0][1:2] == ("VEVENT",)})


OURS = {"VERSION", "PRODID", "CALSCALE", "METHOD"}


def without_head(text: str) -> Counter:
    """All but the lines that are written anew, and the zones, which may be described in other words."""
    found = read(text).items()
    return Counter(
        {line: n for line, n in found if line[1] not in OURS and "VTIMEZONE" not in (*line[0], line[3][1:])}
    )


@settings(max_examples=40, deadline=None)
@given(bodies, around, others)
@example(list(KNOWN), ["X-WR-CALNAME:Obres", "X-APPLE-CALENDAR-COLOR:#FF0000", "NAME:Obres"], ["BEGIN:X-A", "END:X-A"])
def test_an_object_that_is_read_and_written_is_the_same(body, before, after):
    source = an_object("u@exemple", body, before, after)
    text = ical.parse(source).text
    assert without_head(text) == without_head(source)
    assert ical.parse(text).text == text
    assert ("TZID:Vila/Plaça" in text) == any("TZID=Vila" in line for line in body)


@settings(max_examples=20, deadline=None)
@given(bodies, around, others)
def test_a_change_here_leaves_what_another_program_knows(body, before, after):
    """Of all its dates, of one of them, and with one of them left out."""
    kept = [line for line in body if not line.startswith(("CATEGORIES", "LOCATION", "COMMENT"))]
    text = ical.parse(an_object("u@exemple", kept, before, after)).text
    now, date = at("2026-11-24 10:00"), at("2099-11-10 10:00")
    draft = ical.Draft("Canviada", at("2099-11-10 12:00"), at("2099-11-10 13:00"), rrule=None)
    changed = [
        splitting.change_all(text, splitting.shown_at(text, date), draft, now=now),
        splitting.override(text, date, draft, now=now),
        splitting.leave_out(text, date, now=now),
    ]
    ours = {
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "EXDATE",
        "SUMMARY",
        "DTSTAMP",
        "LAST-MODIFIED",
        "SEQUENCE",
        "CLASS",
    }
    wanted = {line for line in without_head(text) if line[1] not in ours}
    for each in changed:
        assert wanted <= set(without_head(each.text))


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies, before=around, after=others)
def test_what_a_program_puts_it_gets_and_a_feed_brings_it_back(people, body, before, after):
    anna, phone, here, there = people
    uid = f"u{next(number)}@exemple"
    source = an_object(uid, body, before, after)
    address = f"/caldav/calendaris/{here.pk}/{uid}.ics"
    assert phone.put(address, source.encode()).status_code == 201
    got = phone.ask("GET", address).content.decode()
    assert without_head(got) == without_head(source)
    feed = feeds.body_of(anna)
    [found] = [part for part in feed.split("BEGIN:VEVENT\r\n")[1:] if f"UID:{uid}\r\n" in part]
    zones = "".join(re.findall(r"BEGIN:VTIMEZONE\r\n.*?END:VTIMEZONE\r\n", feed, re.S))
    event = f"BEGIN:VEVENT\r\n{found.rpartition('END:VEVENT')[0]}END:VEVENT\r\n"
    again = import_event(None, there, f"{ical.HEAD}{zones}{event}END:VCALENDAR\r\n")
    assert of_events(again.ics) == of_events(source)


@pytest.fixture
def people(town):
    here, there = make_calendar("Ajuntament"), make_calendar("Un altre")
    anna = make_person("anna.clerk", roles=["clerk"])
    give(anna, here.scope, "edit")
    return anna, Program("anna.clerk", create_password(anna, "Mòbil", "write")[1]), here, there


def test_what_a_file_says_of_its_whole_calendar_is_named_and_not_lost_in_silence():
    before = ["X-WR-CALNAME:Obres", "X-APPLE-CALENDAR-COLOR:#FF0000"]
    contents = reading.read(an_object("u@exemple", [], before).encode())
    report = planning.report([], contents)
    assert report["of_calendar"] == ["X-APPLE-CALENDAR-COLOR", "X-WR-CALNAME"]
    assert any("X-WR-CALNAME" in note for note in notes(report))
    plain = reading.read(an_object("u@exemple", []).encode())
    assert planning.report([], plain)["of_calendar"] == []
