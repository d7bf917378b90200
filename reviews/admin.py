"""Sheets and decisions in the administration: to look at; services alone write them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from assessment.core.admin import ReadOnly
from reviews.blindness import entities_with_open_work
from reviews.models import (
    Adjudication,
    Finding,
    GateProposal,
    NotApplicable,
    RaisedGate,
    ScoreChange,
    ScoreSheet,
    Screenshot,
    Snippet,
    VetoProposal,
)


@admin.register(ScoreSheet)
class ScoreSheetAdmin(ReadOnly):
    list_display = ("component", "entity", "round", "reviewer", "status", "submitted_at")
    list_filter = ("status", "component__campaign")
    search_fields = ("entity__key", "entity__name", "reviewer__key")
    list_select_related = ("component__campaign", "component__version", "entity", "round", "reviewer")


@admin.register(Adjudication)
class AdjudicationAdmin(ReadOnly):
    list_display = ("entity", "criterion", "channel", "round", "value", "reason")
    list_filter = ("component__campaign",)
    search_fields = ("entity__key", "entity__name", "criterion__address")
    list_select_related = ("entity", "criterion", "round")


@admin.register(NotApplicable)
class NotApplicableAdmin(ReadOnly):
    list_display = ("entity", "indicator", "reason")
    list_filter = ("component__campaign",)
    search_fields = ("entity__key", "entity__name", "indicator__code")
    list_select_related = ("entity", "indicator")


@admin.register(RaisedGate)
class RaisedGateAdmin(ReadOnly):
    list_display = ("entity", "gate", "reason")
    list_filter = ("component__campaign",)
    search_fields = ("entity__key", "entity__name", "gate__code")
    list_select_related = ("entity", "gate")


class OfSubmittedSheets(ReadOnly):
    """What stands on open sheets is their evaluators' alone, and who has open work on an entity sees nothing of others'
    on it, here too (quality.md §2)."""

    list_filter = ("sheet__component__campaign",)
    list_select_related: ClassVar[tuple[str, ...]] = ("sheet__entity", "sheet__round", "sheet__reviewer", "criterion")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).filter(sheet__status=ScoreSheet.Status.SUBMITTED)
        return rows.exclude(sheet__entity__in=entities_with_open_work(request.user))


@admin.register(ScoreChange)
class ScoreChangeAdmin(OfSubmittedSheets):
    list_display = ("at", "sheet", "criterion", "channel", "version", "value", "lost", "actor")
    list_select_related = (*OfSubmittedSheets.list_select_related, "actor")


@admin.register(Finding)
class FindingAdmin(OfSubmittedSheets):
    list_display = ("sheet", "criterion", "channel", "severity", "text")


@admin.register(Screenshot)
class ScreenshotAdmin(OfSubmittedSheets):
    list_display = ("sheet", "criterion", "width", "height", "size", "sha256")


@admin.register(GateProposal)
class GateProposalAdmin(OfSubmittedSheets):
    list_display = ("sheet", "gate", "reason")
    list_select_related = ("sheet__entity", "sheet__round", "sheet__reviewer", "gate")


@admin.register(VetoProposal)
class VetoProposalAdmin(OfSubmittedSheets):
    list_display = ("sheet", "veto", "condition", "channel", "reason")
    list_select_related = ("sheet__entity", "sheet__round", "sheet__reviewer", "veto")


@admin.register(Snippet)
class SnippetAdmin(ReadOnly):
    """Those that a campaign shares; one's own are one's own."""

    list_display = ("campaign", "text")
    list_filter = ("campaign",)
    list_select_related = ("campaign",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(owner=None)
