"""What a workbook was made of, signed: whose it is, which rows it has and how each stood (docs/adr/0014).

It travels in the file, so that a download writes nothing to the database, and it can't be made up or taken over: the
signature is checked before anything of it is believed. A row is found by its key, which says its place in the scope
and has a check of two bytes, so that a key that was filled down, typed or cut is noticed.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any

from django.core import signing

SALT = "reviews.workbooks"
KEY = re.compile(r"k([0-9]{1,7})-([0-9a-f]{4})")
#: Spreadsheets take ``_xa_`` for a coded sign, and so a signature would break by chance: no underscores in the file.
UNDERSCORE = "~"
#: What stands in the first cell of the hidden sheet that carries the scope.
MARK = "pingheng scope 1"


class ScopeError(Exception):
    """``code``: "signature" (not made here, or changed), "kind" (another kind of workbook), "person"."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class ScopeRow:
    """One row as it was downloaded: ``place`` says which cell it is, in plain values for JSON; ``shown`` are the texts
    of the layout's checked columns; ``version`` 0: the cell held nothing yet."""

    place: dict[str, Any]
    shown: dict[str, str]
    version: int
    value: str
    comment: str


@dataclass(frozen=True)
class Keys:
    """The keys of one workbook."""

    nonce: str

    @classmethod
    def new(cls) -> Keys:
        return cls(secrets.token_hex(8))

    def key(self, index: int) -> str:
        return f"k{index}-{self._check(index)}"

    def index(self, key: str) -> int | None:
        """The place of a row in the scope; None for what is no key of this workbook."""
        found = KEY.fullmatch(key.strip())
        if found is None or self._check(int(found[1])) != found[2]:
            return None
        return int(found[1])

    def _check(self, index: int) -> str:
        return hashlib.sha256(f"{self.nonce}{index}".encode()).hexdigest()[:4]


def sign_scope(*, kind: str, user: int, keys: Keys, content: Any) -> str:
    """``content`` is JSON; it is packed before it is signed."""
    whole = {"kind": kind, "user": user, "nonce": keys.nonce, "content": content}
    return signing.dumps(whole, salt=SALT, compress=True).replace("_", UNDERSCORE)


def open_scope(text: str, *, kind: str, user: int) -> tuple[Keys, Any]:
    """The keys and the content of a signed scope. Raises ScopeError."""
    try:
        whole = signing.loads(text.replace(UNDERSCORE, "_"), salt=SALT)
    except signing.BadSignature as fault:
        raise ScopeError("signature") from fault
    if whole["kind"] != kind:
        raise ScopeError("kind")
    if whole["user"] != user:
        raise ScopeError("person")
    return Keys(whole["nonce"]), whole["content"]
