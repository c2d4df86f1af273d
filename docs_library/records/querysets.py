import re
from typing import Self

from django.db.models import Q

from intranet.access.querysets import ScopedQuerySet

NUMBER = re.compile(r"(\d{4})\s*[/-]\s*(\d{1,9})")


class CaseFileQuerySet(ScopedQuerySet):
    def for_listing(self) -> Self:
        return self.select_related("node", "scope")

    def open(self) -> Self:
        return self.filter(status="open")

    def matching(self, words: str) -> Self:
        """By its number, however it is separated, or by every word in the subject or in the name of a party."""
        if number := NUMBER.fullmatch(words.strip()):
            return self.filter(year=int(number[1]), sequence=int(number[2]))
        found = self
        for word in words.split():
            named = self.model._default_manager.filter(interested_parties__name__icontains=word)
            found = found.filter(Q(subject__contains=word.upper()) | Q(pk__in=named.values("pk")))
        return found
