"""The screens of those who keep the search, one beside the other."""

from django.urls import reverse
from django.utils.translation import gettext as _


def tabs(current: str) -> list[dict]:
    labels = {"care": _("To mend"), "synonyms": _("Synonyms"), "pinned": _("Pinned")}
    return [
        {"label": label, "url": reverse(f"search:{name}"), "current": name == current}
        for name, label in labels.items()
    ]
