"""The notice of a meeting: what was sent, exactly, and the proof for each member (L5)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from agenda.meetings.convening import Proposal, pages_of
from agenda.meetings.models import AgendaItem, Convocation, Paper, Receipt


def freeze_papers(papers: Iterable[Paper], *, first_folio: int = 1) -> None:
    """Fix what each paper is and the number of its first page in the dossier, so that everybody says the same page."""
    folio, frozen = first_folio, []
    for paper in papers:
        paper.version, paper.title, paper.folio = paper.document.current_version, paper.document.title, folio
        folio += pages_of(paper.version)
        frozen.append(paper)
    Paper.objects.bulk_update(frozen, ["version", "title", "folio"])


def next_folio(meeting_id: int) -> int:
    """The folio after the last page of the dossier."""
    last = (
        Paper.objects.filter(item__meeting=meeting_id, folio__isnull=False)
        .annotate(pages=F("version__page_count"))
        .order_by("-folio")
        .values_list("folio", "pages")
        .first()
    )
    return last[0] + max(last[1], 1) if last else 1


def serve(user, proposal: Proposal, at: datetime) -> Convocation:
    """Write down the notice and one receipt for each member. The papers are already frozen."""
    convocation = Convocation.objects.create(
        meeting=proposal.meeting, convened_at=at, convened_by=user, snapshot=snapshot_of(proposal)
    )
    Receipt.objects.bulk_create(
        Receipt(convocation=convocation, person=person, sent_at=at) for person in proposal.members
    )
    return convocation


def snapshot_of(proposal: Proposal) -> dict:
    """The order of the day with the hash of every paper, as it was at that instant."""
    meeting = proposal.meeting
    return {
        "body": meeting.body.name,
        "kind": meeting.kind,
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "place": meeting.place,
        "reason": meeting.reason,
        "items": [_item(item, proposal.papers_of(item)) for item in proposal.items],
        "folios": proposal.folios,
        "recipients": [{"person": person.pk, "name": str(person)} for person in proposal.members],
    }


def _item(item: AgendaItem, papers: list[Paper]) -> dict:
    return {
        "number": item.number,
        "title": item.title,
        "part": item.part,
        "majority": item.majority,
        "no_document_reason": item.no_document_reason,
        "papers": [_paper(paper) for paper in papers],
    }


def _paper(paper: Paper) -> dict:
    version = paper.version
    if version is None:
        raise ValueError(f"Paper {paper.pk} is not frozen and cannot be sent.")
    return {
        "document": paper.document_id,
        "title": paper.title,
        "version": version.number,
        "filename": version.filename,
        "sha256": version.blob.sha256,
        "folio": paper.folio,
        "pages": pages_of(version),
    }
