"""The one door by which files leave: it asks, it logs, and it sets headers that let nothing run."""

import logging

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from docs_library.documents import blobs, ranges, reading, tasks
from docs_library.documents.inspection import Family, kind_of
from docs_library.documents.models import Document, DocumentVersion
from docs_library.documents.processing import marks, pictures
from docs_library.documents.processing.pipeline import GAVE_UP
from intranet.access import audit
from intranet.access.policies import get_visible_or_404
from search.highlights import Highlighter
from search.query import SearchQuery

logger = logging.getLogger(__name__)
# The browser's own PDF viewer does not open in a sandbox and styles itself; nothing else is let in.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """The bytes of a document: `?versio=n` for an earlier state, `?baixa=1` to download."""
    document, version = _document_and_version(request, pk)
    kind = kind_of(version.filename)
    as_attachment = "baixa" in request.GET or version.is_quarantined or not kind.opens_inline
    try:
        source = blobs.open_blob(version.blob)
    except FileNotFoundError as error:
        logger.critical("The bytes %s of version %s are missing.", version.blob.sha256, version.pk)
        raise Http404 from error
    response = _answer(request, source, version)
    _let_out_safely(response, version, as_attachment=as_attachment)
    _record(request, response, document, version, as_attachment=as_attachment)
    return response


@require_safe
def page_image(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A page as a picture, `?w=` 240, 900 or 1600 wide. The browser may keep it, and asks again each time."""
    _document, version = _document_and_version(request, pk)
    width = _width(request)
    etag = opaque_tag("page", version.blob_id, number, width)
    response = get_conditional_response(request, etag=etag) or _picture(version, number, width)
    return _to_be_asked_for_again(response, etag)


@require_safe
def page_marks(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Where the words of `?q=` stand on that picture: a drawing to lay over it, with no word in it."""
    _document, version = _document_and_version(request, pk)
    asked = reading.searched(request.GET.get("q"))
    try:
        boxes = marks.find_boxes(version, number, Highlighter(asked or SearchQuery()).spans)
    except (pictures.NoPicture, *GAVE_UP) as error:
        raise Http404 from error
    etag = opaque_tag("marks", version.blob_id, number, *boxes)
    response = get_conditional_response(request, etag=etag) or _drawing(request, boxes)
    return _to_be_asked_for_again(response, etag)


def _to_be_asked_for_again(response: HttpResponse, etag: str) -> HttpResponse:
    """The browser may keep it, and asks each time whether it still may show it."""
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def opaque_tag(*parts) -> str:
    """Tells one state of the bytes from another and nothing else: no hash of the content leaves the house."""
    return f'"{salted_hmac("documents.etag", ":".join(map(str, parts))).hexdigest()[:32]}"'


def _document_and_version(request: HttpRequest, pk: int) -> tuple[Document, DocumentVersion]:
    document = get_visible_or_404(Document.objects.select_related("current_version__blob"), request.user, pk=pk)
    asked = request.GET.get("versio")
    if asked is None:
        if document.current_version is None:
            raise Http404
        return document, document.current_version
    if not (asked.isascii() and asked.isdigit() and len(asked) < 9):
        raise Http404
    return document, get_object_or_404(document.versions.select_related("blob"), number=int(asked))


def _answer(request: HttpRequest, source, version: DocumentVersion):
    """All of it, the part asked for, or word that there is no such part."""
    media_type, size = kind_of(version.filename).media_type, version.blob.size
    if request.method == "HEAD":
        # Not left to the server: one that is handed a file sends it, asked or not.
        source.close()
        return HttpResponse(content_type=media_type, headers={"Content-Length": str(size)})
    try:
        part = ranges.parse(request.headers.get("Range", ""), size) if _range_counts(request, version) else None
    except ranges.Unsatisfiable:
        source.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}, content_type=media_type)
    if part is None:
        return FileResponse(source, content_type=media_type)
    headers = {"Content-Range": part.content_range, "Content-Length": str(part.length)}
    return StreamingHttpResponse(ranges.PartReader(source, part), status=206, headers=headers, content_type=media_type)


def _range_counts(request: HttpRequest, version: DocumentVersion) -> bool:
    """A part of other bytes than those the viewer began with would be a broken file."""
    if_range = request.headers.get("If-Range")
    return if_range in {None, opaque_tag("file", version.blob_id)}


def _let_out_safely(response, version: DocumentVersion, *, as_attachment: bool) -> None:
    is_inline_pdf = not as_attachment and kind_of(version.filename).family is Family.PDF
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment, version.filename) or "inline",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": PDF_POLICY if is_inline_pdf else FILE_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Accept-Ranges": "bytes",
        "ETag": opaque_tag("file", version.blob_id),
    }
    for name, value in headers.items():
        response.headers[name] = value


def _record(
    request: HttpRequest, response, document: Document, version: DocumentVersion, *, as_attachment: bool
) -> None:
    """One event for each time somebody takes a file, not for each part that a viewer asks for."""
    begins = response.status_code == 200 or response.headers.get("Content-Range", "").startswith("bytes 0-")
    if request.method == "GET" and begins:
        action = "document.downloaded" if as_attachment else "document.read"
        audit.record(request.user, action, document, version=version.number)


def _width(request: HttpRequest) -> int:
    asked = request.GET.get("w", "900")
    if asked not in {str(width) for width in pictures.WIDTHS}:
        raise Http404
    return int(asked)


def _drawing(request: HttpRequest, boxes: list[marks.Box]) -> HttpResponse:
    context = {"boxes": boxes, "unit": marks.UNIT}
    return render(request, "documents/page_marks.svg", context, content_type="image/svg+xml")


def _picture(version: DocumentVersion, number: int, width: int) -> HttpResponse:
    try:
        return HttpResponse(pictures.page_picture(version, number, width), content_type="image/webp")
    except FileNotFoundError as error:
        # The derived files can be thrown away at any time: the rendition is made again behind this answer.
        tasks.process_version.enqueue(version.pk)
        raise Http404 from error
    except (pictures.NoPicture, *GAVE_UP) as error:
        raise Http404 from error
