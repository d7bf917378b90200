"""Master data: campaigns with their components, rounds and leagues; entities with their channels; people.

What scores hang on can't be deleted, and a campaign's components and rounds stay as they are once scores exist.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.classes import documents_of, first_classes
from assessment.campaigns.forms import CampaignForm, ChannelForm, EntityForm, LeagueForm, ReviewerForm, RoundForm
from assessment.campaigns.models import Campaign, Channel, Component, Entity, League, Membership, Reviewer, Round
from assessment.campaigns.phases import TABLE, Verb
from assessment.campaigns.recording import RecordedAdmin
from indicators.models import IndicatorVersion

FOUND = 302
OPEN = TABLE[Verb.EDIT_SETUP].phases


def has_scores(campaign: Campaign) -> bool:
    return campaign.components.filter(sheets__isnull=False).exists()


class Part(admin.TabularInline):
    """A part of a campaign or entity; who may change the whole may change its parts."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_loose(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_loose(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_loose(obj)

    def is_loose(self, whole: Any) -> bool:
        """Whether the parts of ``whole`` may still change."""
        return whole is None or not has_scores(whole)


class ComponentInline(Part):
    model = Component
    fields = ("version", "share", "position")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Campaigns pin published versions only."""
        if db_field.name == "version":
            kwargs["label"] = _("Indicator version")
            published = IndicatorVersion.Status.PUBLISHED
            kwargs["queryset"] = IndicatorVersion.objects.filter(status=published).defer("document")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class RoundInline(Part):
    model = Round
    form = RoundForm


class LeagueInline(Part):
    """Leagues may be added and renamed while scores come in; they leave with their rankings only."""

    model = League
    form = LeagueForm

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class ChannelInline(Part):
    model = Channel
    form = ChannelForm

    def is_loose(self, whole: Any) -> bool:
        return True


@admin.register(Campaign)
class CampaignAdmin(RecordedAdmin):
    """The phase is moved on the campaign's own page, not here."""

    form = CampaignForm
    inlines = (ComponentInline, RoundInline, LeagueInline)
    children = ("components", "rounds", "leagues")
    list_display = ("key", "name_zh", "name_en", "year", "phase")
    list_filter = ("year", "phase")
    search_fields = ("key", "name_zh", "name_en")
    readonly_fields = ("phase",)

    def get_readonly_fields(self, request: HttpRequest, obj: Campaign | None = None) -> tuple[str, ...]:
        """A key stands in files, addresses and the audit trail: it is given once."""
        return ("phase",) if obj is None else ("key", "phase")

    def has_change_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.phase in OPEN)

    def view_on_site(self, row: Campaign) -> str:
        return reverse("campaigns:home", args=[row.key])

    def campaign_key(self, row: Campaign) -> str:
        return row.key

    def may_delete(self, row: Campaign) -> bool:
        return row.phase == Campaign.Phase.DRAFT and not has_scores(row)


class OfCampaign(RecordedAdmin):
    """A row of a campaign, which it never changes for another."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("campaign",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.campaign.phase in OPEN)

    def may_delete(self, row: Any) -> bool:
        return row.campaign.phase in OPEN and not row.sheets.exists()


@admin.register(Entity)
class EntityAdmin(OfCampaign):
    form = EntityForm
    inlines = (ChannelInline,)
    children = ("channels", "leagues")
    list_display = ("key", "name", "campaign", "organisation")
    list_filter = ("campaign",)
    list_select_related = ("campaign",)
    search_fields = ("key", "name", "sort_key")
    ordering = ("campaign", "sort_key", "key")
    filter_horizontal = ("leagues",)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """``?campaign=``: its leagues, and the first class of each version, to be changed where it differs."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        stated = str(initial.get("campaign", ""))
        campaign = Campaign.objects.filter(pk=stated).first() if stated.isdigit() else None
        if campaign is None:
            return initial
        return initial | {"classes": first_classes(documents_of(campaign)), "leagues": list(campaign.leagues.all())}

    def response_add(self, request: HttpRequest, obj: Entity, post_url_continue: str | None = None) -> HttpResponse:
        """The next one is of the same campaign."""
        answer = super().response_add(request, obj, post_url_continue)
        again = "_addanother" in request.POST and answer.status_code == FOUND
        return redirect(f"{request.path}?campaign={obj.campaign_id}") if again else answer

    def view_on_site(self, row: Entity) -> str:
        return reverse("campaigns:home", args=[row.campaign.key])

    def may_delete(self, row: Entity) -> bool:
        return super().may_delete(row) and not row.results.exists()


@admin.register(Reviewer)
class ReviewerAdmin(OfCampaign):
    form = ReviewerForm
    list_display = ("key", "campaign", "user")
    list_filter = ("campaign",)
    list_select_related = ("campaign", "user")
    search_fields = ("key", "user__username", "user__name")


@admin.register(Membership)
class MembershipAdmin(OfCampaign):
    """For reading: a role that sees scores takes two people, on the pages of accounts (docs/adr/0013)."""

    list_display = ("user", "role", "campaign", "entity")
    list_filter = ("campaign", "role")
    list_select_related = ("campaign", "user", "entity")
    search_fields = ("user__username", "user__name")
    autocomplete_fields = ("entity",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def may_delete(self, row: Membership) -> bool:
        return False
