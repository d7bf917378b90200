"""Time-based one-time passwords (RFC 6238: HMAC-SHA-1, six digits, thirty seconds), without any Django."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
#: Codes of the steps before and after count as well: clocks differ.
DRIFT = 1


def secret_of(nonce: str, key: str) -> bytes:
    """The secret that the authenticator shares, 20 bytes."""
    return hmac.digest(key.encode(), f"second factor:{nonce}".encode(), hashlib.sha256)[:20]


def code_at(secret: bytes, step: int, *, digits: int = DIGITS) -> str:
    """The code of a time step, with its leading zeros."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}d}"


def matching_step(secret: bytes, code: str, *, now: float, after: int = 0) -> int | None:
    """The step later than ``after`` whose code this is, None for a wrong, old or used one. ``now``: Unix seconds."""
    present = int(now) // STEP_SECONDS
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step), code) and step > after:
            return step
    return None


def spelled(secret: bytes) -> str:
    """The secret as one types it into an authenticator."""
    return base64.b32encode(secret).decode().rstrip("=")


def address(secret: bytes, *, account: str, issuer: str) -> str:
    """What a QR code holds."""
    query = urlencode({"secret": spelled(secret), "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS})
    return f"otpauth://totp/{quote(f'{issuer}:{account}')}?{query}"
