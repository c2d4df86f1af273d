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
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field
from hashlib import blake2b
from itertools import accumulate
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from search.analysis import clean_text, fold

PKS_AT_A_TIME = 2000
NUMBER_SEPARATOR = re.compile(r"[^\w]+|_")

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
    tags: tuple[str, ...] = ()
    organ: str = ""
    """The body that holds, issues or approves it."""
    author: str = ""
    case_files: tuple[str, ...] = ()
    """Numbers of the case files it belongs to, as they are written: "2026/0012"."""
    pages: tuple[str, ...] = ()
    """The text of each page of what has pages; `body` is then made of them."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What is shown and not searched: `kind`, what people call this one ("Informe"); `where`, what it hangs on."""

    @property
    def id(self) -> str:
        return entry_id(self.type, self.pk)

    @property
    def digest(self) -> str:
        """Another one for any other content or scope: what tells whether the index holds this very state."""
        state = json.dumps(astuple(self), ensure_ascii=False, default=str, sort_keys=True)
        return blake2b(state.encode(), digest_size=12).hexdigest()

    def text(self) -> tuple[str, tuple[int, ...]]:
        """The clean text of the body, and where each page begins in it."""
        if not self.pages:
            return clean_text(self.body), ()
        pages = [clean_text(page) for page in self.pages]
        lengths = (len(page) + 1 for page in pages[:-1])
        return "\n".join(pages), tuple(accumulate(lengths, initial=0))


def case_number_forms(number: str) -> tuple[str, ...]:
    """How a case number is compared: `2026/0012`, `2026-12` and `EXP 2026.0012` meet, and so does `20260012`."""
    parts = [part for part in NUMBER_SEPARATOR.split(fold(number)) if part]
    if not any(part.isdigit() for part in parts):
        return ()
    numbers = parts[next(at for at, part in enumerate(parts) if part[0].isdigit()) :] or parts
    plain = "/".join(part.lstrip("0") or "0" for part in numbers)
    return tuple(dict.fromkeys((plain, "".join(numbers))))


class Source(ABC):
    """One kind of findable thing. `key` is also the value of the `tipus` filter and the name in entry ids."""

    key: str
    label: str | Promise
    one: str | Promise = ""
    """What one of them is called, where `label` is their heading."""
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


def one_label(key: str) -> str:
    """What one thing of that kind is called."""
    source = _registry.get(key)
    return str(source.one or source.label) if source else key
