"""Open a real town hall: `manage.py setup_town`, asking for what the command line does not say."""

import io
import sys
from getpass import getpass

import qrcode
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from intranet.people.models import Municipality
from intranet.people.setup import Administrator, FirstWayIn, TownExists, checked_town, set_up_town

# The answers that must be given: option, and the question when it is missing.
QUESTIONS = {
    "name": _lazy("Name of the municipality"),
    "username": _lazy("User name of the first administrator"),
    "first_name": _lazy("First name"),
    "last_name": _lazy("Last name"),
    "email": _lazy("E-mail"),
}


class Command(BaseCommand):
    help = "Sets up a town hall: name, codes, local holidays, and a first administrator with a second factor."

    def add_arguments(self, parser: CommandParser) -> None:
        for option, question in QUESTIONS.items():
            parser.add_argument(f"--{option.replace('_', '-')}", help=str(question))
        parser.add_argument("--ine", default="", help="INE code, ten digits")
        parser.add_argument("--dir3", default="", help="DIR3 code of the town hall, like L01080193")
        parser.add_argument("--population", type=int, default=0)
        parser.add_argument("--legal-members", type=int, default=7, help="legal number of councillors")
        parser.add_argument(
            "--holiday", action="append", default=[], help="local holiday, 07-25 or 2026-07-25; repeat"
        )
        parser.add_argument("--network", action="append", default=[], help="network of the town hall, CIDR; repeat")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        parser.add_argument("--no-input", action="store_true", help="ask nothing; what is missing is an error")

    def handle(self, **options) -> None:
        if Municipality.objects.exists():
            raise CommandError(_("A town hall is already set up here. Each installation serves one."))
        answers = {option: options[option] or self._ask(option, options) for option in QUESTIONS}
        try:
            town = checked_town(answers.pop("name"), options["ine"], options["dir3"], **_town_fields(options))
            way_in = set_up_town(town, Administrator(**answers, password=_password(options)))
        except TownExists as error:
            raise CommandError(_("A town hall is already set up here. Each installation serves one.")) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._show(town, answers["username"], way_in)

    def _ask(self, option: str, options: dict) -> str:
        if options["no_input"]:
            raise CommandError(_("Say also --%(option)s.") % {"option": option.replace("_", "-")})
        return input(f"{QUESTIONS[option]}: ").strip()

    def _show(self, town: Municipality, username: str, way_in: FirstWayIn) -> None:
        told = _("%(town)s is set up. %(username)s signs in at /entra/.") % {"town": town, "username": username}
        self.stdout.write(self.style.SUCCESS(told))
        self.stdout.write(_("Read this with a codes application; it is the second step of the sign-in:"))
        self.stdout.write(_drawn(way_in.otpauth_url))
        self.stdout.write(way_in.otpauth_url)
        self.stdout.write(_("Recovery codes, each for one time. Keep them on paper; they are not shown again:"))
        for code in way_in.recovery_codes:
            self.stdout.write(f"  {code}")


def _drawn(text: str) -> str:
    """The square that a telephone reads, drawn with letters."""
    picture, out = qrcode.QRCode(border=1), io.StringIO()
    picture.add_data(text)
    picture.print_ascii(out=out, invert=True)
    return out.getvalue()


def _town_fields(options: dict) -> dict:
    return {
        "population": options["population"],
        "legal_members": options["legal_members"],
        "local_holidays": options["holiday"],
        "trusted_networks": options["network"],
    }


def _password(options: dict) -> str:
    """Never an argument: whoever lists the processes of the machine would read it."""
    if options["password_stdin"]:
        return sys.stdin.readline().rstrip("\n")
    if options["no_input"]:
        raise CommandError(_("Say also --password-stdin and write the password there."))
    first, again = getpass(_("Password: ")), getpass(_("Password again: "))
    if first != again:
        raise CommandError(_("The two passwords are not the same. Nothing has been saved."))
    return first
