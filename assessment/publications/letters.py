"""Reviewers without their names: A, B, C … within one revision, in an order that tells nothing (docs/adr/0012)."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from django.conf import settings


def letters_of(keys: Iterable[str], *, salt: str) -> dict[str, str]:
    """A letter for each key. The order is that of a keyed hash over ``salt`` (the revision) and the key: the same for
    the same revision, unlike from revision to revision, and nobody without the installation's secret can undo it.
    """

    def order(key: str) -> str:
        return hmac.new(settings.SECRET_KEY.encode(), f"{salt}\n{key}".encode(), "sha256").hexdigest()

    return {key: _letter(position) for position, key in enumerate(sorted(set(keys), key=order))}


def _letter(position: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
