"""All faults of an input, collected while it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessment.core.faults import Fault, FaultsError

MOST_LISTED = 10_000
#: A fault is one line, and what it quotes must not speak to a terminal.
UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Faults:
    """Collects faults; the first ``MOST_LISTED`` are kept, the rest counted, so that memory stays bounded."""

    def __init__(self) -> None:
        self._kept: list[Fault] = []
        self._count = 0

    def __bool__(self) -> bool:
        return self._count > 0

    def add(self, file: str, line: int, place: str, message: str) -> None:
        self._count += 1
        if self._count <= MOST_LISTED:
            file, place, message = (UNSHOWABLE.sub("�", text) for text in (file, place, message))
            self._kept.append(Fault(file, line, place, message))

    def extend(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.add(fault.file, fault.line, fault.place, fault.message)

    def raise_if_any(self) -> None:
        """Raise FaultsError with everything found so far, if anything was."""
        if self._count > len(self._kept):
            more = _("%(count)s more faults are not listed.") % {"count": self._count - MOST_LISTED}
            self._kept.append(Fault("…", 0, "", more))
        if self._kept:
            raise FaultsError(self._kept)
