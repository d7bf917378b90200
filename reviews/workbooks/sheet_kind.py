"""Workbooks of score sheets: an evaluator's own (screens.md §3, Offline by spreadsheet)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign
from assessment.core.models import User
from assessment.core.verdicts import Denied, Verdict
from indicators.models import Criterion
from reviews import rules as sheet_rules
from reviews.assigned import standings_of
from reviews.checking import CellChecker
from reviews.models import ScoreSheet
from reviews.plans import plan_of
from reviews.scope import asked_cells, is_last_round, scopes_of
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
        held = {sheet.pk: sheet for sheet in owners}
        standings = standings_of(owners)
        refusals = {
            pk: _refusal(sheet, sheet_rules.can_score_sheet(user, sheet, standings[pk])) for pk, sheet in held.items()
        }
        sections = {pk: standing.sections for pk, standing in standings.items()}
        return Desk(held, refusals, _checkers(held, sections))

    def lost(self) -> str:
        return _("This sheet is not yours any more.")

    def trail(self, campaign: Campaign) -> list[tuple[str, str]]:
        home = reverse("workbooks:home", args=[campaign.key])
        return [(_("My work"), reverse("work:mine")), (_("Work by spreadsheet"), home)]


def _refusal(sheet: ScoreSheet, verdict: Verdict) -> str:
    if sheet.is_submitted:
        return _("This sheet is submitted; it can be reopened by a second person.")
    return verdict.reason if isinstance(verdict, Denied) else ""


def _checkers(held: Mapping[int, ScoreSheet], sections: Mapping[int, Sequence[str]]) -> dict[int, CellChecker]:
    """By sheet id, like CellChecker.of for each of them."""
    found = {}
    for place in {(sheet.component_id, sheet.round_id): sheet for sheet in held.values()}.values():
        component = place.component
        plan, last = plan_of(component.version), is_last_round(place.round)
        rows = Criterion.objects.filter(version=component.version_id)
        addresses = dict(rows.values_list("pk", "address"))
        here = [s for s in held.values() if (s.component_id, s.round_id) == (component.pk, place.round_id)]
        scopes = scopes_of(component, [sheet.entity for sheet in here])
        for sheet in here:
            cells = asked_cells(plan, scopes[sheet.entity_id], sections[sheet.pk], last_round=last)
            found[sheet.pk] = CellChecker(plan, addresses, frozenset(cell.index for cell in cells))
    return found
