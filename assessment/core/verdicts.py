"""The answer to "may this actor …?": every no has a reason that pages and interfaces show (style.md §2.5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Allowed:
    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """``reason`` is a translated sentence for the reader."""

    reason: str

    def __bool__(self) -> bool:
        return False


Verdict = Allowed | Denied
Rule = Callable[..., Verdict]


def require(verdict: Verdict) -> None:
    """Raise PermissionDenied with the rule's reason unless the verdict allows."""
    if isinstance(verdict, Denied):
        raise PermissionDenied(verdict.reason)


def first_denial(*verdicts: Verdict) -> Verdict:
    """The first Denied among ``verdicts``, else Allowed."""
    return next((verdict for verdict in verdicts if isinstance(verdict, Denied)), Allowed())


def allow_if(condition: Any, reason: str) -> Verdict:
    return Allowed() if condition else Denied(str(reason))
