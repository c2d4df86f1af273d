"""What can be found: each app describes its own objects here, search imports none of them.

class DocumentSource(Source):
    key = "document"
    label = _("Documents")

    def queryset(self):
        return Document.objects.filter(current_version__isnull=False)

    def entries(self, pks):
        for document in self.queryset().filter(pk__in=pks).select_related("node"):
            yield SearchEntry(type=self.key, pk=document.pk, scope_id=document.scope_id, ...)

register(DocumentSource())      # in AppConfig.ready()
"""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

PKS_AT_A_TIME = 2000

_registry: dict[str, "Source"] = {}


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """The current state of one object, as the index keeps it."""

    type: str
    pk: int
    scope_id: int
    title: str
    url: str
    headings: str = ""
    body: str = ""
    series: str = ""
    """Key of the classification node or calendar the object hangs on: what the `serie` filter carries."""
    series_label: str = ""
    """What a person reads for that key, best with its path: "Urbanisme › Llicències"."""
    year: int | None = None
    date: datetime.date | None = None
    language: str = "ca"
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return entry_id(self.type, self.pk)


class Source(ABC):
    """One kind of findable thing. `key` is also the value of the `tipus` filter and the name in entry ids."""

    key: str
    label: str | Promise
    icon: str = "document"

    @abstractmethod
    def queryset(self) -> QuerySet:
        """The objects that belong in the index; an object outside it is taken out of the index."""

    @abstractmethod
    def entries(self, pks: Iterable[int]) -> Iterator[SearchEntry]:
        """Entries of those objects, in a number of queries that does not depend on how many they are."""

    def pks(self) -> Iterator[int]:
        """Every indexable primary key in order, streamed, for rebuilds and comparisons."""
        return self.queryset().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=PKS_AT_A_TIME)


def entry_id(type_key: str, pk: int) -> str:
    return f"{type_key}:{pk}"


def register(source: Source) -> None:
    """Make a source findable; registering the same key again replaces it."""
    _registry[source.key] = source


def unregister(key: str) -> None:
    _registry.pop(key, None)


def get_source(key: str) -> Source | None:
    return _registry.get(key)


def all_sources() -> list[Source]:
    """Every registered source, in a stable order."""
    return [_registry[key] for key in sorted(_registry)]


def type_label(key: str) -> str:
    source = _registry.get(key)
    return str(source.label) if source else key
