"""What a guesser tries first: names of the house, years, rows of the keyboard (ASVS 6.2.4, 6.2.11)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from intranet.people.directory import fold
from intranet.people.municipality import municipality

HOUSE = ("casagran", "ajuntament", "intranet", "municipal", "contrasenya", "password")
YEAR = re.compile(r"(?:19|20)\d\d")
ROWS = ("0123456789" * 3, "qwertyuiop", "asdfghjklñ", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
LEAST_DIFFERENT = 5


class GuessablePasswordValidator:
    """Takes away what anybody here would guess; what is left must still be something."""

    def validate(self, password: str, user=None) -> None:
        left = YEAR.sub("", "".join(letter for letter in fold(password) if letter.isalnum()))
        for word in sorted(self._known_words(user), key=len, reverse=True):
            left = left.replace(word, "")
        if len(set(left)) < LEAST_DIFFERENT or _is_row(left):
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        return _(
            "The password must not be the town, your name, a year or a row of keys: somebody would try those first."
        )

    def _known_words(self, user) -> set[str]:
        names = [municipality().name, *HOUSE]
        if user is not None:
            names += [user.first_name, user.last_name, *re.split(r"\W", user.get_username())]
        return {word for name in names for word in fold(name).split() if len(word) > 2}


def _is_row(text: str) -> bool:
    return any(text in row or text in row[::-1] for row in ROWS)
