"""Opening runs and entities by their address: a stranger finds nothing, the unentitled is told why (style.md §2.5)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from assessment.campaigns.access import open_campaign
from assessment.campaigns.models import Campaign, Entity, Membership
from assessment.campaigns.rules import Actor, roles_in
from assessment.campaigns.selectors import visible_entities
from assessment.core.verdicts import require
from assessment.results import rules, selectors
from assessment.results.models import Run


def open_results(user: Actor, key: str) -> Campaign:
    """A campaign whose results the account may see as a whole. Raises Http404, PermissionDenied."""
    return open_campaign(user, key, rules.can_view_runs)


def open_run(user: Actor, key: str, number: int) -> Run:
    """A run, without its blobs, for those who see all results. Raises Http404, PermissionDenied."""
    campaign = open_results(user, key)
    return _run(campaign, number)


def _run(campaign: Campaign, number: int) -> Run:
    run = get_object_or_404(selectors.light(Run.objects.filter(campaign=campaign)), number=number)
    run.campaign = campaign
    return run


@dataclass(frozen=True)
class OpenedEntity:
    """An entity of a run. ``sees_all``: the reader sees the campaign's results as a whole, not as the entity itself."""

    run: Run
    entity: Entity
    sees_all: bool


def open_own(user: Actor, key: str, entity_key: str) -> tuple[Entity, Run | None]:
    """An entity as its agency reads it, with the last run (None: there is none). Raises Http404, PermissionDenied."""
    campaign = open_campaign(user, key)
    if Membership.Role.AGENCY not in roles_in(user, campaign):
        require(rules.can_view_runs(user, campaign))
    entity = get_object_or_404(visible_entities(user, campaign), key=entity_key)
    entity.campaign = campaign
    require(rules.can_view_entity_result(user, entity))
    run = selectors.light(Run.objects.filter(campaign=campaign)).order_by("-number").first()
    if run is not None:
        run.campaign = campaign
    return entity, run


def open_entity(user: Actor, key: str, number: int, entity_key: str) -> OpenedEntity:
    """An entity's result in a run. Raises Http404, PermissionDenied.

    An agency finds its own entities only, and of those the last run: what was computed before is not its concern.
    """
    campaign = open_campaign(user, key)
    sees_all = bool(rules.can_view_runs(user, campaign))
    if not sees_all and Membership.Role.AGENCY not in roles_in(user, campaign):
        require(rules.can_view_runs(user, campaign))
    entity = get_object_or_404(visible_entities(user, campaign), key=entity_key)
    entity.campaign = campaign
    require(rules.can_view_entity_result(user, entity))
    run = _run(campaign, number)
    if not sees_all and Run.objects.filter(campaign=campaign, number__gt=number).exists():
        raise Http404
    return OpenedEntity(run, entity, sees_all)
