"""The analysis of search.analysis said to Elasticsearch: Catalan and Spanish forms of a word.

Exact words (phrases, codes, accents, elision) come analysed from Python, the same for every engine and for the marks
in the results; here the server itself brings the forms of a word together. Accents are folded first and put back where
the ending always carries one, since Snowball expects them and people leave them out.
"""

from elasticsearch_dsl import analyzer, char_filter, token_filter

from search.analysis import MIN_STEM
from search.words import ENCLITICS, PROCLITICS, STOP_WORDS

EXACT = analyzer("casagran_exact", tokenizer="whitespace")

GEMINATE = char_filter(
    "casagran_geminate",
    type="pattern_replace",
    pattern="(?i)(?<=[aeiouàèéíòóúïü])l[·•∙.]l(?=[aeiouàèéíòóúïü])|l[·•∙]l",
    replacement="ll",
)
APOSTROPHES_AND_JOINTS = char_filter(
    "casagran_joints",
    type="mapping",
    mappings=[
        *(f"{sign} => '" for sign in ("’", "‘", "ʼ", "´", "`")),
        *(f"{sign} => \\u0020" for sign in ("-", "‐", "‑", "–", "/", "_", ":", ".")),
    ],
)
ELISION = token_filter("casagran_elision", type="elision", articles=sorted(PROCLITICS), articles_case=True)
PRONOUNS = token_filter(
    "casagran_pronouns",
    type="pattern_replace",
    pattern=f"(?<=\\w)'(?:{'|'.join(sorted(ENCLITICS))})$",
    replacement="",
)
STOP = token_filter("casagran_stop", type="stop", stopwords=sorted(STOP_WORDS))

# The rules of search.analysis, one after the other, as patterns of Java.
CATALAN_ENDINGS = (
    (r"(?<=.[aeio])ques$", "ca"),
    (r"(?<!^me)(?<=..)s?sos$", "s"),
    (r"(?<=...)mens$", "me"),
    (r"tges$", "tge"),
    (r"(?<=...m)en$", "e"),
    (r"(?<=...)gues$", "ga"),
    (r"(?<=..[bcdfglmnprtvz])as$", "a"),
    (
        r"(?<=..[aiou])ns$|(?<=..[aou])n$|(?<=..[aeo]i|..[aeio]u|..[ao]ri|....[^bpm]u|..[bcdfgjklmpqrtvxz])s$",
        "",
    ),
    (r"(?<=..ific)ar$", "acio"),
    (r"(?<=..e[gj])ar$", "at"),
    (r"(?<=[cgstxn])io$", "ió"),
    (r"anci(a|es)$", "ànci$1"),
    (r"enci(a|es)$", "ènci$1"),
    (r"istica?$", "ístic"),
    (r"(?<=[irtsdn])anca$", "ança"),
    (r"(?<=...)aria$", "ària"),
)
CATALAN_LEFTOVERS = (
    (r"(?<=....)(?:ar|at|ada?|ant|en|aci)$", ""),
    (r"^(...)(?:at|ada?|ant|ament|aci)$", "$1ar"),
    (r"(?<=..s)i$|(?<=...)e$", ""),
)
SPANISH_ENDINGS = ((r"ces$", "z"), (r"(?<=[cgstnx])ion$", "ión"))
ALTERNATIONS = ((r"(?<=...)qu$", "c"), (r"(?<=...)gu$|(?<=...)j$", "g"))

# The word stays beside its stem without its last vowel, and a stem that says too little goes: `avar` is not what is
# left of `avaria` and `avaries`, but `avari` is.
LIGHT = ((r"(?<=...)(?:[ae]s|os|[aeiou])$", ""),)
LONG_ENOUGH = token_filter(
    "casagran_long_enough",
    type="predicate_token_filter",
    script={"source": f"token.isKeyword() || token.getTerm().length() >= {MIN_STEM}"},
)


def _endings(name: str, rules: tuple[tuple[str, str], ...]) -> list:
    return [
        token_filter(f"casagran_{name}_{at}", type="pattern_replace", pattern=pattern, replacement=replacement)
        for at, (pattern, replacement) in enumerate(rules)
    ]


def _forms(language: str, snowball: str, endings: tuple[tuple[str, str], ...]):
    return analyzer(
        f"casagran_{language}",
        tokenizer="standard",
        char_filter=[GEMINATE, APOSTROPHES_AND_JOINTS],
        filter=[
            "lowercase",
            "asciifolding",
            ELISION,
            PRONOUNS,
            STOP,
            *_endings(language, endings),
            "keyword_repeat",
            token_filter(f"casagran_{language}_stems", type="snowball", language=snowball),
            "asciifolding",
            LONG_ENOUGH,
            *_endings(f"{language}_light", LIGHT),
            *_endings("leftovers", CATALAN_LEFTOVERS if language == "ca" else ()),
            *_endings("alternations", ALTERNATIONS if language == "ca" else ()),
            "remove_duplicates",
        ],
    )


FORMS = {"ca": _forms("ca", "Catalan", CATALAN_ENDINGS), "es": _forms("es", "Spanish", SPANISH_ENDINGS)}
