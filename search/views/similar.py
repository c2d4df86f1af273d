"""What resembles one thing: a part of its page that comes when it is looked at, or a page for who has no script."""

from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from search.similar import similar_to


class Thing(Protocol):
    pk: int

    def get_absolute_url(self) -> str: ...


def show_similar(request: HttpRequest, type_key: str, thing: Thing, *, section: str, heading: str) -> HttpResponse:
    """For the page of a room, which has asked whether the person may see the thing."""
    context = {
        "section": section,
        "thing": thing,
        "heading": heading,
        "offers": similar_to(request.user, type_key, thing.pk),
    }
    is_part = bool(request.headers.get("HX-Request"))
    response = render(request, "search/similar.html" if is_part else "search/similar_page.html", context)
    patch_vary_headers(response, ["HX-Request"])
    add_never_cache_headers(response)
    return response
