"""One-time codes of the demo people. A code is accepted once, so a second one waits for the next half minute."""

import base64
import time

from django_otp.oath import TOTP

STEP = 30
_used: dict[str, int] = {}


def next_code(person: dict) -> str:
    """A code that this person has not shown yet."""
    while int(time.time()) // STEP <= _used.get(person["username"], 0):
        time.sleep(0.5)
    _used[person["username"]] = int(time.time()) // STEP
    token = TOTP(base64.b32decode(person["totp_secret"]), step=STEP)
    return f"{token.token():06d}"
