"""Files coming in: many at once, each kept or refused on its own."""

from dataclasses import dataclass, field
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from docs_library.documents import filenames, services
from docs_library.documents.forms import UploadForm
from docs_library.documents.inspection import ACCEPT
from docs_library.documents.models import Document
from docs_library.documents.refusals import Refusal

SHOWN_COPIES = 5


@dataclass(frozen=True)
class Outcome:
    """What became of one file: a document, or the sentence why not."""

    filename: str
    document: Document | None = None
    duplicates: list[Document] = field(default_factory=list)
    message: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _receive(request)
    return _show_form(request, UploadForm(request.user, initial={"node": request.GET.get("classe")}))


def _receive(request: HttpRequest) -> HttpResponse:
    files = request.FILES.getlist("file")
    form = UploadForm(request.user, request.POST, files=files)
    if not form.is_valid():
        return _refuse_all(request, form)
    outcomes = [_take(request.user, file, form.cleaned_data) for file in files]
    status = 201 if any(outcome.document for outcome in outcomes) else 400
    if _wants_json(request):
        return JsonResponse(_as_json(outcomes), status=status)
    return render(request, "documents/uploaded.html", _results(outcomes, form), status=status)


def _take(user, file: UploadedFile, said: dict) -> Outcome:
    name = filenames.clean_filename(file.name or "")
    try:
        document = services.add_document(
            user,
            node=said["node"],
            upload=cast(BinaryIO, file),
            filename=name,
            title=said["title"],
            document_type=said["document_type"],
            date=said["date"],
            tags=said["tags"],
        )
    except Refusal as refusal:
        return Outcome(name, message=str(refusal))
    return Outcome(name, document, _copies(user, document))


def _copies(user, document: Document) -> list[Document]:
    sha256 = services.current_version(document).blob.sha256
    return list(services.find_duplicates(user, sha256, besides=document)[:SHOWN_COPIES])


def _refuse_all(request: HttpRequest, form: UploadForm) -> HttpResponse:
    """Something said about the files cannot be, so none was looked at."""
    if not _wants_json(request):
        return _show_form(request, form, status=400)
    sentences = [str(error) for errors in form.errors.values() for error in errors]
    errors = [{"filename": "", "message": sentence} for sentence in sentences]
    return JsonResponse({"documents": [], "errors": errors}, status=400)


def _show_form(request: HttpRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = {"section": "documents", "form": form, "accept": ACCEPT}
    return render(request, "documents/upload.html", context, status=status)


def _results(outcomes: list[Outcome], form: UploadForm) -> dict:
    kept = [outcome for outcome in outcomes if outcome.document]
    refused = [outcome for outcome in outcomes if not outcome.document]
    return {"section": "documents", "kept": kept, "refused": refused, "node": form.cleaned_data["node"]}


def _as_json(outcomes: list[Outcome]) -> dict:
    return {
        "documents": [
            {**_link(outcome.document), "duplicates": [_link(copy) for copy in outcome.duplicates]}
            for outcome in outcomes
            if outcome.document
        ],
        "errors": [
            {"filename": outcome.filename, "message": outcome.message} for outcome in outcomes if not outcome.document
        ],
    }


def _link(document: Document) -> dict:
    return {"id": document.pk, "url": document.get_absolute_url(), "title": document.title}


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
