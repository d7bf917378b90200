"""Indicator versions as master data: to look at, and to discard drafts. They change through documents only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from assessment.core.admin import ReadOnly
from assessment.core.models import User
from indicators import rules
from indicators.models import Criterion, Gate, Indicator, IndicatorSystem, IndicatorVersion, Veto, VetoCondition
from indicators.services.versions import discard_version


@admin.register(IndicatorSystem)
class SystemAdmin(ReadOnly):
    list_display = ("key", "name_zh", "name_en")
    search_fields = ("key", "name_zh", "name_en")


@admin.register(IndicatorVersion)
class VersionAdmin(ReadOnly):
    """A draft can be deleted: with its rows, and with its audit entry."""

    list_display = ("system", "version", "name_zh", "status", "published_at", "content_hash")
    list_filter = ("status",)
    list_select_related = ("system",)
    search_fields = ("system__key", "name_zh", "name_en")

    def has_delete_permission(self, request: HttpRequest, obj: IndicatorVersion | None = None) -> bool:
        return obj is not None and not obj.is_published and bool(rules.can_edit_versions(request.user))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The rows go with their version and ask for no permission of their own."""
        deleted, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: IndicatorVersion) -> None:
        assert isinstance(request.user, User)  # the admin lets nobody else in
        discard_version(version=obj, actor=request.user)


class OfVersion(ReadOnly):
    list_filter = ("version",)
    list_select_related = ["version"]
    ordering = ("version", "position")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("version__document")


@admin.register(Indicator)
class IndicatorAdmin(OfVersion):
    list_display = ("version", "code", "name_zh", "kind", "method", "weight")
    search_fields = ("code", "name_zh", "name_en")


@admin.register(Criterion)
class CriterionAdmin(OfVersion):
    list_display = ("version", "address", "text_zh", "share", "criterion_class")
    search_fields = ("address", "text_zh", "text_en")


@admin.register(Gate)
class GateAdmin(OfVersion):
    list_display = ("version", "code", "name_zh", "targets", "factor")


@admin.register(Veto)
class VetoAdmin(OfVersion):
    list_display = ("version", "code", "name_zh", "scope")


@admin.register(VetoCondition)
class VetoConditionAdmin(OfVersion):
    list_display = ("version", "veto", "number", "text_zh")
    list_select_related = ["version", "veto"]
