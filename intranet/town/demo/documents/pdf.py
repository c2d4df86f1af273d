"""Papers as PDF: Typst with the fonts it carries, tagged, PDF/A-2a and PDF/UA-1."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import cast

import typst

from intranet.town.demo.documents.paper import Block, Paper, Table
from intranet.town.demo.people import TOWN

HERE = Path(__file__).parent


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(input=str(HERE / "paper.typ"), root=str(HERE), ignore_system_fonts=True)


def render_pdf(paper: Paper) -> bytes:
    noon = datetime.combine(paper.date, time(12), tzinfo=UTC)
    pdf = _compiler().compile(
        format="pdf",
        sys_inputs={"paper": json.dumps(_data(paper), ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(noon.timestamp()),
    )
    return cast(bytes, pdf)  # only pictures come page by page


def _data(paper: Paper) -> dict:
    return {
        "town": TOWN.name,
        "address": TOWN.address,
        "title": paper.title,
        "label": paper.label,
        "heading": paper.heading,
        "subject": paper.subject,
        "unit": paper.unit,
        "reference": paper.reference,
        "place": paper.place,
        "date": paper.date_in_words,
        "year": paper.date.year,
        "month": paper.date.month,
        "day": paper.date.day,
        "blocks": [_block(block) for block in paper.blocks],
        "annex": [_block(block) for block in paper.annex],
        "signatures": [asdict(signature) for signature in paper.signatures],
    }


def _block(block: Block) -> dict:
    numeric = {"numeric": block.numeric} if isinstance(block, Table) else {}
    return asdict(block) | numeric
