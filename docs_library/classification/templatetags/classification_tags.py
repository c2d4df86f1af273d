"""The lines of the classification tree. Written here and not in a template: hundreds of them, on every page."""

from collections.abc import Iterable, Iterator

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from docs_library.classification.tree import Branch, Line

register = template.Library()

LINK = '<a href="{}{}{}"><span class="class-tree__code">{}</span> {}{}</a>'
CURRENT_LINK = '<a href="{}{}{}" aria-current="page"><span class="class-tree__code">{}</span> {}{}</a>'
HEAD = '<li class="tree__node"><div class="tree__line"><span></span>{}<span class="tree__count">{}</span></div>'
TOGGLE = '<summary class="tree__toggle">{}<span class="visually-hidden">{}</span></summary><ul>'
OPEN, CLOSED = '<details data-node="{}" open>', '<details data-node="{}">'
END_OF_LINE, END_OF_LIST = format_html("</li>{}", ""), format_html("</ul></details></li>{}", "")


@register.simple_tag
def class_tree_lines(lines: Iterable[Line], arrow: str, lock: str) -> str:
    """`Tree.lines()` as nested lists; what has something below opens without script."""
    return format_html_join("", "{}", ((piece,) for piece in _pieces(lines, arrow, lock)))


def _pieces(lines: Iterable[Line], arrow: str, lock: str) -> Iterator[str]:
    before, after = reverse("documents:node", args=[0]).split("0")
    inside = _("Inside %(title)s")
    for line in lines:
        branch = line.branch
        link = CURRENT_LINK if line.is_current else LINK
        sign = lock if branch.is_cut else ""
        words = format_html(link, before, branch.pk, after, branch.code, branch.title, sign)
        yield format_html(HEAD, words, branch.total["documents"] or "")
        if branch.children:
            yield format_html(OPEN if line.is_open else CLOSED, branch.pk)
            yield format_html(TOGGLE, arrow, inside % {"title": branch.title})
        yield from _ends(line, branch)


def _ends(line: Line, branch: Branch) -> Iterator[str]:
    """A line without anything below closes itself, and the lists that finish with it."""
    if not branch.children:
        yield END_OF_LINE
    for _level in line.ends:
        yield END_OF_LIST
