"""Runs and veto findings in the administration: to look at; services alone write them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from assessment.core.admin import ReadOnly
from assessment.results.models import EntityResult, LeagueRank, Run, VetoFinding
from reviews.blindness import blind_campaigns


class OfRuns(ReadOnly):
    """Kept back from whoever has open work of their own in the campaign, here too (quality.md §2)."""

    campaign = "run__campaign"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        kept_back = blind_campaigns(request.user)
        return super().get_queryset(request).exclude(**{f"{self.campaign}__in": kept_back})


@admin.register(Run)
class RunAdmin(OfRuns):
    campaign = "campaign"
    list_display = ("campaign", "number", "created_at", "entity_count", "missing", "vetoed", "inputs_digest", "engine")
    list_filter = ("campaign",)
    list_select_related = ("campaign",)
    exclude = ("snapshot", "pack_ids", "layout")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the blobs, which are megabytes."""
        return super().get_queryset(request).defer("snapshot", "pack_ids", "layout")


@admin.register(EntityResult)
class EntityResultAdmin(OfRuns):
    list_display = ("run", "entity", "status", "total", "grade", "missing")
    list_filter = ("status", "run__campaign")
    search_fields = ("entity__key", "entity__name")
    list_select_related = ("run__campaign", "entity")
    exclude = ("payload", "shadow_total")


@admin.register(LeagueRank)
class LeagueRankAdmin(OfRuns):
    list_display = ("run", "league", "position", "rank", "entity")
    list_filter = ("league",)
    search_fields = ("entity__key", "entity__name")
    list_select_related = ("run__campaign", "league", "entity")


@admin.register(VetoFinding)
class VetoFindingAdmin(ReadOnly):
    list_display = ("entity", "veto", "condition", "channel", "status")
    list_filter = ("status", "component__campaign")
    search_fields = ("entity__key", "entity__name", "reason")
    list_select_related = ("entity", "veto")
