"""The classification tree as one person sees it.

The table itself is no secret, what is filed under it is: a class shows if the person may read it or anything below it,
and every count is of what that person may read. The number of queries is fixed, whatever the number of classes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from docs_library.classification import holdings
from docs_library.classification.models import ClassificationNode
from intranet.people.querysets import local_day

COLUMNS = ("pk", "parent", "code", "title", "is_series", "valid_from", "valid_to", "scope", "scope__inherits")


@dataclass(slots=True, eq=False)
class Branch:
    """A class with what hangs below it and how much of it the person may read."""

    pk: int
    code: str
    title: str
    is_series: bool
    is_closed: bool
    scope_id: int
    is_readable: bool
    is_cut: bool
    parent: "Branch | None" = None
    children: list["Branch"] = field(default_factory=list)
    own: Counter = field(default_factory=Counter)
    total: Counter = field(default_factory=Counter)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("documents:node", args=[self.pk])

    @property
    def is_restricted(self) -> bool:
        """Its readers are not those of the class above: something cut the inheritance on the way."""
        return self.is_cut or (self.parent is not None and self.parent.is_restricted)

    @property
    def path(self) -> list["Branch"]:
        """From the function down to this class."""
        return [*self.parent.path, self] if self.parent else [self]

    def walk(self) -> Iterator["Branch"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tree as it is printed: the branch, and how many lists end after it."""

    branch: Branch
    is_open: bool
    is_current: bool
    ends: range


class Tree:
    """The visible branches, from the top and by number."""

    def __init__(self, roots: list[Branch]) -> None:
        self.roots = roots
        self.branches = {branch.pk: branch for root in roots for branch in root.walk()}

    def find_or_404(self, pk: int) -> Branch:
        """The branch, or the same answer for a class that is hidden as for one that does not exist."""
        if pk not in self.branches:
            raise Http404(_("There is no class here that you may see."))
        return self.branches[pk]

    def lines(self, current: Branch | None = None) -> list[Line]:
        """The whole tree flattened, for a template without recursion; the way to `current` is open."""
        way = set(current.path) if current else set()
        return [line for root in self.roots for line in _lines(root, way, current, 0)]


def build(scopes: QuerySet) -> Tree:
    """The tree that the readers of these scopes see (`readable_scopes(user)`)."""
    branches = {branch.pk: branch for branch in _branches(scopes)}
    for pk, own in holdings.counts(scopes).items():
        branches[pk].own = own
        for branch in branches[pk].path:
            branch.total += own
    return Tree([branch for branch in branches.values() if branch.parent is None and _prune(branch)])


def trail(node: ClassificationNode) -> list[dict]:
    """The way from the top of the library to a class, for a breadcrumb: visible, since something in it is."""
    return trail_of([*node.ancestors(), node])


def trail_of(classes: Iterable[ClassificationNode | Branch]) -> list[dict]:
    top = {"label": _("Documents"), "url": reverse("documents:browse")}
    return [top, *({"label": str(each), "url": each.get_absolute_url()} for each in classes)]


def titles_by_node(node_ids: Iterable[int] | None = None) -> dict[int, str]:
    """`{node: "Function › Activity › Series"}`, in one query."""
    nodes = ClassificationNode.objects.order_by().values_list("pk", "parent", "title")
    rows = {pk: (parent, title) for pk, parent, title in nodes}
    return {pk: " › ".join(_titles(pk, rows)) for pk in (rows if node_ids is None else node_ids)}


def _titles(pk: int | None, rows: dict) -> list[str]:
    line = []
    while pk is not None:
        pk, title = rows[pk]
        line.append(title)
    return line[::-1]


def _branches(scopes: QuerySet) -> list[Branch]:
    """Every class of the table, tied to its parent, in the order of the codes."""
    readable = ExpressionWrapper(Q(scope__in=scopes), output_field=BooleanField())
    today, found, parents = local_day(), {}, {}
    for row in (
        ClassificationNode.objects.annotate(readable=readable).order_by("code", "pk").values_list(*COLUMNS, "readable")
    ):
        pk, parents[pk], code, title, is_series, starts, ends, scope_id, inherits, is_readable = row
        is_closed = starts > today or (ends is not None and ends < today)
        found[pk] = Branch(pk, code, title, is_series, is_closed, scope_id, is_readable, not inherits)
    for pk, branch in found.items():
        if branch_above := found.get(parents[pk]):
            branch.parent = branch_above
            branch_above.children.append(branch)
    return list(found.values())


def _prune(branch: Branch) -> bool:
    """Whether it shows at all; what does not show below it goes."""
    branch.children = [child for child in branch.children if _prune(child)]
    return bool(branch.children or branch.total or (branch.is_readable and not branch.is_closed))


def _lines(branch: Branch, way: set[Branch], current: Branch | None, ends: int) -> Iterator[Line]:
    """`ends` is how many lists of the levels above finish with the last line of this branch."""
    children = branch.children
    yield Line(branch, branch in way, branch is current, range(0 if children else ends))
    for child in children:
        yield from _lines(child, way, current, ends + 1 if child is children[-1] else 0)
