"""The classification tree, documents and case files of the demo town, and who may read them.

The front desk files everywhere but under social services; who serves there files there. Councillors read by right,
asking nobody, what the law gives all of them: decrees, minutes and ordinances (L19); the rest reaches them as papers
of their bodies. The support technician is granted nothing.
"""

from io import BytesIO

from docs_library.classification.importer import import_rows
from docs_library.classification.models import ClassificationNode, ClassificationScheme
from docs_library.classification.root import library_scope
from docs_library.classification.tables import Row
from docs_library.documents.models import DocumentType
from docs_library.documents.processing import pipeline
from docs_library.documents.services import create_document, keep_file
from docs_library.records.models import CaseFile, Filing, InterestedParty
from intranet.access.models import Level, Scope
from intranet.access.principals import role
from intranet.access.services import create_scope, grant, set_inheritance
from intranet.town.demo.shapes import DemoCaseFile, DemoContent, DemoDocument
from intranet.town.loading.index import Index
from intranet.town.loading.people import REASON

ROLE_LEVELS = {
    "secretary": Level.MANAGE,
    "clerk": Level.EDIT,
    "technician": Level.EDIT,
    "archivist": Level.EDIT,
    "method_lead": Level.READ,
    "mayor": Level.READ,
}
# Minutes of the plenary and of the board (L3), decrees, ordinances.
COUNCIL_SERIES = ("A01.02", "A02.02", "A03.01", "A05.01", "E03.01")
SCHEME_NAME = "Quadre inicial (no és la taula oficial)"


def load(content: DemoContent, index: Index) -> None:
    _scheme(content, index)
    _who_reads(content, index)
    for kind in content.document_types:
        index.types[kind.code] = DocumentType.objects.create(
            code=kind.code, name=kind.name, eni_type=kind.eni_type, is_pending=kind.is_pending
        )
    for case_file in content.case_files:
        index.case_files[case_file.key] = _case_file(case_file, index)
    for document in content.documents:
        index.documents[document.key] = _document(document, index)
    pipeline.process_versions(document.current_version_id for document in index.documents.values())
    for document in index.documents.values():
        document.current_version.refresh_from_db()
    _file_documents(content, index)


def _scheme(content: DemoContent, index: Index) -> None:
    scheme = ClassificationScheme.objects.create(
        name=SCHEME_NAME, version="1", is_official=False, valid_from=content.term.start
    )
    report = import_rows(_rows(content), scheme)
    if report.refused:
        raise ValueError(f"The starter scheme has rows that cannot stand: {report.refused}")
    index.nodes = {
        node.code: node for node in ClassificationNode.objects.filter(scheme=scheme).select_related("scope")
    }


def _rows(content: DemoContent) -> list[Row]:
    return [
        Row(line=line, code=n.code, title=n.title, parent=n.parent, is_series=n.is_series, note=n.note)
        for line, n in enumerate(content.scheme, start=2)
    ]


def _who_reads(content: DemoContent, index: Index) -> None:
    root = library_scope()
    for code, level in ROLE_LEVELS.items():
        grant(None, root, role(code), level, reason=REASON)
    for code, units in content.restricted_nodes.items():
        _restrict(index.nodes[code].scope, units, index)
    for code in COUNCIL_SERIES:
        grant(None, index.nodes[code].scope, role("councillor"), Level.READ, reason="L19")


def _restrict(scope: Scope, units: tuple[str, ...], index: Index) -> None:
    """Cut what flows from above: only these units, and the secretary."""
    set_inheritance(None, scope, inherits=False, reason=REASON)
    grant(None, scope, role("secretary"), Level.MANAGE, reason=REASON)
    for unit in units:
        grant(None, scope, index.units[unit].principal, Level.EDIT, reason=REASON)


def _own_scope(shape: DemoDocument | DemoCaseFile, kind: Scope.Kind, above: Scope, index: Index) -> Scope:
    """A scope of its own only for an exception: what is restricted inside a class that is not."""
    if not shape.restricted_to or not above.inherits:
        return above
    name = shape.title if isinstance(shape, DemoDocument) else shape.subject
    scope = create_scope(kind, name, parent=above, inherits=False)
    _restrict(scope, shape.restricted_to, index)
    return scope


def _case_file(shape: DemoCaseFile, index: Index) -> CaseFile:
    node = index.nodes[shape.series]
    case_file = CaseFile.objects.create(
        year=shape.year,
        sequence=shape.sequence,
        subject=shape.subject,
        node=node,
        scope=_own_scope(shape, Scope.Kind.CASE_FILE, node.scope, index),
        status=shape.status,
        phase=shape.phase,
        opened_on=shape.opened,
        closed_on=shape.closed,
    )
    if shape.interested_party:
        InterestedParty.objects.create(case_file=case_file, name=shape.interested_party)
    return case_file


def _document(shape: DemoDocument, index: Index):
    node = index.nodes[shape.node]
    case_file = index.case_files.get(shape.case_file)
    above = case_file.scope if case_file else node.scope
    return create_document(
        author=index.people[shape.author],
        node=node,
        kept=keep_file(BytesIO(shape.build()), shape.filename),
        title=shape.title,
        document_type=index.types[shape.type_code],
        date=shape.date,
        tags=shape.tags,
        scope=_own_scope(shape, Scope.Kind.DOCUMENT, above, index),
    )


def _file_documents(content: DemoContent, index: Index) -> None:
    Filing.objects.bulk_create(
        Filing(case_file=index.case_files[shape.key], document=index.documents[key], position=position)
        for shape in content.case_files
        for position, key in enumerate(shape.documents, start=1)
    )
