"""How words become what the index compares: Catalan and Spanish, forgiving of accents, apostrophes and dots.

Every piece of text is read twice over. The *exact* form keeps each word, without accents, elision or `l·l`; it serves
phrases and codes and wins over the *stemmed* form, which brings singular and plural, masculine and feminine and the
forms of a verb together. Both are plain words joined by spaces, so any engine can index them with a whitespace
tokenizer and both engines agree on every letter.

The work is done once per distinct word: texts repeat their words, so a cache in front of it makes the analysis of a
document little more than splitting it.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

import Stemmer

from search.words import ENCLITICS, PROCLITICS, STOP_WORDS

LANGUAGES = ("ca", "es")
MAX_WORD = 64
CACHED_CHUNKS = 2**16

APOSTROPHES = "'’‘ʼ´`"
# A raw word keeps its inner apostrophes, dots and dashes: what they mean is decided word by word.
RAW_WORD = re.compile(rf"\w+(?:[{APOSTROPHES}·•∙.\-‐‑–/_:]\w+)*")
GEMINATE = re.compile(r"(?<=[aeiou])l[·•∙.]l(?=[aeiou])|l[·•∙]l")
APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
SEPARATOR = re.compile(r"[·•∙.\-‐‑–/_:]+")
DASH = re.compile(r"[\-‐‑–]")

# What extraction leaves behind and nobody typed: ligatures, soft hyphens, joiners, odd spaces, control characters.
ODD_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00a0\u00ad\u200b-\u200f\u2028-\u202e\ufb00-\ufb06\ufeff]")
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\ufeff")


class Word(NamedTuple):
    """A raw word taken apart: `A-1312/B` is the parts a, 1312, b and the joined form a1312b."""

    parts: tuple[str, ...]
    joined: str


class Analysed(NamedTuple):
    exact: str
    stems: str


def clean_text(text: str) -> str:
    """The text as people read it: composed accents, plain ligatures and spaces, nothing invisible."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return ODD_CHARACTERS.sub(_plain_character, text)


def analyse(text: str, language: str = "ca") -> Analysed:
    """Exact and stemmed words of a text, each joined by spaces. Expects text that went through `clean_text`."""
    known = _KNOWN_CHUNKS.get(language, _KNOWN_CHUNKS["ca"])
    # No Python code runs for a chunk that is known: a rebuild passes here some ten million times.
    words = list(map(known.__getitem__, text.split()))
    return Analysed(" ".join(map(_EXACT, words)), " ".join(map(_STEMS, words)))


def fold(word: str) -> str:
    """Lower case without accents: `Llicència` and `LLICENCIA` are one word."""
    if word.isascii():
        return word.lower()
    # Some letters are capitals only once they are decomposed, and some decompose only once they are small.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def take_apart(raw: str) -> Word:
    """The parts of a raw word, without elided articles and weak pronouns, and their joined form if it has one."""
    if len(raw) > MAX_WORD:
        return Word((), "")
    folded = fold(raw)
    if folded.isalpha():
        return Word((folded,), "")
    folded = GEMINATE.sub("ll", folded)
    core = _without_clitics(folded)
    parts = tuple(part for part in SEPARATOR.split(core) if part)
    return Word(parts, "".join(parts) if _worth_joining(core, parts) else "")


def is_stop_word(part: str) -> bool:
    return part in STOP_WORDS


def stem(part: str, language: str) -> str:
    """The stem of a folded part; numbers, codes and very short words stand for themselves."""
    if len(part) < 4 or not part.isalpha() or not part.isascii():
        return part
    return _stem_spanish(part) if language == "es" else _stem_catalan(part)


def stems_of(part: str) -> tuple[str, ...]:
    """Stems of a word whose language is unknown, as the words of a query are."""
    return tuple(dict.fromkeys(stem(part, language) for language in LANGUAGES))


# --- One word ------------------------------------------------------------------------------------


def _plain_character(match: re.Match[str]) -> str:
    character = match.group()
    if character in INVISIBLE:
        return ""
    return LIGATURES.get(character, " ")


def _without_clitics(folded: str) -> str:
    """`l'escola` → `escola`, `anar-se'n` → `anar`, `digue'm-ho` → `digue`."""
    pieces = APOSTROPHE.split(folded)
    if len(pieces) > 1 and pieces[0] in PROCLITICS:
        pieces = pieces[1:]
    while len(pieces) > 1 and _only_clitics(pieces[-1]):
        pieces.pop()
    core = "-".join(pieces)
    host, *followers = DASH.split(core)
    if host.isalpha() and len(host) > 1 and followers and _only_clitics("-".join(followers)):
        return host
    return core


def _only_clitics(piece: str) -> bool:
    return all(part in ENCLITICS for part in DASH.split(piece))


def _worth_joining(core: str, parts: tuple[str, ...]) -> bool:
    """Codes, dates, initials and compounds are also one word; two sentences run together are not."""
    if len(parts) < 2:
        return False
    has_digit = any(character.isdigit() for character in core)
    return has_digit or bool(DASH.search(core)) or all(len(part) == 1 for part in parts)


def _analyse_chunk(language: str, chunk: str) -> Analysed:
    words = [take_apart(raw) for raw in RAW_WORD.findall(chunk)]
    exact = (form for word in words for form in (*word.parts, word.joined) if form)
    return Analysed(" ".join(exact), " ".join(part for word in words for part in _stem_parts(word, language)))


class _KnownChunks(dict[str, Analysed]):
    """The analysis of what was seen before. When full it starts anew: the words of the language are soon back."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, chunk: str) -> Analysed:
        analysed = _analyse_chunk(self.language, chunk)
        if len(chunk) <= MAX_WORD:
            if len(self) >= CACHED_CHUNKS:
                self.clear()
            self[chunk] = analysed
        return analysed


_KNOWN_CHUNKS = {language: _KnownChunks(language) for language in LANGUAGES}
_EXACT, _STEMS = itemgetter(0), itemgetter(1)


def _stem_parts(word: Word, language: str) -> Iterable[str]:
    for part in word.parts:
        if word.joined or part not in STOP_WORDS:
            yield stem(part, language)
    if word.joined:
        yield stem(word.joined, language)


# --- Stems ---------------------------------------------------------------------------------------
# Snowball expects accents, people leave them out. Words are folded first, then the accents that the endings of the
# language always carry are put back, so that `aprovacio` and `aprovació` take the same way through the algorithm.

CATALAN_SINGULARS = (
    (re.compile(r"(.[aeio])ques$"), r"\1ca"),  # públiques, biblioteques, beques
    (re.compile(r"^(?!mes)(.{2,})(?:ss|s)os$"), r"\1s"),  # recursos, ingressos; `mes` would meet `més`
    (re.compile(r"(.{3})mens$"), r"\1me"),  # dictàmens
    (re.compile(r"tges$"), "tge"),
    (re.compile(r"(.{2}[aiou])ns$"), r"\1"),  # camins, padrons, germans
    (re.compile(r"(.{2}[aou])n$"), r"\1"),  # plan, órgan: as their plurals lose it, and as Spanish -ión meets -ió
    (re.compile(r"(.{3}m)en$"), r"\1e"),
    (re.compile(r"(.{3})gues$"), r"\1ga"),
    (re.compile(r"(.{2}[bcdfglmnprtvz])as$"), r"\1a"),  # Spanish obras, tasas
    (re.compile(r"(.{2}(?:[aeo]i|[aeio]u|[ao]ri)|.{4}[^bpm]u)s$"), r"\1"),  # lleis, motius, salaris, residus
    (re.compile(r"(.{2}[bcdfgjklmpqrtvxz])s$"), r"\1"),  # plànols, règims, rebuts
    (re.compile(r"(.{2}ific)ar$"), r"\1acio"),  # modificar takes the way of modificació
    (re.compile(r"(.{2}e[gj])ar$"), r"\1at"),  # encarregar that of encarregat
)
CATALAN_ACCENTS = (
    (re.compile(r"(?<=[cgstxn])io$"), "ió"),
    (re.compile(r"([ae])nci(a|es)$"), lambda m: {"a": "à", "e": "è"}[m[1]] + "nci" + m[2]),
    (re.compile(r"istica?$"), "ístic"),
    (re.compile(r"(?<=[irtsdn])anc(a|es)$"), lambda m: "ança" if m[1] == "a" else "ances"),
    (re.compile(r"(.{3})ari(a)$"), r"\1àri\2"),
)
# Endings of verbs that Snowball leaves on short words: limitar, limitat, limitació; pagat, pagada, pagament, pagar.
CATALAN_LEFTOVERS = (
    (re.compile(r"^(.{4,}?)(?:ar|at|ada?|ant|en|aci)$"), r"\1"),
    (re.compile(r"^(.{3})(?:at|ada?|ant|ament|aci)$"), r"\1ar"),
    (re.compile(r"^(.{3,}s)i$"), r"\1"),  # revisió
    (re.compile(r"^(.{3,})e$"), r"\1"),  # dada, dades; base, bases
)
SPANISH_ENDINGS = (
    (re.compile(r"ces$"), "z"),
    (re.compile(r"(?<=[cgstnx])ion$"), "ión"),
)
# Spelling changes of one sound before another vowel: neteja/neteges, plaça/places, aigua/aigües, pública/públiques.
ALTERNATIONS = (
    (re.compile(r"qu$"), "c"),
    (re.compile(r"gu$"), "g"),
    (re.compile(r"j$"), "g"),
    (re.compile(r"ç$"), "c"),
)
MIN_STEM = 4

_stemmers = {"ca": Stemmer.Stemmer("catalan", 0), "es": Stemmer.Stemmer("spanish", 0)}
_stemming = threading.Lock()  # a Snowball stemmer keeps the word it works on inside itself


def _stem_catalan(part: str) -> str:
    singular = _rewrite_once(part, CATALAN_SINGULARS)
    stemmed = fold(_snowball(_rewrite_once(singular, CATALAN_ACCENTS), "ca"))
    if len(stemmed) < MIN_STEM < len(singular):
        stemmed = re.sub(r"(?:es|[aeiou])$", "", singular)
    return _rewrite_once(_rewrite_once(stemmed, CATALAN_LEFTOVERS), ALTERNATIONS)


def _stem_spanish(part: str) -> str:
    return fold(_snowball(_rewrite_once(part, SPANISH_ENDINGS), "es"))


def _snowball(word: str, language: str) -> str:
    with _stemming:
        return _stemmers[language].stemWord(word)


def _rewrite_once(word: str, rules) -> str:
    for pattern, replacement in rules:
        rewritten = pattern.sub(replacement, word)
        if rewritten != word:
            return rewritten
    return word
