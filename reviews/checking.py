"""What may be written into a cell: is it one that is asked, and is the text a value of it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.scoring import CellFault, ValueFault, VersionPlan, locate
from indicators.models import Criterion
from reviews.errors import RefusedError
from reviews.models import ScoreSheet
from reviews.remit import Remit
from reviews.sentences import cell_sentence, value_sentence
from reviews.values import canonical_value

LONGEST_VALUE, LONGEST_COMMENT = 1000, 4000  # characters


def check_text(text: str, *, longest: int) -> None:
    """Raises RefusedError for what no database takes (NUL) or is too long."""
    if "\x00" in text:
        raise RefusedError("bad_text", _("The text holds a sign that cannot be stored."))
    if len(text) > longest:
        raise RefusedError("too_long", _("At most %(most)s characters are expected.") % {"most": longest})


@dataclass(frozen=True)
class CellChecker:
    """Of one sheet or self-assessment. ``addresses``: by criterion (database id); ``asked``: indices of cells."""

    plan: VersionPlan
    addresses: Mapping[int, str]
    asked: frozenset[int]

    @classmethod
    def of(cls, sheet: ScoreSheet, remit: Remit, criteria: Iterable[int]) -> CellChecker:
        """``criteria``: database ids, those that are to be checked. One query."""
        rows = Criterion.objects.filter(version=sheet.component.version_id, pk__in=set(criteria)).order_by()
        addresses = dict(rows.values_list("pk", "address"))
        return cls(remit.plan, addresses, frozenset(cell.index for cell in remit.cells))

    def cell(self, criterion: int, channel: str) -> int:
        """The index of the plan's cell. Raises RefusedError."""
        address = self.addresses.get(criterion)
        if address is None:
            raise RefusedError("unknown_criterion", _("The criterion does not belong to this sheet."))
        try:
            cell = locate(self.plan, address, channel)
        except CellFault as fault:
            raise RefusedError(fault.code, cell_sentence(fault)) from fault
        if cell.index not in self.asked:
            raise RefusedError("not_asked", _("%(address)s is not asked on this sheet.") % {"address": address})
        return cell.index

    def value(self, criterion: int, channel: str, text: str) -> str:
        """The canonical text of a value. Raises RefusedError."""
        cell = self.plan.cells[self.cell(criterion, channel)]
        check_text(text, longest=LONGEST_VALUE)
        try:
            return canonical_value(self.plan.criteria[cell.criterion], text)
        except ValueFault as fault:
            raise RefusedError(fault.code, value_sentence(fault)) from fault
