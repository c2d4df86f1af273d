"""Classes, scopes of exception, case files and documents, in bulk."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import islice

import pikepdf
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from wagtail.models import Collection

from docs_library.classification.models import ClassificationNode, ClassificationScheme
from docs_library.classification.root import library_scope
from docs_library.documents import blobs
from docs_library.documents.models import Blob, Document, DocumentType, DocumentVersion, PageText
from docs_library.records.models import CaseFile
from intranet.access.models import Grant, Level, Scope
from intranet.access.principals import role
from intranet.access.services import create_scope, grant, refresh_effective_grants
from intranet.town.seeding.people import LONG_AGO, REASON, Cast
from intranet.town.seeding.words import Writer

FUNCTIONS, SERIES_EACH = 13, 10
CHUNK = 2000
PDFS = 8
EXCEPTIONAL_SHARE = 0.05
# Of ten exceptions nine let the clerks in, and two the council.
CLERKS_SHARE, COUNCIL_SHARE = 0.9, 0.2


@dataclass
class Shelves:
    series: list[ClassificationNode]
    exceptions: list[int]
    types: list[DocumentType]
    files: list[Blob]
    open_to_council: list[ClassificationNode]


@transaction.atomic
def seed_shelves(rng: random.Random, writer: Writer, cast: Cast, number: int, *, exceptions: int) -> Shelves:
    scheme = ClassificationScheme.objects.create(name=f"Quadre sintètic {number}", version="1", valid_from=LONG_AGO)
    root = create_scope(Scope.Kind.NODE, f"Arxiu sintètic {number}", parent=library_scope())
    grant(None, root, role("clerk"), Level.EDIT, reason=REASON)
    functions = _nodes(scheme, writer, [(f"{letter:02d}", None, root) for letter in range(FUNCTIONS)], is_series=False)
    series = _nodes(
        scheme,
        writer,
        [
            (f"{above.code}.{position:02d}", above, above.scope)
            for above in functions
            for position in range(SERIES_EACH)
        ],
        is_series=True,
    )
    refresh_effective_grants([node.scope_id for node in (*functions, *series)])
    open_to_council = series[:SERIES_EACH]
    for node in open_to_council:
        grant(None, node.scope, cast.body.principal, Level.READ, reason=REASON)
    return Shelves(
        series=series,
        exceptions=_exceptions(rng, cast, series, exceptions),
        types=_types(),
        files=[_pdf(position) for position in range(PDFS)],
        open_to_council=open_to_council,
    )


def _nodes(scheme, writer: Writer, rows: list[tuple], *, is_series: bool) -> list[ClassificationNode]:
    scopes = Scope.objects.bulk_create(
        Scope(kind=Scope.Kind.NODE, name=code, parent=parent_scope) for code, _above, parent_scope in rows
    )
    return ClassificationNode.objects.bulk_create(
        ClassificationNode(
            scheme=scheme,
            code=code,
            title=writer.title(3).capitalize(),
            parent=above,
            is_series=is_series,
            note="synthetic",
            scope=scope,
            valid_from=LONG_AGO,
        )
        for (code, above, _parent_scope), scope in zip(rows, scopes, strict=True)
    )


def _exceptions(rng: random.Random, cast: Cast, series: list[ClassificationNode], how_many: int) -> list[int]:
    scopes = Scope.objects.bulk_create(
        Scope(kind=Scope.Kind.DOCUMENT, name=f"Excepció {position}", parent=rng.choice(series).scope, inherits=False)
        for position in range(how_many)
    )
    now, clerks = timezone.now(), role("clerk")
    grants = []
    for scope in scopes:
        share = rng.random()
        if share < CLERKS_SHARE:
            grants.append(Grant(scope=scope, principal=clerks, level=Level.EDIT, valid_from=now, reason=REASON))
        if share < COUNCIL_SHARE:
            principal = cast.body.principal
            grants.append(Grant(scope=scope, principal=principal, level=Level.READ, valid_from=now, reason=REASON))
    Grant.objects.bulk_create(grants)
    refresh_effective_grants([scope.pk for scope in scopes])
    return [scope.pk for scope in scopes]


def _types() -> list[DocumentType]:
    wanted = (
        ("INF", "Informe", "TD13"),
        ("DEC", "Decret", "TD01"),
        ("ACT", "Acta", "TD10"),
        ("SOL", "Sol·licitud", "TD14"),
    )
    return [
        DocumentType.objects.get_or_create(code=code, defaults={"name": name, "eni_type": eni})[0]
        for code, name, eni in wanted
    ]


def _pdf(position: int) -> Blob:
    pdf = pikepdf.new()
    for _page in range(position % 4 + 1):
        pdf.add_blank_page(page_size=(595, 842))
    pdf.docinfo["/Title"] = f"Document sintètic {position}"
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return blobs.store(out, media_type="application/pdf")


@transaction.atomic
def seed_case_files(rng: random.Random, writer: Writer, shelves: Shelves, how_many: int) -> None:
    taken = CaseFile.objects.filter(year=LONG_AGO.year).order_by("-sequence").values_list("sequence", flat=True)
    first = (taken.first() or 0) + 1
    CaseFile.objects.bulk_create(
        (
            CaseFile(
                year=LONG_AGO.year,
                sequence=first + position,
                subject=writer.title(6)[:120],
                node=node,
                scope_id=node.scope_id,
                opened_on=LONG_AGO + timedelta(days=position % 1000),
            )
            for position, node in ((position, rng.choice(shelves.series)) for position in range(how_many))
        ),
        batch_size=CHUNK,
    )


def seed_documents(
    rng: random.Random, writer: Writer, shelves: Shelves, how_many: int, say: Callable[[str], None]
) -> None:
    """Documents with a version and the text of one page; the index is built afterwards by `reindex`."""
    start, done = time.monotonic(), 0
    documents = _documents(rng, writer, shelves, how_many)
    while chunk := list(islice(documents, CHUNK)):
        with transaction.atomic():
            _write(chunk, writer)
        done += len(chunk)
        rate = done / (time.monotonic() - start)
        say(f"{done} documents, {rate:.0f} a second")


def _documents(rng: random.Random, writer: Writer, shelves: Shelves, how_many: int) -> Iterator[tuple[Document, Blob]]:
    first_day = date(2019, 1, 1)
    # Wagtail's default asks the database for each document.
    collection_id = Collection.get_first_root_node().pk
    for _position in range(how_many):
        node, kind, blob = rng.choice(shelves.series), rng.choice(shelves.types), rng.choice(shelves.files)
        day = first_day + timedelta(days=rng.randrange(2800))
        exceptional = shelves.exceptions and rng.random() < EXCEPTIONAL_SHARE
        document = Document(
            title=f"{kind.code} {writer.title(4)} {day:%d%m%Y}",
            node=node,
            scope_id=rng.choice(shelves.exceptions) if exceptional else node.scope_id,
            document_type=kind,
            collection_id=collection_id,
            date=day,
            file_size=blob.size,
            created_at=datetime.combine(day, datetime.min.time(), tzinfo=UTC),
        )
        document.file.name = blob.path
        yield document, blob


def _write(chunk: list[tuple[Document, Blob]], writer: Writer) -> None:
    documents = Document.objects.bulk_create([document for document, _blob in chunk])
    versions = DocumentVersion.objects.bulk_create(
        DocumentVersion(
            document=document,
            number=1,
            blob=blob,
            filename=f"{document.title}.pdf",
            text_state=DocumentVersion.TextState.READY,
            preview_state=DocumentVersion.PreviewState.READY,
            page_count=1,
        )
        for document, (_document, blob) in zip(documents, chunk, strict=True)
    )
    PageText.objects.bulk_create(PageText(version=version, number=1, text=writer.text()) for version in versions)
    current = DocumentVersion.objects.filter(document=OuterRef("pk"), number=1).values("pk")
    Document.objects.filter(pk__gte=documents[0].pk, pk__lte=documents[-1].pk, current_version=None).update(
        current_version=Subquery(current)
    )
