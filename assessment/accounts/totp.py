"""One-time passwords (RFC 6238, by pyotp): secrets that are derived instead of stored, and codes that hold once."""

from __future__ import annotations

import base64
import hashlib
import hmac

from pyotp import TOTP
from pyotp.exceptions import OTPVerificationError

#: Codes of the steps before and after count as well: clocks differ.
DRIFT = 1


def authenticator(nonce: str, key: str) -> TOTP:
    """What the person's app computes: 20 bytes of secret, HMAC-SHA-1, six digits, steps of thirty seconds."""
    secret = hmac.digest(key.encode(), f"second factor:{nonce}".encode(), hashlib.sha256)[:20]
    return TOTP(base64.b32encode(secret).decode())


def matching_step(app: TOTP, code: str, *, now: float, after: int = 0) -> int | None:
    """The step later than ``after`` whose code this is, None for a wrong, old or used one. ``now``: Unix seconds."""
    try:
        step = app.verify_and_get_timecode(code, for_time=now, valid_window=DRIFT)
    except OTPVerificationError:
        return None
    return step if step > after else None
