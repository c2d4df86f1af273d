"""A document as it is read: which version, which of its pages, and in plain words what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from django.http import Http404
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from docs_library.documents.models import Document, DocumentVersion, PageText
from search.highlights import Highlighter
from search.query import SearchQuery, parse_query
from search.synonyms import with_synonyms

PAGES_AT_ONCE = 40
SUMMARY_CHARS = 160
ASKED_CHARS = 80
Text, Preview = DocumentVersion.TextState, DocumentVersion.PreviewState
# What a reader needs to know when there is no picture or no text; what is ready needs no words.
PREVIEW_WORDS: dict[str, Promise] = {
    Preview.PENDING: gettext_lazy("The pages are being prepared. Come back in a moment, or download the file."),
    Preview.NO_PROGRAM: gettext_lazy("No program here can show this kind of file. Download it to read it."),
    Preview.FAILED: gettext_lazy("The pages could not be prepared. Download the file to read it."),
}
TEXT_WORDS: dict[str, Promise] = {
    Text.PENDING: gettext_lazy("Its text is being read: in a moment the search will find what it says."),
    Text.NO_TEXT: gettext_lazy("It has no text: the search finds it only by its title."),
    Text.NO_PROGRAM: gettext_lazy(
        "No program here can read the text of this kind of file: the search finds it only by its title."
    ),
    Text.FAILED: gettext_lazy("Its text could not be read: the search finds it only by its title."),
}


@dataclass(frozen=True)
class Sheet:
    """One page: its number, its text and the first words of it, which stand for the picture."""

    number: int
    text: str
    marked: SafeString | None = None
    """The text, escaped, with the words of the search marked, if it has any of them."""
    found_before: int | None = None
    found_after: int | None = None
    """The pages with those words that come before and after, of one that has them."""

    @property
    def shown(self) -> str:
        return self.marked or self.text

    @property
    def summary(self) -> str:
        words = Truncator(" ".join(self.text.split())).chars(SUMMARY_CHARS)
        label = _("Page %(number)d") % {"number": self.number}
        return f"{label}: {words}" if words else label


@dataclass(frozen=True)
class Reading:
    """Some pages of one version, as many as fit in one screen's worth."""

    version: DocumentVersion
    sheets: list[Sheet]
    wanted: int
    total: int
    asked: SearchQuery | None = None
    """The search whose words are marked."""

    @property
    def has_pictures(self) -> bool:
        return self.version.preview_state == Preview.READY

    @property
    def notices(self) -> Iterator[str]:
        """Sentences on what cannot be shown or found."""
        if sentence := PREVIEW_WORDS.get(self.version.preview_state):
            yield str(sentence)
        if sentence := TEXT_WORDS.get(self.version.text_state):
            yield str(sentence)

    @property
    def first(self) -> int:
        return self.sheets[0].number if self.sheets else 0

    @property
    def last(self) -> int:
        return self.sheets[-1].number if self.sheets else 0

    @property
    def before(self) -> int | None:
        """A page of the screen before this one."""
        return max(1, self.first - PAGES_AT_ONCE) if self.first > 1 else None

    @property
    def after(self) -> int | None:
        return self.last + 1 if self.last < self.total else None

    # --- The words of a search -------------------------------------------------------------------

    @cached_property
    def found(self) -> list[int]:
        """The pages, of these, that have words of the search."""
        return [sheet.number for sheet in self.sheets if sheet.marked]

    @property
    def opened(self) -> int:
        """The page whose text is shown open: where the search led to, or the first that has its words."""
        return self.wanted or next(iter(self.found), 0)

    @property
    def found_sentence(self) -> str:
        """How many pages have the words, of those that are here."""
        count, asked = len(self.found), Truncator(self.asked.text if self.asked else "").chars(ASKED_CHARS)
        sentence = (
            ngettext("%(count)d page has “%(asked)s”.", "%(count)d pages have “%(asked)s”.", count)
            if count
            else _("The text does not have “%(asked)s”.")
        )
        return sentence % {"count": count, "asked": asked}

    @property
    def is_part(self) -> bool:
        return len(self.sheets) < self.total


def searched(text: str | None) -> SearchQuery | None:
    """The search that led here, as the results understood it, if it has words to mark; nonsense marks nothing."""
    asked = parse_query({"q": text or ""})
    return with_synonyms(asked) if asked.has_words else None


def read(version: DocumentVersion, wanted: str | None, asked: SearchQuery | None = None) -> Reading:
    """The pages around the wanted one; nonsense opens at the first, too far opens at the last."""
    total = version.page_count or PageText.objects.filter(version=version).count()
    number = min(max(_number(wanted), 1), total) if wanted and wanted.isdecimal() and total else 0
    first = max(number - 1, 0) // PAGES_AT_ONCE * PAGES_AT_ONCE + 1
    numbers = range(first, min(first + PAGES_AT_ONCE, total + 1))
    texts = PageText.objects.filter(version=version, number__range=(first, first + PAGES_AT_ONCE - 1))
    by_number = dict(texts.values_list("number", "text"))
    highlighter = Highlighter(asked) if asked else None
    sheets = [_sheet(each, by_number.get(each, ""), highlighter) for each in numbers]
    return Reading(version, _linked(sheets), number, total, asked)


def _sheet(number: int, text: str, highlighter: Highlighter | None) -> Sheet:
    return Sheet(number, text, highlighter.mark_lines(text) if highlighter else None)


def _linked(sheets: list[Sheet]) -> list[Sheet]:
    """Each page with words of the search knows the one before and the one after."""
    found = [sheet.number for sheet in sheets if sheet.marked]
    after = dict(pairwise(found))
    before = {number: earlier for earlier, number in after.items()}
    return [
        replace(sheet, found_before=before.get(sheet.number), found_after=after.get(sheet.number)) for sheet in sheets
    ]


def _number(figures: str) -> int:
    """No document has pages of ten figures; Python would stumble over thousands of them."""
    return int(figures.lstrip("0")[:10] or 0)


def first_sheet(version: DocumentVersion) -> Reading:
    """Only the first page, for a look beside the list."""
    text = PageText.objects.filter(version=version, number=1).values_list("text", flat=True).first()
    return Reading(version, [Sheet(1, text or "")][: version.page_count or bool(text)], 0, version.page_count)


def versions_of(document: Document) -> list[DocumentVersion]:
    """The newest first."""
    return list(document.versions.select_related("author", "blob").order_by("-number"))


def choose_version(document: Document, versions: list[DocumentVersion], wanted: str | None) -> DocumentVersion:
    """The version asked for by its number, or the current one."""
    for version in versions:
        if str(version.number) == wanted or (not wanted and version.pk == document.current_version_id):
            return version
    raise Http404(_("This document has no such version."))
