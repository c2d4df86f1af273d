"""People in the search, by name, position, department or telephone."""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intranet.people.models import Membership, User
from intranet.people.municipality import town_scope
from intranet.people.signals import SOURCE
from search.sources import SearchEntry, Source


class PersonSource(Source):
    """Whoever the directory shows, under the scope of the whole town."""

    key = SOURCE
    label = _("People")
    one = _("Person")
    icon = "person"

    def queryset(self) -> QuerySet[User]:
        return User.objects.listed()

    def entries(self, pks: Iterable[int]) -> Iterator[SearchEntry]:
        scope = town_scope().pk
        in_force = Membership.objects.in_force().select_related("unit", "body", "group")
        people = self.queryset().filter(pk__in=pks)
        for person in people.prefetch_related(Prefetch("memberships", in_force, to_attr="now")):
            yield _entry(person, person.now, scope)


def _entry(person: User, memberships: list[Membership], scope: int) -> SearchEntry:
    places = [place for each in memberships for place in (each.position, each.unit or each.body, each.group) if place]
    where = " · ".join(dict.fromkeys(map(str, places)))
    return SearchEntry(
        type=SOURCE,
        pk=person.pk,
        scope_id=scope,
        title=str(person),
        url=reverse("people:person", args=[person.pk]),
        headings=where,
        organ=" · ".join(dict.fromkeys(each.body.name for each in memberships if each.body)),
        extra={"where": where},
        body=" ".join(_contacts(person)),
    )


def _contacts(person: User) -> Iterator[str]:
    """Address and telephone under the words they are asked by, the number also without its spaces."""
    if person.email:
        yield f"correu correo {person.email}"
    if person.phone:
        yield f"telèfon teléfono {person.phone} {person.phone.replace(' ', '')}"
