"""What of campaigns and entities a reader may see; visibility is a queryset (style.md §2.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Channel, Component, Entity, Membership
from assessment.campaigns.rules import Actor, held_roles, roles_in
from assessment.campaigns.words import channel_word, class_word
from assessment.core.models import User

AGENCY = Membership.Role.AGENCY
READS_ALL = {Membership.Role.ADMINISTRATOR, Membership.Role.LEAD, Membership.Role.AUDITOR}


def reads_everywhere(user: Actor) -> bool:
    """Whether a role of the account holds in every campaign; no query once its roles are known."""
    return bool(held_roles(user)[0])


def visible_campaigns(user: Actor) -> QuerySet[Campaign]:
    """Campaigns in which the account holds a role."""
    if not isinstance(user, User) or not user.is_active:
        return Campaign.objects.none()
    if reads_everywhere(user):
        return Campaign.objects.all()
    return Campaign.objects.filter(memberships__user=user).distinct()


def campaigns_of(user: Actor) -> list[Campaign]:
    """The visible campaigns, the newest first; one query for an account (that is: a request), then none."""
    found: list[Campaign] | None = getattr(user, "_campaigns", None)
    if found is None:
        found = list(visible_campaigns(user).order_by("-year", "key"))
        user._campaigns = found  # type: ignore[union-attr]
    return found


def represented_entities(user: Actor, campaign: Campaign) -> QuerySet[Entity]:
    """The entities of the campaign for which the account fills in, by name."""
    held = Entity.objects.filter(campaign=campaign, memberships__user=user.pk, memberships__role=AGENCY)
    return held.order_by("sort_key", "key").distinct()


def visible_entities(user: Actor, campaign: Campaign) -> QuerySet[Entity]:
    """All entities for administrators, leads and auditors; an agency sees its own ones only."""
    entities = Entity.objects.filter(campaign=campaign)
    if not isinstance(user, User) or not user.is_active:
        return entities.none()
    if roles_in(user, campaign) & READS_ALL:
        return entities
    return represented_entities(user, campaign)


def components_with_shares(campaign: Campaign) -> list[tuple[Component, float]]:
    """The campaign's components in order, each with its share of the whole (0…1)."""
    components = list(campaign.components.select_related("version__system").order_by("position"))
    everything = sum(component.share for component in components)
    return [(component, component.share / everything) for component in components]


def class_counts(campaign: Campaign, components: Sequence[Component]) -> list[list[tuple[str, int]]]:
    """(word, entities) per class (weight column) of each component, in the order its version lists them. One query.

    The word is "no class" for entities without one, as in a version whose weight columns are channels.
    """
    groups = list(campaign.entities.order_by().values_list("classes").annotate(number=Count("pk")))
    counted = []
    for component in components:
        system, document = component.version.system.key, component.version.document
        found: Counter[str] = Counter()
        for classes, number in groups:
            found[classes.get(system, "")] += number
        stated = [str(name) for name in document.get("classes") or []]
        names = [*stated, *sorted(set(found) - set(stated))]
        words = [(class_word(name) if name else _("no class"), found[name]) for name in names if found[name]]
        counted.append(words)
    return counted


def open_channel_counts(campaign: Campaign) -> list[tuple[str, int, int]]:
    """(word, open, listed) of the campaign's channels, the most frequent kind first. One query."""
    rows = (
        Channel.objects.filter(entity__campaign=campaign)
        .values_list("kind")
        .annotate(open=Count("pk", filter=Q(is_open=True)), listed=Count("pk"))
        .order_by("-open", "kind")
    )
    return [(channel_word(kind), is_open, listed) for kind, is_open, listed in rows]
