"""From the text a person typed to a tree. Nothing typed is an error: a slip is forgiven and explained in a note."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import override

from search import analysis, sources
from search.syntax import (
    FIELDS,
    OPERATORS,
    All,
    Any,
    Atom,
    Field,
    Node,
    Not,
    Phrase,
    Prefix,
    Term,
    Years,
    has_words,
    with_atoms,
)

MAX_TERMS = 32
MAX_VALUE = 200
MIN_PREFIX = 2
INTERFACE_LANGUAGES = ("ca", "es", "en")

QUOTES = str.maketrans("“”„«»″", '""""""')
FIELD_NAMES = {name: canonical for canonical, names in FIELDS.items() for name in names}
# Names are compared folded; the pattern only has to see a word, a colon and what follows it.
TOKEN = re.compile(
    rf"""
    (?P<minus>(?<!\S)-)?
    (?:
        "(?P<phrase>[^"]*)"?
        | (?<!\w)(?P<name>[^\W\d_]+):(?!//)(?P<value>"[^"]*"?|[^\s"]*)
        | (?P<word>{analysis.RAW_WORD.pattern})(?P<star>\*)?
    )
    """,
    re.VERBOSE,
)
YEARS = re.compile(r"(?P<first>\d{4})?(?P<span>\.\.+|…)?(?P<last>\d{4})?")
UNUSED_SIGNS = re.compile(r"[()\[\]{}]")


@dataclass
class _Reading:
    """The parts of a query while it is being read."""

    nodes: list[Node] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stray: list[Phrase] = field(default_factory=list)
    """Operators with nothing to join: looked for as words if there is nothing else."""
    joining: Phrase | None = None
    """An `or` that waits for its right side."""

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)


def read_text(text: str) -> tuple[All, list[str]]:
    """The tree of a text, and a sentence for each slip in it."""
    reading = _Reading()
    text = unicodedata.normalize("NFKC", text.translate(QUOTES))
    for token in TOKEN.finditer(text):
        _read_token(token, reading)
    _set_stray(reading)
    _explain_signs(text, reading)
    nodes = _without_stop_words(reading.nodes) or _strays(reading)
    if len(nodes) > MAX_TERMS:
        reading.note(_("Only the first %(count)d words were used.") % {"count": MAX_TERMS})
    return All(tuple(nodes[:MAX_TERMS])), reading.notes


def read_years(value: str) -> Years | None:
    """`2024`, `2020..2024`, `2020..` or `..2024`."""
    match = YEARS.fullmatch(value)
    if match is None or not (match["first"] or match["last"]):
        return None
    first, last = (int(match[name]) if match[name] else None for name in ("first", "last"))
    if match["span"]:
        return Years(*sorted((first, last))) if first is not None and last is not None else Years(first, last)
    return Years(first, first) if first is not None and last is None else None


# --- Tokens --------------------------------------------------------------------------------------


def _read_token(token: re.Match[str], reading: _Reading) -> None:
    if token["word"] and _is_operator(token):
        _read_operator(token["word"], reading)
        return
    for at, node in enumerate(_atoms(token, reading)):
        _add(node, reading, excluded=bool(token["minus"]), first=at == 0)


def _is_operator(token: re.Match[str]) -> bool:
    return not token["minus"] and not token["star"] and analysis.fold(token["word"]) in OPERATORS


def _read_operator(word: str, reading: _Reading) -> None:
    operator = Phrase((analysis.fold(word),))
    can_join = reading.joining is None and reading.nodes and not isinstance(reading.nodes[-1], Not)
    if can_join:
        reading.joining = operator
    else:
        reading.stray.append(operator)


def _add(node: Atom, reading: _Reading, *, excluded: bool, first: bool) -> None:
    if excluded:
        _set_stray(reading)
        _append(Not(node), reading)
    elif reading.joining and first:
        left = reading.nodes.pop()
        alternatives = left.nodes if isinstance(left, Any) else (left,)
        reading.joining = None
        _append(Any(tuple(dict.fromkeys((*alternatives, node)))), reading)
    else:
        _append(node, reading)


def _append(node: Node, reading: _Reading) -> None:
    if isinstance(node, Any) and len(node.nodes) == 1:
        node = node.nodes[0]
    if node not in reading.nodes:
        reading.nodes.append(node)


def _set_stray(reading: _Reading) -> None:
    if reading.joining:
        reading.stray.append(reading.joining)
        reading.joining = None


def _atoms(token: re.Match[str], reading: _Reading) -> Iterator[Atom]:
    if token["phrase"] is not None:
        yield from _phrase(token["phrase"])
    elif token["name"] is not None:
        yield from _field(token["name"], token["value"].strip('"'), reading)
    elif token["star"]:
        yield from _prefix(token["word"], reading)
    else:
        yield from _terms(token["word"])


# --- Atoms ---------------------------------------------------------------------------------------


def _phrase(text: str) -> Iterator[Phrase]:
    if words := tuple(analysis.analyse(text).exact.split()):
        yield Phrase(words)


def _terms(raw: str) -> Iterator[Term | Phrase]:
    parts, joined = analysis.take_apart(raw)
    if joined:
        yield Term(parts, joined, raw=raw)
    elif len(parts) == 1:
        yield _term(parts[0], raw)
    else:
        yield from (_term(part, part) for part in parts)


def _term(part: str, raw: str) -> Term | Phrase:
    """A word; one that looks like an operator is written between quotes, so that it is read as a word again."""
    return Phrase((part,)) if analysis.fold(raw) in OPERATORS else Term((part,), raw=raw)


def _prefix(raw: str, reading: _Reading) -> Iterator[Atom]:
    *complete, last = tuple(_terms(raw)) or (None,)
    yield from complete
    if isinstance(last, Term) and len(last.exact) >= MIN_PREFIX:
        yield Prefix(last.exact)
    elif last:
        reading.note(_("Before “*” write at least %(count)d letters.") % {"count": MIN_PREFIX})
        yield last


def _field(name: str, value: str, reading: _Reading) -> Iterator[Atom]:
    value = " ".join(value.split())[:MAX_VALUE].rstrip()
    canonical = FIELD_NAMES.get(analysis.fold(name))
    if canonical is None:
        yield from _unknown_field(name, value, reading)
    elif not analysis.analyse(value).exact and canonical != "any":
        reading.note(_("After “%(name)s:” write what you look for, without a space between.") % {"name": name})
    elif canonical == "any":
        yield from _years(value, reading)
    elif canonical == "tipus":
        yield from _kind(value, reading)
    else:
        yield Field(canonical, value)


def _unknown_field(name: str, value: str, reading: _Reading) -> Iterator[Atom]:
    values = {"name": name, "names": ", ".join(f"{known}:" for known in FIELDS)}
    if len(name) > 1 and value:
        reading.note(_("There is no field “%(name)s:”: it was read as a word. The fields are %(names)s.") % values)
    for raw in analysis.RAW_WORD.findall(f"{name} {value}"):
        yield from _terms(raw)


def _years(value: str, reading: _Reading) -> Iterator[Years]:
    if years := read_years(value):
        yield years
    else:
        reading.note(bad_years(value))


def _kind(value: str, reading: _Reading) -> Iterator[Field]:
    if key := kind_of(value):
        yield Field("tipus", key)
    else:
        reading.note(bad_kind(value))


def kind_of(value: str) -> str:
    """The key of the kind a person means: by its key, or by its name in any language, in singular or plural."""
    if sources.get_source(value):
        return value
    asked = _stems(value)
    for source in sources.all_sources():
        if asked and asked in _names_of(source):
            return source.key
    return ""


def _names_of(source: sources.Source) -> Iterator[frozenset[str]]:
    for language in INTERFACE_LANGUAGES:
        with override(language):
            yield _stems(str(source.label))


def _stems(text: str) -> frozenset[str]:
    return frozenset(analysis.analyse(analysis.clean_text(text)).stems.split())


# --- Sentences -----------------------------------------------------------------------------------


def bad_kind(value: str) -> str:
    return _("There is no kind of thing called “%(value)s”: all kinds are shown.") % shown(value)


def bad_years(value: str) -> str:
    return _("“%(value)s” is not a year; write it with four figures, like 2026, or a span, like 2020..2024.") % shown(
        value
    )


def shown(value: str) -> dict[str, str]:
    return {"value": analysis.clean_text(value)[:60]}


def _explain_signs(text: str, reading: _Reading) -> None:
    if UNUSED_SIGNS.search(text):
        reading.note(_("Brackets mean nothing here: they were left aside."))
    if text.count('"') % 2:
        reading.note(_("A quotation mark was not closed: the phrase goes to the end."))


# --- The whole -----------------------------------------------------------------------------------


def _strays(reading: _Reading) -> list[Node]:
    return list(dict.fromkeys(reading.stray))


def _without_stop_words(nodes: list[Node]) -> list[Node]:
    """Small words are left out beside others; alone, they are what the person wants."""
    telling = list(dict.fromkeys(kept for node in nodes if (kept := _telling(node))))
    if any(map(has_words, telling)):
        return telling
    return list(with_atoms(All(tuple(nodes)), _literal).nodes)


def _telling(node: Node) -> Node | None:
    if isinstance(node, Any):
        kept = tuple(filter(_telling, node.nodes))
        return Any(kept) if len(kept) > 1 else next(iter(kept), None)
    return None if _is_small(node) else node


def _literal(atom: Atom) -> Atom:
    return replace(atom, literal=True) if isinstance(atom, Term) and not atom.joined else atom


def _is_small(node: Node) -> bool:
    return isinstance(node, Term) and not node.joined and analysis.is_stop_word(node.parts[0])
