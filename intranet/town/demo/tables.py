"""The tables shipped as CSV: classification scheme and catalogue of document types."""

import csv
from functools import cache
from pathlib import Path

from intranet.town.demo.shapes import DemoDocumentType, DemoNode

HERE = Path(__file__).parent
SOCIAL_SERVICES = ("serveis-socials",)
# Functions and activities whose files only these units read, whoever else reads the rest.
RESTRICTED_NODES = {"L01": SOCIAL_SERVICES, "C02": ("secretaria",), "C03.01": ("secretaria",)}


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def scheme() -> tuple[DemoNode, ...]:
    return tuple(
        DemoNode(row["code"], row["parent"], row["title"], row["is_series"] == "yes", row["note"])
        for row in _rows("scheme.csv")
    )


@cache
def document_types() -> tuple[DemoDocumentType, ...]:
    return tuple(
        DemoDocumentType(row["code"], row["name"], row["eni_type"], row["is_pending"] == "yes")
        for row in _rows("document_types.csv")
    )
