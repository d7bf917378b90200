"""Runs and veto findings in the administration: to look at; services alone write them."""

from django.contrib import admin

from assessment.core.admin import ReadOnly
from assessment.results.models import EntityResult, LeagueRank, Run, VetoFinding


@admin.register(Run)
class RunAdmin(ReadOnly):
    list_display = ("campaign", "number", "created_at", "entity_count", "missing", "vetoed", "inputs_digest", "engine")
    list_filter = ("campaign",)
    list_select_related = ("campaign",)
    exclude = ("snapshot", "pack_ids", "layout")

    def get_queryset(self, request):
        """Without the blobs, which are megabytes."""
        return super().get_queryset(request).defer("snapshot", "pack_ids", "layout")


@admin.register(EntityResult)
class EntityResultAdmin(ReadOnly):
    list_display = ("run", "entity", "status", "total", "grade", "missing")
    list_filter = ("status", "run__campaign")
    search_fields = ("entity__key", "entity__name")
    list_select_related = ("run__campaign", "entity")
    exclude = ("payload", "shadow_total")


@admin.register(LeagueRank)
class LeagueRankAdmin(ReadOnly):
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
