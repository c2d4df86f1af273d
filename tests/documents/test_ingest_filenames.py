import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from docs_library.documents.filenames import MAX_BYTES, clean_filename, extension, title_from

ANY_TEXT = st.text(st.characters(codec=None), max_size=400)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("acta.pdf", "acta.pdf"),
        ("C:\\Usuaris\\rosa\\acta.pdf", "acta.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("Sessio\u0301 ordina\u0300ria.pdf", "Sessió ordinària.pdf"),  # NFD, as macOS sends it
        ("factura\u202efdp.exe", "facturafdp.exe"),  # right-to-left override hides the real extension
        ("a\x00b\n.pdf", "ab.pdf"),
        ("  nota  final .pdf ", "nota final .pdf"),
        ("...", "document"),
        ("", "document"),
        ("\ud800.pdf", "pdf"),
    ],
)
def test_names_of_files_are_made_plain(raw, expected):
    assert clean_filename(raw) == expected


@given(ANY_TEXT)
@example("é" * 200 + ".pdf")
@example("a." + "b" * 300)
def test_a_clean_name_is_short_visible_without_path_and_stays_as_it_is(raw):
    name = clean_filename(raw)
    assert 0 < len(name.encode()) <= MAX_BYTES
    assert not {"/", "\\", "\x00"} & set(name)
    assert all(unicodedata.category(sign)[0] != "C" for sign in name)
    assert unicodedata.is_normalized("NFC", name)
    assert clean_filename(name) == name


@given(st.text("àéíòúç·l", min_size=1, max_size=400), st.sampled_from(["pdf", "docx"]))
def test_a_long_name_keeps_its_extension(stem, ending):
    assert extension(clean_filename(f"{stem}.{ending}")) == ending


@pytest.mark.parametrize(
    ("filename", "title"),
    [
        ("INF_TECNIC_OBRES_29022024.pdf", "INF TECNIC OBRES 29022024"),
        ("INF TECNIC full_2 29022024.pdf", "INF TECNIC full_2 29022024"),
        ("acta.signada.pdf", "acta.signada"),
        ("__.pdf", "document"),
    ],
)
def test_the_title_comes_from_the_name_of_the_file(filename, title):
    assert title_from(filename) == title
