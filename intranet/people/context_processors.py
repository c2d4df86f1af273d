from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from intranet.people.municipality import municipality


def town(request: HttpRequest) -> dict:
    """The town hall's name and colours, on every page."""
    return {"town": SimpleLazyObject(municipality)}
