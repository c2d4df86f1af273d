"""Papers as DOCX."""

from datetime import datetime, time
from io import BytesIO

import docx
from docx.document import Document
from docx.shared import Cm, Pt, RGBColor

from intranet.town.demo.documents.frozen import freeze_archive
from intranet.town.demo.documents.paper import Block, Heading, Paper, Points, Table, Text
from intranet.town.demo.people import TOWN

ACCENT = RGBColor(0x1D, 0x5B, 0x5F)


def render_docx(paper: Paper) -> bytes:
    document = docx.Document()
    _describe(document, paper)
    _lay_out(document, paper)
    document.add_heading(paper.heading, level=1)
    document.add_paragraph(paper.subject, style="Subtitle")
    for block in paper.blocks:
        _add(document, block)
    _sign(document, paper)
    for block in paper.annex:
        _add(document, block)
    file = BytesIO()
    document.save(file)
    return freeze_archive(file.getvalue(), paper.date)


def _describe(document: Document, paper: Paper) -> None:
    properties = document.core_properties
    properties.title = paper.title
    properties.subject = paper.subject
    properties.author = f"Ajuntament de {TOWN.name}"
    properties.comments = "Document de mostra"
    properties.language = "ca"
    properties.created = properties.modified = datetime.combine(paper.date, time(12))


def _lay_out(document: Document, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    section.header.paragraphs[0].text = f"AJUNTAMENT DE {TOWN.name.upper()} · {paper.unit}\t\t{paper.reference}"
    section.footer.paragraphs[0].text = f"{TOWN.address} · Document de mostra, dades inventades"
    document.styles["Normal"].font.size = Pt(11)
    for style in ("Heading 1", "Heading 2"):
        document.styles[style].font.color.rgb = ACCENT


def _add(document: Document, block: Block) -> None:
    match block:
        case Heading(text=text):
            document.add_heading(text, level=2)
        case Text(text=text):
            document.add_paragraph(text)
        case Points():
            _add_points(document, block)
        case Table():
            _add_table(document, block)


def _add_points(document: Document, points: Points) -> None:
    for mark, item in zip(points.marks or ["–"] * len(points.items), points.items, strict=True):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(0.6)
        paragraph.add_run(f"{mark} ").bold = True
        paragraph.add_run(item)


def _add_table(document: Document, block: Table) -> None:
    document.add_paragraph(block.caption, style="Caption")
    table = document.add_table(rows=0, cols=len(block.header), style="Table Grid")
    for row in (block.header, *block.rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _sign(document: Document, paper: Paper) -> None:
    document.add_paragraph(f"{paper.place}, {paper.date_in_words}")
    for signature in paper.signatures:
        line = f"{signature.name}, {signature.position} · document de mostra sense validesa jurídica"
        document.add_paragraph(line, style="Intense Quote")
