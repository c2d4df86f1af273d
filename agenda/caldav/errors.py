"""Refusals of the protocol. Each carries its status, the condition that programs know, and a sentence for people."""

from django.utils.functional import Promise


class DavError(Exception):
    """`condition` is the name of an XML element of RFC 4918, 4791, 6578 or 3744, or None where they have none."""

    def __init__(self, status: int, condition: str | None, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.status = status
        self.condition = condition
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
