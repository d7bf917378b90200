"""Workbooks of score sheets: an evaluator's own (screens.md §3, Offline by spreadsheet)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign
from assessment.core.models import User
from assessment.core.verdicts import Denied, Verdict
from indicators.models import Criterion
from reviews import rules as sheet_rules
from reviews.checking import CellChecker
from reviews.models import ScoreSheet
from reviews.remit import Remit, remits_of
from reviews.selectors import own_sheets
from reviews.services.cells import SCORES
from reviews.workbooks import rules, sheets
from reviews.workbooks.kinds import Desk, WorkbookKind, register


@register
class SheetKind(WorkbookKind):
    name = sheets.KIND
    layout = sheets.LAYOUT
    cells = SCORES

    def can_upload(self, actor: User, campaign: Campaign) -> Verdict:
        return rules.can_upload_workbook(actor, campaign)

    def owners(self, user: User, campaign_id: int, ids: Collection[int]) -> QuerySet[ScoreSheet]:
        return own_sheets(user).filter(pk__in=ids, component__campaign=campaign_id)

    def desk(self, user: User, owners: Sequence[ScoreSheet]) -> Desk:
        remits = remits_of(owners)
        refusals = {
            sheet.pk: _refusal(sheet, sheet_rules.can_score_sheet(user, sheet, remits[sheet.pk].standing))
            for sheet in owners
        }
        return Desk({sheet.pk: sheet for sheet in owners}, refusals, _checkers(owners, remits))

    def lost(self) -> str:
        return _("This sheet is not yours any more.")

    def trail(self, campaign: Campaign) -> list[tuple[str, str]]:
        home = reverse("workbooks:home", args=[campaign.key])
        return [(_("My work"), reverse("work:mine")), (_("Work by spreadsheet"), home)]


def _refusal(sheet: ScoreSheet, verdict: Verdict) -> str:
    if sheet.is_submitted:
        return _("This sheet is submitted; it can be reopened by a second person.")
    return verdict.reason if isinstance(verdict, Denied) else ""


def _checkers(sheets: Sequence[ScoreSheet], remits: Mapping[int, Remit]) -> dict[int, CellChecker]:
    """By sheet id, like CellChecker.of for each of them; one query."""
    addresses: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Criterion.objects.filter(version__in={sheet.component.version_id for sheet in sheets}).order_by()
    for pk, version, address in rows.values_list("pk", "version", "address"):
        addresses[version][pk] = address
    return {
        sheet.pk: CellChecker(
            remits[sheet.pk].plan,
            addresses[sheet.component.version_id],
            frozenset(cell.index for cell in remits[sheet.pk].cells),
        )
        for sheet in sheets
    }
