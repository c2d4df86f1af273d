"""Answers by mail: as Google, Outlook and Apple write them, forged ones, late ones, and a real mailbox."""

import base64
import getpass
import imaplib
import os
import socket
import subprocess
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agenda.calendars.guests import mailbox, replies
from agenda.calendars.guests.models import Attendee
from tests.conftest import needs_program
from tests.guests.samples import invite

pytestmark = pytest.mark.django_db
PERE = "pere@fora.example"


def calendar(
    uid: str, *, answer="ACCEPTED", who=PERE, program="-//Google Inc//Google Calendar 70.9054//EN", **more
) -> str:
    stamp = more.pop("at", timezone.now()).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        f"PRODID:{program}",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        f"METHOD:{more.pop('method', 'REPLY')}",
        "BEGIN:VEVENT",
        f"DTSTAMP:{stamp}",
        "ORGANIZER;CN=Anna Clerk:mailto:anna.clerk@vilaexemple.example",
        f"UID:{uid}",
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={answer};CN={who};X-NUM-GUESTS=0:mailto:{who}",
        f"SEQUENCE:{more.pop('sequence', 0)}",
        *more.pop("lines", ()),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines)


def google(ics: str, sender=PERE) -> bytes:
    """The part beside text and HTML, and once more as a file, in base64."""
    coded = base64.encodebytes(ics.encode()).decode()
    return f"""From: Pere Fora <{sender}>
To: agenda@vilaexemple.example
Subject: Accepted: Pressupost @ Mon Nov 30, 2026
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer"

--outer
Content-Type: multipart/alternative; boundary="inner"

--inner
Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes

Pere Fora has accepted this invitation.
--inner
Content-Type: text/calendar; charset="UTF-8"; method=REPLY
Content-Transfer-Encoding: base64

{coded}
--inner--
--outer
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

{coded}
--outer--
""".encode()


def outlook(uid: str) -> bytes:
    """Another order, a zone by its Windows name, eight bits, a title that says the answer."""
    return f"""From: =?utf-8?Q?Pere_F=C3=B2ra?= <{PERE}>
To: agenda@vilaexemple.example
Subject: =?utf-8?Q?Rebutjat:_Pressupost?=
Message-ID: <AS8P251MB0958@AS8P251MB0958.EURP251.PROD.OUTLOOK.COM>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="_000_outlook_"

--_000_outlook_
Content-Type: text/plain; charset="windows-1252"
Content-Transfer-Encoding: quoted-printable


--_000_outlook_
Content-Type: text/calendar; charset="utf-8"; method=REPLY
Content-Transfer-Encoding: 8bit

BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VEVENT
ATTENDEE;PARTSTAT=DECLINED;CN=Pere Fòra:MAILTO:Pere@Fora.example
COMMENT;LANGUAGE=ca-ES:Soc fora\\, ho sento\\n
UID:{uid}
SUMMARY;LANGUAGE=ca-ES:Rebutjat: Pressupost
DTSTART;TZID=Romance Standard Time:20261130T100000
DTEND;TZID=Romance Standard Time:20261130T110000
CLASS:PUBLIC
DTSTAMP:{timezone.now():%Y%m%dT%H%M%SZ}
SEQUENCE:0
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
END:VEVENT
END:VCALENDAR

--_000_outlook_--
""".encode()


def apple(ics: str) -> bytes:
    """The calendar alone, as a file with an encoded name."""
    coded = base64.encodebytes(ics.encode()).decode()
    return f"""From: Pere Fora <{PERE}>
Content-Type: multipart/mixed; boundary="Apple-Mail=_1"
Mime-Version: 1.0 (Mac OS X Mail)
Subject: Pere Fora accepted “Pressupost”
To: agenda@vilaexemple.example

--Apple-Mail=_1
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename=iCal-20261123-101500.ics
Content-Type: text/calendar; x-unix-mode=0644; name="iCal-20261123-101500.ics"

{coded}
--Apple-Mail=_1--
""".encode()


@pytest.fixture
def event(anna, calendar_of_town, marta):
    return invite(anna, calendar_of_town, f"Marta Soler, {PERE}")


@pytest.fixture
def calendar_of_town(request):
    return request.getfixturevalue("calendar")


def pere(event) -> Attendee:
    return event.attendees.get(email=PERE)


def test_the_answer_of_google(event):
    assert mailbox.take(google(calendar(event.uid)))
    assert pere(event).answer == "ACCEPTED"


def test_the_answer_of_outlook_with_its_comment(event):
    assert mailbox.take(outlook(event.uid))
    found = pere(event)
    assert (found.answer, found.comment) == ("DECLINED", "Soc fora, ho sento")


def test_the_answer_of_apple(event):
    ics = calendar(event.uid, answer="TENTATIVE", program="-//Apple Inc.//macOS 15.1//EN")
    assert mailbox.take(apple(ics))
    assert pere(event).answer == "TENTATIVE"


def test_a_person_of_the_house_answers_by_mail_too(event, marta):
    message = google(calendar(event.uid, who=marta.email), sender=marta.email)
    assert mailbox.take(message)
    assert event.attendees.get(person=marta).answer == "ACCEPTED"
    type(marta).objects.filter(pk=marta.pk).update(is_active=False)
    assert not mailbox.take(google(calendar(event.uid, who=marta.email, answer="DECLINED"), sender=marta.email))


def test_nobody_answers_from_another_address(event):
    assert not mailbox.take(google(calendar(event.uid), sender="altre@fora.example"))
    assert not mailbox.take(google(calendar(event.uid, who="altre@fora.example"), sender="altre@fora.example"))
    assert pere(event).answer == "NEEDS-ACTION"


def test_the_later_of_two_answers_counts_in_whatever_order_they_arrive(event):
    now = timezone.now()
    assert mailbox.take(google(calendar(event.uid, answer="DECLINED", at=now)))
    assert not mailbox.take(google(calendar(event.uid, answer="ACCEPTED", at=now - timedelta(hours=1))))
    assert pere(event).answer == "DECLINED"


def test_an_answer_to_an_older_time_does_not_count(event):
    Attendee.objects.filter(event=event).update(asked_sequence=2)
    assert not mailbox.take(google(calendar(event.uid, sequence=1)))
    assert mailbox.take(google(calendar(event.uid, sequence=2)))


@pytest.mark.parametrize(
    "slip",
    [
        {"method": "REQUEST"},
        {"method": "COUNTER"},
        {"answer": "DELEGATED"},
        {"answer": "X"},
        {"lines": ["RECURRENCE-ID:20261130T090000Z"]},
        {"lines": ["ATTENDEE;PARTSTAT=ACCEPTED:mailto:altre@fora.example"]},
    ],
)
def test_what_is_no_answer_to_the_whole_is_left_for_somebody_to_look_at(event, slip):
    assert not mailbox.take(google(calendar(event.uid, **slip)))
    assert pere(event).answer == "NEEDS-ACTION"


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"From: a@b.example\r\n\r\nHola",
        b"\xff\xfe\x00",
        google("BEGIN:VCALENDAR"),
        google("res"),
        google(calendar("ningu")),
        b"From: a@b.example\r\nContent-Type: text/calendar\r\n\r\n" + b"A" * (replies.LARGEST + 1),
    ],
)
def test_other_mail_is_no_answer(event, message):
    assert not mailbox.take(message)


def test_without_a_mailbox_there_is_nothing_to_read():
    assert mailbox.read_replies() == mailbox.Read()


def test_a_mailbox_that_cannot_be_reached_is_told_in_the_command(settings):
    settings.AGENDA_IMAP = "imap://agenda:secret@127.0.0.1:1/INBOX"
    with pytest.raises(CommandError):
        call_command("read_replies")


@pytest.fixture
def imap(settings):
    """A real server of this test's own. Its folder is short and open: the server gives up its rights."""
    program = needs_program("dovecot")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        base.chmod(0o755)
        (base / "mail").mkdir()
        (base / "mail").chmod(0o777)
        config = base / "dovecot.conf"
        config.write_text(DOVECOT.format(base=base, port=port, **_users()))
        server = subprocess.Popen([program, "-F", "-c", str(config)])
        settings.AGENDA_IMAP = f"imap://agenda:s%2Fecret@127.0.0.1:{port}/INBOX"
        with _when_it_answers(port) as box:
            yield box
        server.terminate()
        server.wait(timeout=10)


DOVECOT = """
base_dir = {base}/run
log_path = {base}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{base}/mail
first_valid_uid = 1
default_internal_user = {inner}
default_login_user = {outer}
service imap-login {{
  {jail}
  inet_listener imap {{
    port = {port}
  }}
}}
passdb {{
  driver = static
  args = password=s/ecret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={base}
}}
"""


def _users() -> dict[str, str]:
    """Whom the server becomes: its own users if it may, else whoever runs the tests."""
    if os.getuid() == 0:
        return {"inner": "dovecot", "outer": "dovenull", "user": "nobody", "group": "nogroup", "jail": ""}
    me = getpass.getuser()
    return {"inner": me, "outer": me, "user": me, "group": str(os.getgid()), "jail": "chroot ="}


def _when_it_answers(port: int) -> imaplib.IMAP4:
    for _try in range(100):
        try:
            box = imaplib.IMAP4("127.0.0.1", port, timeout=10)
        except OSError:
            time.sleep(0.1)
        else:
            box.login("agenda", "s/ecret")
            return box
    raise AssertionError("the server does not answer")


@pytest.mark.real
def test_a_real_mailbox_is_read_once_and_what_is_not_understood_is_flagged(imap, event):
    for message in (google(calendar(event.uid)), b"From: a@b.example\r\nSubject: Hola\r\n\r\nBon dia\r\n"):
        imap.append(
            "INBOX",
            "",
            imaplib.Time2Internaldate(time.time()),
            message.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
        )
    assert mailbox.read_replies() == mailbox.Read(taken=1, flagged=1)
    assert pere(event).answer == "ACCEPTED"
    assert mailbox.read_replies() == mailbox.Read()
    imap.select("INBOX", readonly=True)
    assert imap.search(None, "FLAGGED")[1] == [b"2"]
    assert imap.search(None, "ALL")[1] == [b"1 2"]
