from datetime import date
from functools import cache
from itertools import count

import pikepdf
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from docs_library.classification.models import ClassificationNode, ClassificationScheme
from docs_library.documents.models import Blob, Document, DocumentType, DocumentVersion, PageText
from docs_library.records.models import CaseFile, Filing
from tests.factories.people import LONG_AGO, make_scope

_numbers = count(1)


def make_scheme(name: str = "Quadre de prova") -> ClassificationScheme:
    scheme, _created = ClassificationScheme.objects.get_or_create(
        name=name, version="1", defaults={"valid_from": LONG_AGO}
    )
    return scheme


def make_node(
    code: str = "", title: str = "Sèrie", *, scope=None, parent=None, is_series: bool = True, **fields
) -> ClassificationNode:
    return ClassificationNode.objects.create(
        scheme=make_scheme(),
        code=code or f"S{next(_numbers)}",
        title=title,
        parent=parent,
        is_series=is_series,
        scope=scope or make_scope("node", title, parent=parent.scope if parent else None),
        valid_from=LONG_AGO,
        **fields,
    )


def make_document_type(code: str = "INF", name: str = "Informe", eni_type: str = "TD13") -> DocumentType:
    kind, _created = DocumentType.objects.get_or_create(code=code, defaults={"name": name, "eni_type": eni_type})
    return kind


@cache
def make_pdf(pages: tuple[str, ...] = ("Text de la primera pàgina",)) -> bytes:
    """A real PDF whose pages carry these words."""
    import io

    pdf = pikepdf.new()
    for text in pages:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(
                F1=pikepdf.Dictionary(
                    Type=pikepdf.Name.Font,
                    Subtype=pikepdf.Name.Type1,
                    BaseFont=pikepdf.Name.Helvetica,
                    Encoding=pikepdf.Name.WinAnsiEncoding,
                )
            )
        )
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 72 770 Td ({escaped}) Tj ET".encode("cp1252", "replace"))
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def make_blob(content: bytes, media_type: str = "application/pdf") -> Blob:
    import hashlib

    blob, created = Blob.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(), defaults={"size": len(content), "media_type": media_type}
    )
    if created or not default_storage.exists(blob.path):
        default_storage.save(blob.path, ContentFile(content))
    return blob


def make_document(
    title: str = "",
    *,
    node,
    scope=None,
    pages=("Text de la primera pàgina",),
    content=None,
    author=None,
    **fields,
) -> Document:
    """A document with its version, bytes and page texts, as the pipeline leaves them."""
    content = content or make_pdf(tuple(pages))
    blob = make_blob(content)
    document = Document(
        title=title or f"INF DOCUMENT {next(_numbers)} 01032026",
        node=node,
        scope=scope or node.scope,
        document_type=fields.pop("document_type", None) or make_document_type(),
        date=fields.pop("date", date(2026, 3, 1)),
        uploaded_by_user=author,
        file_size=blob.size,
        **fields,
    )
    document.file.name = blob.path
    document.save()
    version = DocumentVersion.objects.create(
        document=document,
        number=1,
        blob=blob,
        filename=f"{document.title}.pdf",
        author=author,
        text_state=DocumentVersion.TextState.READY,
        preview_state=DocumentVersion.PreviewState.READY,
        page_count=len(pages),
    )
    PageText.objects.bulk_create(
        PageText(version=version, number=number, text=text) for number, text in enumerate(pages, start=1)
    )
    document.current_version = version
    document.save(update_fields=["current_version"])
    return document


def make_case_file(subject: str = "", *, node, scope=None, documents=(), **fields) -> CaseFile:
    number = next(_numbers)
    case_file = CaseFile.objects.create(
        year=fields.pop("year", 2026),
        sequence=fields.pop("sequence", number),
        subject=subject or f"EXPEDIENT DE PROVA {number}",
        node=node,
        scope=scope or node.scope,
        opened_on=fields.pop("opened_on", date(2026, 3, 1)),
        **fields,
    )
    for position, document in enumerate(documents, start=1):
        Filing.objects.create(case_file=case_file, document=document, position=position)
    return case_file
