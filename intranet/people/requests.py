"""What a request carries by the time one of our views has it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from intranet.people.models import User


class SignedInRequest(HttpRequest):
    """There is a person: all addresses but those of `doors.OPEN` are closed to strangers. A type, never made."""

    user: User
    htmx: HtmxDetails
