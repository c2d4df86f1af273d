"""Which addresses open without coming in, and how far in a person is (deny by default, op.acc.2)."""

from enum import Enum, auto
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import ResolverMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_otp.models import Device

from intranet.people import networks
from intranet.people.factors import has_factor
from intranet.people.municipality import municipality

# Open to all. The feed and its like look after themselves: a secret in the address says whose they are.
OPEN = {
    "people:sign_in",
    "people:sign_out",
    "people:language",
    "theme:appearance",
    "pages:accessibility",
    "health",
    "calendars:feed",
    "calendars:official",
    "calendars:official_feed",
    # Calendar programs show a password of their own at each request; a browser that is signed in is nobody there.
    "caldav:discovery",
    "caldav:without_slash",
    "caldav:root",
    "caldav:resource",
    "rooms:door_screen",
    "guests:reply",
}
# Open with a password alone, because they are where the second factor is shown or made.
HALFWAY = {"people:second_factor", "people:enrol", "people:enrol_qr"}
# Doors that come with Wagtail. They lead to ours, so that all are as strong as one (ASVS 6.3.4).
OTHER_DOORS = {
    "wagtailcore_login",
    "wagtailcore_authenticate_with_password",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
}


class Standing(Enum):
    """How far in somebody is."""

    OUTSIDE = auto()
    # The password was right; a second factor is owed.
    OWES_CODE = auto()
    # The password was right; there is no second factor yet, and one must be made.
    OWES_FACTOR = auto()
    IN = auto()


def standing(request: HttpRequest) -> Standing:
    """Asked for every request: who leaves the building with the tablet owes the second factor from then on."""
    user = request.user
    if not user.is_authenticated:
        return Standing.OUTSIDE
    if factor_shown(user) or networks.is_inside(request, municipality().trusted_networks):
        return Standing.IN
    return Standing.OWES_CODE if has_factor(user) else Standing.OWES_FACTOR


def factor_shown(user) -> Device | None:
    """The factor this session has shown. Who has just given the password has none yet, not even an attribute."""
    return getattr(user, "otp_device", None)


def is_open(match: ResolverMatch | None) -> bool:
    return match is not None and match.view_name in OPEN


def is_halfway(match: ResolverMatch | None) -> bool:
    return match is not None and match.view_name in HALFWAY


def is_other_door(match: ResolverMatch | None) -> bool:
    return match is not None and match.view_name in OTHER_DOORS


def wants_page(request: HttpRequest) -> bool:
    """Whether a browser is opening a page; what scripts ask for is better refused than sent to a form."""
    headers = request.headers
    if "HX-Request" in headers or headers.get("X-Requested-With") == "XMLHttpRequest":
        return False
    if kind := headers.get("Sec-Fetch-Dest"):
        return kind in {"document", "iframe", "frame"}
    accepted = headers.get("Accept", "")
    return "json" not in accepted or "text/html" in accepted


def safe_next(request: HttpRequest) -> str:
    """Where the person was going, if that is a page of ours; otherwise nothing.

    Only a path: a bare word would be looked up among the names of our addresses.
    """
    address = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, None, require_https=request.is_secure())
    return address if ours and address.startswith("/") else ""


def with_next(view_name: str, address: str) -> str:
    """The address of a step of the sign-in, remembering where the person was going."""
    query = urlencode({"next": address}, safe="/") if address else ""
    return f"{reverse(view_name)}?{query}" if query else reverse(view_name)


def step_for(current: Standing) -> str:
    """The page where somebody at that standing goes on."""
    steps = {Standing.OWES_CODE: "people:second_factor", Standing.OWES_FACTOR: "people:enrol"}
    return steps.get(current, "people:sign_in")
