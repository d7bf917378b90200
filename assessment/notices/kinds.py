"""The kinds of notices: each room registers the sentence of what it tells, made when the notice is read.

    @notices.kind("phase_due")
    def phase_due(params: Params) -> str: ...

in a module that the room's AppConfig.ready imports. ``params`` is plain JSON; it never holds what the person told may
not see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Params = Mapping[str, Any]
Words = Callable[[Params], str]
_kinds: dict[str, Words] = {}


def kind(name: str) -> Callable[[Words], Words]:
    """Register the sentence of a kind."""

    def keep(words: Words) -> Words:
        _kinds[name] = words
        return words

    return keep


def is_known(name: str) -> bool:
    return name in _kinds


def words_of(name: str, params: Params) -> str:
    """The sentence in the language of the moment. A kind nobody registered any more is shown by its name."""
    words = _kinds.get(name)
    return words(params) if words else name
