"""The pages of the house, by the names people look for: what the palette offers before any document."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from docs_library.documents.views.library import may_add_somewhere
from search.places import Place, register
from search.policies import keeps_search


def is_editor(user: Any) -> bool:
    return user.has_perm("wagtailadmin.access_admin")


def register_places() -> None:
    register(Place(_("Desk"), "desk", "home", _("Home, today, tasks")))
    register(Place(_("Agenda"), "calendars:agenda", "calendar", _("Calendar, events, rooms")))
    register(Place(_("Documents"), "documents:browse", "folder", _("Library, series, classification")))
    register(Place(_("Case files"), "records:list", "folder", _("Files, dossiers")))
    register(Place(_("Meetings"), "meetings:list", "meeting", _("Plenary, board, minutes, convocation")))
    register(Place(_("Procedures"), "pages:procedures", "procedure", _("Instructions, how it is done")))
    register(Place(_("Directory"), "people:directory", "people", _("People, telephones, extensions")))
    register(
        Place(_("Upload documents"), "documents:upload", "upload", _("Add, file, scan"), is_allowed=may_add_somewhere)
    )
    register(Place(_("Saved searches"), "search:saved", "bookmark", _("My searches, alerts, news")))
    register(
        Place(_("Care of the search"), "search:care", "search", _("Synonyms, pinned answers"), is_allowed=keeps_search)
    )
    register(Place(_("My account"), "people:account", "person", _("Password, devices, codes, language")))
    register(Place(_("The agenda on my devices"), "calendars:feeds", "rss", _("Subscriptions, mobile phone")))
    register(Place(_("Editor"), "wagtailadmin_home", "edit", _("Write news, procedures"), is_allowed=is_editor))
