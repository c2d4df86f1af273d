"""The catalogues: complete, in step with the code, and Catalan as it is written."""

import datetime
import inspect
import re
import shutil
from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import django
import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.forms import BaseForm
from django.utils import formats, translation
from django.utils.functional import Promise

from intranet.settings import wording
from tests.conftest import absent

LANGUAGES = [code for code, _name in settings.LANGUAGES]
[LOCALE] = settings.LOCALE_PATHS
ROOT = settings.BASE_DIR
ROOMS = ["agenda", "docs_library", "intranet", "search", "theme"]
APPS = [config.name for config in apps.get_app_configs() if config.name.split(".")[0] in ROOMS]
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|{\w*}|</?\w+>|%%")
STRAIGHT_APOSTROPHE = re.compile(r"[^\W\d_]'[^\W\d_]")
STRAIGHT_QUOTE = re.compile(r'(?<!=)"')
# A button says what it does, as the other programs of the house do: "Desa", "Cerca". An infinitive is a calque.
INFINITIVE = re.compile(
    r"^(Acceptar|Afegir|Cancel·lar|Canviar|Cercar|Configurar|Confirmar|Convocar|Crear|Descarregar|Desar|Editar|"
    r"Eliminar|Entrar|Enviar|Filtrar|Guardar|Llegir|Modificar|Mostrar|Obrir|Pujar|Sortir|Tancar|Tornar|Veure)\b"
)
CALQUES = re.compile(
    r"\b(descarreg\w+|clic\w*|link|tenir que|hi ha que|degut a|en base a|a nivell de|donat que|en quant a|recolz\w+|"
    r"varis|vàries|bústia d'entrada|log ?in|e-mail|email|per a que|enfront a)\b",
    re.IGNORECASE,
)
# The house addresses people as "vós" and as "usted", never as friends.
FAMILIAR = {
    "ca": re.compile(r"\b(tu|teu|teva|teus|teves|pots|vols|tens|vostès?|vosaltres|introdueix\w*)\b", re.IGNORECASE),
    "es": re.compile(r"\b(tú|tus?|puedes|debes|quieres|tienes|vosotros|vuestr\w+)\b", re.IGNORECASE),
}


@cache
def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def key(entry: polib.POEntry) -> tuple[str | None, str, str]:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def said(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def sentences(language: str) -> Iterator[str]:
    return (sentence for entry in catalogue(language) for sentence in said(entry))


def refused(pattern: re.Pattern, language: str = "ca") -> list[str]:
    return [sentence for sentence in sentences(language) if pattern.search(sentence)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_none_is_doubtful_or_left_over(language):
    po = catalogue(language)
    assert [key(entry) for entry in po if not all(said(entry))] == []
    assert [key(entry) for entry in po.fuzzy_entries()] == []
    assert [key(entry) for entry in po.obsolete_entries()] == []
    assert po.metadata["Language"] == language
    assert po.metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"


def test_both_languages_have_the_same_messages():
    first, *others = ([key(entry) for entry in catalogue(language)] for language in LANGUAGES)
    assert all(other == first for other in others)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_placeholders_of_its_message(language):
    """A singular may leave the number out, as its message does; a plural never does."""
    for entry in catalogue(language):
        ids = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
        for source, sentence in zip(ids, said(entry), strict=True):
            assert sorted(PLACEHOLDER.findall(sentence)) == sorted(PLACEHOLDER.findall(source)), source


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_begins_and_ends_as_its_message(language):
    for entry in catalogue(language):
        for sentence in said(entry):
            assert (sentence[:1].isspace(), sentence[-1:].isspace()) == (
                entry.msgid[:1].isspace(),
                entry.msgid[-1:].isspace(),
            ), entry.msgid
            if entry.msgid.endswith(("…", ":", "?")):
                assert sentence[-1] == entry.msgid[-1], entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language):
    """The product runs without the gettext programs: the compiled catalogues travel with it."""
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for entry in catalogue(language):
        context = f"{entry.msgctxt}\x04" if entry.msgctxt else ""
        if entry.msgid_plural:
            found = [compiled.ngettext(context + entry.msgid, context + entry.msgid_plural, n) for n in (1, 2)]
        else:
            found = [compiled.gettext(context + entry.msgid)]
        assert found == said(entry)
    assert len([k for k in compiled._catalog if k]) == sum(len(said(entry)) for entry in catalogue(language))


@pytest.fixture
def fresh(tmp_path, monkeypatch) -> polib.POFile:
    """The messages that the code asks for now, extracted from a copy of it."""
    if not shutil.which("xgettext"):
        absent("xgettext")
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("locale", "static", "__pycache__"))
    place = tmp_path / "intranet" / "locale"
    place.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(settings, "LOCALE_PATHS", [str(place)])
    call_command("makemessages", locale=["ca"], no_location=True, verbosity=0)
    return polib.pofile(str(place / "ca" / "LC_MESSAGES" / "django.po"))


def test_the_catalogues_have_every_message_that_the_code_asks_for(fresh):
    asked = {key(entry) for entry in fresh}
    known = {key(entry) for entry in catalogue("ca")}
    assert asked - known == set(), "run `make messages` and translate"
    assert known - asked == set(), "run `make messages`"


def test_catalan_and_spanish_are_set_as_they_are_printed():
    assert refused(STRAIGHT_APOSTROPHE) == []
    for language in LANGUAGES:
        assert refused(STRAIGHT_QUOTE, language) == []
        assert refused(re.compile(r"\.\.\.|  |[“”]"), language) == []
    assert refused(re.compile(r"l\.l|ŀ", re.IGNORECASE)) == []


def test_catalan_buttons_are_not_infinitives_and_sentences_are_not_calques():
    assert refused(INFINITIVE) == []
    assert refused(CALQUES) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_addressed_with_respect(language):
    assert refused(FAMILIAR[language], language) == []


@pytest.mark.parametrize("room", APPS)
def test_every_field_of_a_form_is_named_by_a_message_of_ours(room):
    """A model field without a verbose name would show its English name in code."""
    fields = [(form.__name__, *each) for form in forms_of(room) for each in form.base_fields.items()]
    unnamed = [(form, name) for form, name, field in fields if not isinstance(field.label, Promise | None)]
    assert unnamed == []


def forms_of(room: str) -> Iterator[type[BaseForm]]:
    """The forms of a room; those that go on from one of Django's are named when they are made."""
    if not find_spec(f"{room}.forms"):
        return
    for _name, found in inspect.getmembers(import_module(f"{room}.forms"), inspect.isclass):
        modules = [base.__module__ for base in found.__mro__]
        if (
            issubclass(found, BaseForm)
            and modules[0] == f"{room}.forms"
            and "django.contrib.auth.forms" not in modules
        ):
            yield found


@pytest.mark.parametrize(
    ("english", "catalan"),
    [
        ("Sign in", "Entra"),
        ("Sign out", "Surt"),
        ("Search", "Cerca"),
        ("Download", "Baixa"),
        ("Desk", "Escriptori"),
        ("Meetings", "Sessions"),
        ("Case file", "Expedient"),
        ("Convene the meeting", "Convoca la sessió"),
        ("This field is required.", "Cal omplir aquest camp."),
    ],
)
def test_the_words_of_the_glossary_win_over_those_of_django_and_wagtail(english, catalan):
    with translation.override("ca"):
        assert translation.gettext(english) == catalan


@pytest.mark.parametrize(
    ("day", "catalan", "spanish"),
    [
        (datetime.date(2026, 4, 1), "1 d’abril de 2026", "1 de abril de 2026"),
        (datetime.date(2026, 11, 26), "26 de novembre de 2026", "26 de noviembre de 2026"),
    ],
)
def test_long_dates_read_as_people_write_them(day, catalan, spanish):
    for language, expected in (("ca", catalan), ("es", spanish)):
        with translation.override(language):
            assert formats.date_format(day, "DATE_FORMAT") == expected
            assert formats.date_format(day, "j E \\d\\e Y") == expected


def test_django_still_says_the_sentences_that_the_house_says_better():
    """Named after a release of Django that no longer says them, they would be translated for nobody."""
    sources = "".join(path.read_text() for path in Path(django.__file__).parent.rglob("*.py"))
    together = re.sub(r'"\s*"', "", sources)
    sentences = (*wording.REFUSALS, *wording.PASSWORD_REFUSALS)
    with translation.override(None):
        assert [str(sentence) for sentence in sentences if f'"{sentence}"' not in together] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_and_months_are_lower_case_inside_a_sentence(language):
    with translation.override(language):
        assert all(str(name) == str(name).lower() for name in (*wording.WEEKDAYS, *wording.MONTHS_AFTER_A_DAY))
        assert formats.date_format(datetime.date(2026, 11, 26), "l") == str(wording.WEEKDAYS[3])
