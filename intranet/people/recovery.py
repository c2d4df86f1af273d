"""Making and reading one-time recovery codes: 80 bits of chance in four groups of letters and digits."""

import hashlib
import secrets
from base64 import b32encode

CODE_BYTES = 10
GROUP = 4
# Letters and digits that the eye confuses; the alphabet of the codes has neither 0, 1 nor 8.
LOOKALIKES = str.maketrans("018", "OIB")


def new_code() -> str:
    """A code as it is shown, once: "k3vq-7hzc-m2pa-xy5d"."""
    plain = b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()
    return "-".join(plain[start : start + GROUP] for start in range(0, len(plain), GROUP))


def digest(code: str) -> str:
    """What is stored of a code.

    Plain SHA-256 is enough: a slow, salted hash protects what people choose, and nobody chose these 80 bits. They can
    be neither guessed nor looked up in a table.
    """
    letters = "".join(letter for letter in code.upper() if letter.isalnum()).translate(LOOKALIKES)
    return hashlib.sha256(letters.encode()).hexdigest()
