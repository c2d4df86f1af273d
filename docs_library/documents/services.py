"""What happens to documents: filed, given a new version. Each with its check, its trace and its word to the search."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Date
from functools import partial
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet

from docs_library.classification.models import ClassificationNode
from docs_library.documents import blobs, filenames, inspection, policies, r5, tasks
from docs_library.documents.inspection import Family, Inspected
from docs_library.documents.models import Blob, Document, DocumentType, DocumentVersion
from docs_library.documents.refusals import BadTag, BadTitle, NodeClosed, SameBytes, StaleVersion
from intranet.access import audit
from intranet.access.models import Level, Scope
from intranet.access.policies import require
from intranet.people.querysets import local_day
from search.outbox import touch

MAX_TAG = 100
MAX_TITLE = 255
PENDING_TYPE = {"code": "ADJUNT", "name": "Adjunt", "eni_type": "TD99", "is_pending": True}


@dataclass(frozen=True)
class Kept:
    """Bytes in place, and what was seen in them."""

    blob: Blob
    inspected: Inspected


def keep_file(upload: BinaryIO, filename: str) -> Kept:
    """Inspect a file and put its bytes in place; raises a `Refusal` where it may not be kept."""
    inspected = inspection.inspect(upload, filename, max_bytes=settings.UPLOAD_MAX_BYTES)
    return Kept(blobs.store(upload, inspected.kind.media_type), inspected)


def add_document(
    user,
    *,
    node: ClassificationNode,
    upload: BinaryIO,
    filename: str,
    title: str | None = None,
    document_type: DocumentType | None = None,
    date: Date | None = None,
    tags: Iterable[str] = (),
    scope: Scope | None = None,
    state: str = Document.State.FINAL,
) -> Document:
    """File a document under a class. Raises a `Refusal` with its sentence; then nothing has been saved."""
    require(user, node, Level.EDIT)
    if scope is not None:
        policies.require_scope(user, scope)
    if not policies.is_open(node):
        raise NodeClosed(node=str(node))
    words = clean_tags(tags)
    named = clean_title(title, filename)
    kept = keep_file(upload, filename)
    with transaction.atomic():
        document = create_document(
            author=user,
            node=node,
            kept=kept,
            title=named,
            document_type=document_type or type_for(named),
            date=date or r5.date_at_end(named) or local_day(),
            tags=words,
            scope=scope,
            state=state,
        )
        audit.record(user, "document.added", document, sha256=kept.blob.sha256, node=node.pk)
        touch("document", [document.pk])
        transaction.on_commit(partial(tasks.read_now_or_later, current_version(document).pk))
    return document


@transaction.atomic
def create_document(
    *,
    author,
    node: ClassificationNode,
    kept: Kept,
    title: str,
    document_type: DocumentType,
    date: Date,
    tags: Iterable[str] = (),
    scope: Scope | None = None,
    state: str = Document.State.FINAL,
    language: str = "ca",
) -> Document:
    """The rows of a document with its first version. Asks nobody and tells nobody: for loaders and for the above."""
    document = Document(
        title=title,
        node=node,
        scope_id=scope.pk if scope else node.scope_id,
        document_type=document_type,
        date=date,
        state=state,
        language=language,
        uploaded_by_user=author,
    )
    _point_to(document, kept.blob)
    document.save()
    version = _create_version(document, kept, author=author, number=1)
    # An update, not a save: Wagtail would index the document once more.
    Document.objects.filter(pk=document.pk).update(current_version=version)
    document.current_version = version
    if tags:
        document.tags.add(*tags)
    return document


def add_version(
    user, document: Document, *, upload: BinaryIO, filename: str, replaces: int | None = None
) -> DocumentVersion:
    """A new state of the bytes; the earlier ones stay. `replaces` is the version the person had in sight."""
    require(user, document, Level.EDIT)
    kept = keep_file(upload, filename)
    with transaction.atomic():
        locked = Document.objects.select_for_update(of=("self",)).select_related("current_version").get(pk=document.pk)
        version = _create_version(locked, kept, author=user, number=_next_number(locked, kept, replaces))
        _point_to(locked, kept.blob)
        locked.current_version = version
        locked.save(update_fields=["file", "file_size", "file_hash", "current_version"])
        audit.record(user, "document.version_added", locked, sha256=kept.blob.sha256, number=version.number)
        touch("document", [locked.pk])
        transaction.on_commit(partial(tasks.read_now_or_later, version.pk))
    document.current_version = version
    return version


def current_version(document: Document) -> DocumentVersion:
    """The version people mean. A document has none only while it is being made."""
    if document.current_version is None:
        raise DocumentVersion.DoesNotExist(f"document {document.pk} has no version")
    return document.current_version


def find_duplicates(user, sha256: str, *, besides: Document | None = None) -> QuerySet[Document]:
    """Documents with the same bytes that this person may see: a reason to warn and link, never to refuse."""
    return policies.readable_copies(user, sha256, besides=besides)


def type_for(title: str) -> DocumentType:
    """The type that the first word of the title names (R5), or the pending one until somebody corrects it (R6)."""
    return DocumentType.objects.filter(code=r5.first_word(title)).first() or pending_type()


def pending_type() -> DocumentType:
    found = DocumentType.objects.filter(is_pending=True).order_by("pk").first()
    return found or DocumentType.objects.get_or_create(code=PENDING_TYPE["code"], defaults=PENDING_TYPE)[0]


def clean_title(title: str | None, filename: str) -> str:
    """The title written, on one line, or what the name of the file says."""
    if not title or not title.strip():
        return filenames.title_from(filenames.clean_filename(filename))
    clean = " ".join("".join(sign if sign.isprintable() else " " for sign in title).split())
    if not 1 <= len(clean) <= MAX_TITLE:
        raise BadTitle(limit=MAX_TITLE)
    return clean


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Each word once, without the spaces around it."""
    found = list(dict.fromkeys(tag for tag in (" ".join(raw.split()) for raw in tags) if tag))
    for tag in found:
        if len(tag) > MAX_TAG:
            raise BadTag(limit=MAX_TAG, tag=f"{tag[:20]}…")
    return found


def _point_to(document: Document, blob: Blob) -> None:
    """Wagtail's own fields follow the current bytes. The hash is only ever compared, so any 40 letters of it do."""
    document.file.name = blob.path
    document.file_size = blob.size
    document.file_hash = blob.sha256[:40]


def _create_version(document: Document, kept: Kept, *, author, number: int) -> DocumentVersion:
    shown_as_it_is = kept.inspected.kind.family in {Family.PDF, Family.IMAGE}
    return DocumentVersion.objects.create(
        document=document,
        number=number,
        blob=kept.blob,
        filename=kept.inspected.filename,
        author=author,
        page_count=kept.inspected.pages,
        is_quarantined=kept.inspected.is_quarantined,
        preview_state=DocumentVersion.PreviewState.READY if shown_as_it_is else DocumentVersion.PreviewState.PENDING,
    )


def _next_number(document: Document, kept: Kept, replaces: int | None) -> int:
    current = document.current_version
    if current and replaces is not None and current.number != replaces:
        raise StaleVersion(number=current.number)
    if current and current.blob_id == kept.blob.pk:
        raise SameBytes
    return (document.versions.aggregate(last=Max("number"))["last"] or 0) + 1
