"""Papers as ODT."""

from io import BytesIO

from odf import dc, meta, style, table, text
from odf.element import Element
from odf.namespaces import nsdict
from odf.opendocument import OpenDocumentText

from intranet.town.demo.documents.frozen import freeze_archive
from intranet.town.demo.documents.paper import Block, Heading, Paper, Points, Table, Text
from intranet.town.demo.people import TOWN

KNOWN_NAMESPACES = dict(nsdict)


def render_odt(paper: Paper) -> bytes:
    _declare_namespaces()
    document = OpenDocumentText()
    _describe(document, paper)
    styles = _styles(document)
    put = document.text.addElement
    put(
        text.P(text=f"AJUNTAMENT DE {TOWN.name.upper()} · {paper.unit} · {paper.reference}", stylename=styles["small"])
    )
    put(text.H(outlinelevel=1, text=paper.heading, stylename=styles["title"]))
    put(text.P(text=paper.subject, stylename=styles["small"]))
    for block in paper.blocks:
        for element in _elements(block, styles):
            put(element)
    for line in _signature_lines(paper):
        put(text.P(text=line, stylename=styles["body"]))
    for block in paper.annex:
        for element in _elements(block, styles):
            put(element)
    file = BytesIO()
    document.write(file)
    return freeze_archive(file.getvalue(), paper.date)


def _declare_namespaces() -> None:
    """odfpy keeps one list for the whole process, and it grows: give each document all of it, in one order."""
    declared = {**KNOWN_NAMESPACES, **Element.namespaces}
    Element.namespaces.clear()
    Element.namespaces.update(declared)


def _describe(document: OpenDocumentText, paper: Paper) -> None:
    for element in (
        dc.Title(text=paper.title),
        dc.Subject(text=paper.subject),
        dc.Language(text="ca"),
        dc.Date(text=paper.date.isoformat()),
        meta.CreationDate(text=paper.date.isoformat()),
    ):
        document.meta.addElement(element)


def _styles(document: OpenDocumentText) -> dict[str, style.Style]:
    looks = {
        "title": ({"fontsize": "16pt", "fontweight": "bold", "color": "#1d5b5f"}, "0.2cm"),
        "heading": ({"fontsize": "12pt", "fontweight": "bold", "color": "#1d5b5f"}, "0.2cm"),
        "body": ({"fontsize": "11pt"}, "0.25cm"),
        "small": ({"fontsize": "9pt", "color": "#5c6a6c"}, "0.35cm"),
    }
    return {name: _style(document, name, *look) for name, look in looks.items()}


def _style(document: OpenDocumentText, name: str, letters: dict[str, str], below: str) -> style.Style:
    made = style.Style(name=f"town-{name}", family="paragraph")
    made.addElement(style.TextProperties(**letters, language="ca", country="ES"))
    made.addElement(style.ParagraphProperties(marginbottom=below, lineheight="125%"))
    document.styles.addElement(made)
    return made


def _elements(block: Block, styles: dict[str, style.Style]) -> list:
    match block:
        case Heading(text=words):
            return [text.H(outlinelevel=2, text=words, stylename=styles["heading"])]
        case Text(text=words):
            return [text.P(text=words, stylename=styles["body"])]
        case Points(items=items, marks=marks):
            lines = zip(marks or ["–"] * len(items), items, strict=True)
            return [text.P(text=f"{mark} {item}", stylename=styles["body"]) for mark, item in lines]
        case Table():
            return [text.P(text=block.caption, stylename=styles["small"]), _table(block)]


def _table(block: Table) -> table.Table:
    made = table.Table(name=block.caption)
    made.addElement(table.TableColumn(numbercolumnsrepeated=len(block.header)))
    for cells in (block.header, *block.rows):
        row = table.TableRow()
        for words in cells:
            cell = table.TableCell(valuetype="string")
            cell.addElement(text.P(text=words))
            row.addElement(cell)
        made.addElement(row)
    return made


def _signature_lines(paper: Paper) -> list[str]:
    signed = [f"{who.name}, {who.position} · document de mostra sense validesa jurídica" for who in paper.signatures]
    return [f"{paper.place}, {paper.date_in_words}", *signed]
