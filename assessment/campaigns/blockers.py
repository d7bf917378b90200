"""What keeps a campaign in its phase: rooms above campaigns say it, the page of phases and publication ask for it.

    @blockers.register(leaving=Phase.SCORING)
    def open_sheets(campaign: Campaign) -> list[Blocker]: ...

in a module that the room's AppConfig.ready imports. A blocker that finds nothing gives an empty list. Each needs a
constant number of queries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.functional import Promise

from assessment.campaigns.models import Campaign

Phase: TypeAlias = Campaign.Phase


@dataclass(frozen=True)
class Blocker:
    """``code`` is stable (audit, tests); ``words`` a translated sentence with its figures; ``address`` where to look.

    ``firm``: nobody may pass over it, e.g. an appeal without an answer; the others may be overridden with a reason.
    """

    code: str
    words: str
    count: int
    address: str = ""
    firm: bool = False


#: What the codes are called that may be passed over: histories keep codes, readers want words.
_names: dict[str, str | Promise] = {}


def name_codes(**names: str | Promise) -> None:
    """Register the words of codes: ``name_codes(open_sheets=gettext_lazy("score sheets not submitted"))``."""
    _names.update(names)


def word_of(code: str) -> str:
    """In the reader's language; a code that no room knows any more stands for itself."""
    return str(_names.get(code, code))


Finder = Callable[[Campaign], list[Blocker]]
_finders: dict[Phase, list[Finder]] = {}


def register(*, leaving: Phase) -> Callable[[Finder], Finder]:
    """Register what is looked at before a campaign leaves ``leaving`` for the next phase. Twice is once."""

    def keep(finder: Finder) -> Finder:
        found = _finders.setdefault(leaving, [])
        if finder not in found:
            found.append(finder)
        return finder

    return keep


def blockers_of(campaign: Campaign, *, leaving: Phase | str | None = None) -> list[Blocker]:
    """Everything in the way of leaving a phase (the present one, unless named), in the order of registration."""
    phase = Phase(leaving or campaign.phase)
    return [blocker for finder in _finders.get(phase, ()) for blocker in finder(campaign)]
