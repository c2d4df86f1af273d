"""Generations of an index on the server, one of which is current.

    casagran                          alias: the live generation
    casagran-v1-20260312…-1f2e3d4c    the generation itself; when and why it was built is in its mapping
    casagran-locks                    who writes, and who builds the next generation

A rebuild fills a new index and moves the alias in one step, so that a reader sees the old index or the new one.
"""

import re
import secrets
from typing import Any

from django.utils import timezone
from elasticsearch import Elasticsearch, NotFoundError

from search.engines.elasticsearch_schema import VERSION, EntryDocument


class Generations:
    def __init__(self, client: Elasticsearch, alias: str) -> None:
        self.client, self.alias = client, alias
        self._name = re.compile(rf"{re.escape(alias)}-v\d+-\d{{14}}-[0-9a-f]{{8}}")

    def current(self) -> str:
        """The live generation, of whatever version; empty if there is none."""
        try:
            return next(iter(self.client.indices.get_alias(name=self.alias).body), "")
        except NotFoundError:
            return ""

    def is_readable(self, generation: str) -> bool:
        return generation.startswith(f"{self.alias}-{VERSION}-")

    def create(self) -> str:
        name = f"{self.alias}-{VERSION}-{timezone.now():%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
        index = EntryDocument._index.clone(name=name, using=self.client)
        index.create()
        return name

    def switch_to(self, generation: str, **state: Any) -> None:
        """Make it the live one, in one step, and drop the others."""
        self.client.indices.put_mapping(index=generation, meta=state)
        others = self.others(generation)
        actions = [{"remove": {"index": other, "alias": self.alias, "must_exist": False}} for other in others]
        actions.append({"add": {"index": generation, "alias": self.alias}})
        self.client.indices.update_aliases(actions=actions)
        self.drop(*others)

    def drop(self, *generations: str) -> None:
        for generation in generations:
            self.client.indices.delete(index=generation, ignore_unavailable=True)

    def others(self, generation: str) -> list[str]:
        known = self.client.indices.get(index=f"{self.alias}-v*", features="aliases").body
        return [name for name in known if name != generation and self._name.fullmatch(name)]

    def state(self) -> dict[str, Any]:
        """What is remembered about the live one."""
        mappings = self.client.indices.get_mapping(index=self.alias).body
        found = next(iter(mappings.values()), None)
        return found["mappings"].get("_meta", {}) if found else {}
