"""R19: Catalan and Spanish words meet in all their forms."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import LANGUAGES, RAW_WORD, analyse, clean_text, fold, stem, take_apart

FAMILIES = [
    "llicència llicències llicencia LLICÈNCIES",
    "reunió reunions reunio",
    "aprovació aprovacio aprovacions aprovar aprovat aprovada aprovarà",
    "sol·licitud sol•licituds sollicitud sol.licitud soŀlicitud",
    "ordenança ordenances",
    "plenari plenària plenàries",
    "urbanístic urbanística urbanístiques urbanistic",
    "pressupost pressupostos pressupostari",
    "padró padrons padro",
    "camí camins",
    "plànol plànols planols",
    "públic pública públics públiques publiques",
    "neteja neteges",
    "aigua aigües aigues",
    "recurs recursos",
    "contractació contractacions contractacio",
    "biblioteca biblioteques",
    "dictamen dictàmens",
    "tràmit tràmits tramit",
    "beca beques",
    "llei lleis",
    "preu preus",
    "salari salaris",
    "residu residus",
    "autobús autobusos",
    "òrgan òrgans",
    "base bases",
    "dada dades",
    "revisar revisió revisions revisat revisada",
    "limitar limitat limitada limitació limitant",
    "pagar pagat pagada pagades pagament pagant",
    "modificar modificat modificació modificada",
    "justificar justificant justificació justificades",
    "encarregar encarregat encarregades",
]
SPANISH_FAMILIES = [
    "licencia licencias",
    "reunión reuniones reunion",
    "ordenanza ordenanzas",
    "aprobación aprobaciones aprobacion aprobado",
    "luz luces",
    "público pública públicos",
]
SAME_WORDS = [
    ("col·legiat", "collegiat"),
    ("COL·LEGIAT", "collegiat"),
    ("col.legiat", "collegiat"),
    ("coŀlegiat", "collegiat"),
    ("l'escola", "escola"),
    ("l’Escola", "escola"),
    ("d'obres", "obres"),
    ("qu'és", "es"),
    ("porta'l", "porta"),
    ("anar-se'n", "anar"),
    ("digue'm-ho", "digue"),
    ("informar-se", "informar"),
    ("ofi\ufb01cial", "ofificial"),
    ("lli\u00adcència", "llicencia"),
    ("Llice\u0300ncia", "llicencia"),
]
CODES = [
    ("2026/0012", "2026 0012 20260012"),
    ("A-1312/B", "a 1312 b a1312b"),
    ("12.03.2026", "12 03 2026 12032026"),
    ("S.L.", "s l sl"),
    ("vice-president", "vice president vicepresident"),
]


@pytest.mark.parametrize("family", FAMILIES)
def test_forms_of_a_catalan_word_share_their_stem(family):
    assert len({analyse(clean_text(form), "ca").stems for form in family.split()}) == 1


@pytest.mark.parametrize("family", SPANISH_FAMILIES)
def test_forms_of_a_spanish_word_share_their_stem(family):
    assert len({analyse(form, "es").stems for form in family.split()}) == 1


@pytest.mark.parametrize(("written", "exact"), SAME_WORDS)
def test_a_word_is_one_word_however_it_is_written(written, exact):
    assert analyse(clean_text(written)).exact == exact


@pytest.mark.parametrize(("written", "exact"), CODES)
def test_codes_are_kept_in_parts_and_joined(written, exact):
    assert analyse(written).exact == exact


def test_small_words_stay_in_phrases_and_leave_no_stem():
    assert analyse("la casa de la vila").exact == "la casa de la vila"
    assert len(analyse("la casa de la vila").stems.split()) == 2


@pytest.mark.parametrize("word", ["mes", "us", "sol", "any", "ple"])
def test_words_that_only_an_accent_tells_from_small_words_are_found(word):
    assert analyse(word).stems == word


def test_different_words_keep_different_stems():
    stems = {stem(word, "ca") for word in ("llicencia", "padro", "patrimoni", "contracte", "carrer", "ordre", "obres")}
    assert len(stems) == 7


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_any_text_becomes_plain_words(text, language):
    exact, stems = analyse(clean_text(text), language)
    for word in [*exact.split(" "), *stems.split(" ")]:
        assert word == word.strip()
        assert not any(unicodedata.category(character) in {"Zs", "Cc", "Zl", "Zp"} for character in word)


@given(st.text(alphabet="abcçdeéèfghiíïlŀmnoóòpqrstuúüvxyz·'’-ABCÇDEÈL", max_size=60))
def test_accents_case_and_composition_never_matter(text):
    decomposed = unicodedata.normalize("NFD", text)
    assert analyse(clean_text(text.upper().replace("Ŀ", "ŀ"))) == analyse(clean_text(decomposed))


@given(st.from_regex(r"[0-9]{1,4}", fullmatch=True), st.from_regex(r"[0-9]{1,5}", fullmatch=True))
def test_a_number_is_found_with_any_separator(first, second):
    joined = {take_apart(f"{first}{separator}{second}").joined for separator in "/-._·"}
    assert joined == {first + second}


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing_more(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text(min_size=1, max_size=40))
def test_every_raw_word_can_be_taken_apart(text):
    for raw in RAW_WORD.findall(text):
        assert all(part == fold(part) for part in take_apart(raw).parts)
