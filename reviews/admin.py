"""Sheets and decisions in the administration: to look at; services alone write them."""

from django.contrib import admin

from assessment.core.admin import ReadOnly
from reviews.models import Adjudication, NotApplicable, RaisedGate, ScoreSheet


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
