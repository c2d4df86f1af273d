"""The lines of the classification tree. Written here and not in a template: hundreds of them, on every page."""

from collections.abc import Iterable, Iterator
from itertools import chain

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from docs_library.classification.tree import Line

register = template.Library()

LINK = '<a href="%s{}%s"><span class="class-tree__code">{}</span> {}{}</a>'
CURRENT_LINK = LINK.replace('">', '" aria-current="page">', 1)
HEAD = '<li class="tree__node"><div class="tree__line"><span></span>%s<span class="tree__count">{}</span></div>'
DETAILS, OPEN_DETAILS = '<details data-node="{}">', '<details data-node="{}" open>'
TOGGLE = '<summary class="tree__toggle">{}<span class="visually-hidden">{}</span></summary><ul>'
END_OF_LINE, END_OF_LIST = "</li>", "</ul></details></li>"


@register.simple_tag
def class_tree_lines(lines: Iterable[Line], arrow: str, lock: str) -> str:
    """`Tree.lines()` as nested lists; what has something below opens without script.

    All patterns are put together and filled in, escaped, at one stroke: line by line it costs four times as much.
    """
    pieces = list(_pieces(lines, arrow, lock))
    return format_html("".join(pattern for pattern, _args in pieces), *chain(*(args for _pattern, args in pieces)))


def _pieces(lines: Iterable[Line], arrow: str, lock: str) -> Iterator[tuple[str, tuple]]:
    """Patterns, which are ours, and what goes in them, which is anybody's."""
    around = tuple(reverse("documents:node", args=[0]).split("0"))
    plain, current, inside = HEAD % LINK % around, HEAD % CURRENT_LINK % around, _("Inside %(title)s")
    for line in lines:
        branch = line.branch
        sign, count = lock if branch.is_cut else "", branch.total["documents"] or ""
        yield current if line.is_current else plain, (branch.pk, branch.code, branch.title, sign, count)
        if branch.children:
            yield OPEN_DETAILS if line.is_open else DETAILS, (branch.pk,)
            yield TOGGLE, (arrow, inside % {"title": branch.title})
        else:
            yield END_OF_LINE, ()
        yield END_OF_LIST * len(line.ends), ()
