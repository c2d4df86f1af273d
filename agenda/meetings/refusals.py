"""Why something cannot be done with a meeting: sentences that say what to do, all of them at once."""

from collections.abc import Iterable


class Refused(Exception):
    """What was asked cannot be; nothing has been saved."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = [str(sentence) for sentence in sentences]

    def __str__(self) -> str:
        return " ".join(self.sentences)


def refuse_if(sentences: Iterable[str]) -> None:
    if found := list(sentences):
        raise Refused(*found)
