"""Pages of the administration that leave a trace: who may use them, and what they changed (quality.md §2)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from assessment.core.models import SiteRole, User
from assessment.core.rules import holds_site_role
from assessment.core.services import audit

State = dict[str, Any]


def state_of(row: models.Model, *children: str) -> State:
    """The fields of a row, foreign keys as text, with the rows of related names: what an audit entry keeps."""
    state: State = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.name)
        plain = value is None or isinstance(value, (bool, int, float, str, list, dict))
        state[field.name] = value if plain else str(value)
    for name in children:
        related = getattr(row, name).all()
        state[name] = sorted((state_of(child) for child in related), key=lambda child: child["id"])
    return state


class RecordedAdmin(admin.ModelAdmin):
    """Master data for evaluation administrators of the installation.

    Every change writes an audit entry with the row as it was and as it is, in the transaction of the change. Rows are
    deleted one by one, where ``may_delete`` allows.
    """

    actions = None
    children: tuple[str, ...] = ()

    def campaign_key(self, row: Any) -> str:
        return str(row.campaign.key)

    def may_delete(self, row: Any) -> bool:
        raise NotImplementedError

    # --- who --------------------------------------------------------------------------------------------------------

    def is_administrator(self, request: HttpRequest) -> bool:
        """Asked once a request, though every link of a list asks."""
        held: bool | None = getattr(request, "_administers", None)
        if held is None:
            held = holds_site_role(request.user, SiteRole.Role.ADMINISTRATOR)
            request._administers = held  # type: ignore[attr-defined]
        return held

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_administrator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_administrator(request) and obj is not None and self.may_delete(obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with a row asks for no permission of its own: ``may_delete`` has looked at it."""
        deleted, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected

    # --- what -------------------------------------------------------------------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is not None and request.method == "POST":
            request._state_before = state_of(row, *self.children)  # type: ignore[attr-defined]
        return row

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._record(request, "add", obj, after=self._stored(obj))
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        before = getattr(request, "_state_before", None)
        self._record(request, "change", obj, before=before, after=self._stored(obj))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for row in queryset:
            self._record(request, "delete", row, before=self._stored(row))
        return super().log_deletions(request, queryset)

    def _stored(self, row: Any) -> State:
        return state_of(self.model._default_manager.get(pk=row.pk), *self.children)

    def _record(
        self, request: HttpRequest, verb: str, row: Any, *, before: State | None = None, after: State | None = None
    ) -> None:
        assert isinstance(request.user, User)  # the administration lets nobody else in
        name = self.model._meta.model_name or ""
        audit.record(
            actor=request.user,
            verb=f"{verb}_{name}",
            object_type=name,
            object_key=str(getattr(row, "key", row.pk)),
            campaign_key=self.campaign_key(row),
            before=before,
            after=after,
        )
