"""Who may see and manage a campaign (screens.md §1). Roles are held per campaign or for the whole installation."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Entity, Membership, Reviewer
from assessment.campaigns.phases import Verb, may_as
from assessment.core.hooks import Hooks
from assessment.core.models import SiteRole, User
from assessment.core.services import audit
from assessment.core.verdicts import Allowed, Denied, Verdict, allow_if, first_denial

Actor = User | AnonymousUser
Role = Membership.Role

#: Site roles that hold in every campaign; the security administrator holds none (三员分立).
EVERYWHERE = {SiteRole.Role.ADMINISTRATOR: Role.ADMINISTRATOR, SiteRole.Role.AUDITOR: Role.AUDITOR}


def held_roles(actor: Actor) -> dict[int, set[str]]:
    """The account's roles by campaign id, those that hold everywhere under 0; two queries the first time, then none."""
    if not isinstance(actor, User) or not actor.is_active:
        return {0: set()}
    held: dict[int, set[str]] | None = getattr(actor, "_campaign_roles", None)
    if held is None:
        held = {}
        by_key: dict[str, set[str]] = {}
        rows = Membership.objects.filter(user=actor).values_list("campaign_id", "campaign__key", "role")
        for campaign_id, key, role in rows:
            held.setdefault(campaign_id, set()).add(role)
            by_key.setdefault(key, set()).add(role)
        site = set(SiteRole.objects.filter(user=actor).values_list("role", flat=True))
        actor._recorded_roles = (site, by_key)  # type: ignore[attr-defined]
        held[0] = {role.value for name, role in EVERYWHERE.items() if name.value in site}
        actor._campaign_roles = held  # type: ignore[attr-defined]
    return held


@audit.provides_roles
def recorded_roles(actor: User, campaign_key: str) -> set[str]:
    """What an audit entry keeps beside its actor. No query once the roles are known, as after any rule."""
    if not hasattr(actor, "_recorded_roles"):
        actor.__dict__.pop("_campaign_roles", None)
        if not actor.is_active:
            return set()
        held_roles(actor)
    site, by_key = actor._recorded_roles  # type: ignore[attr-defined]
    return set(site | by_key.get(campaign_key, set()))


def roles_in(actor: Actor, campaign: Campaign) -> set[str]:
    """The roles an account holds in a campaign, those that hold everywhere included."""
    held = held_roles(actor)
    return held.get(campaign.pk, set()) | held[0]


def role_words(actor: Actor, campaign: Campaign) -> list[str]:
    """The names of the roles held, in the order of Membership.Role."""
    held = roles_in(actor, campaign)
    return [str(role.label) for role in Role if role in held]


def can_view_campaign(actor: Actor, campaign: Campaign) -> Verdict:
    return allow_if(roles_in(actor, campaign), _("You hold no role in this campaign."))


def can_manage_campaign(actor: Actor, campaign: Campaign) -> Verdict:
    if Role.ADMINISTRATOR in roles_in(actor, campaign):
        return Allowed()
    return Denied(_("Only an evaluation administrator may do this."))


def represents(actor: Actor, entity: Entity) -> bool:
    """Whether the account fills in for the entity."""
    return (
        isinstance(actor, User)
        and actor.is_active
        and Membership.objects.filter(user=actor, role=Role.AGENCY, entity=entity).exists()
    )


def can_move_phase(actor: Actor, campaign: Campaign) -> Verdict:
    """Plan, extend, move forward and back."""
    return may_now(actor, campaign, Verb.MOVE_PHASE)


def can_view_phases(actor: Actor, campaign: Campaign) -> Verdict:
    """The dates are for everybody in the campaign; what blocks a phase tells of others' work."""
    return can_view_campaign(actor, campaign)


#: Who knows in which campaigns an account has open work of its own (ids), and so is kept from what others have done,
#: whatever role it holds beside (quality.md §2): reviews, the room above.
blinding = Hooks[Callable[[Actor], Collection[int]]]()


def blind_in(actor: Actor) -> set[int]:
    """Ids of the campaigns in which the account must not learn of others' work yet."""
    return {pk for finder in blinding for pk in finder(actor)}


def is_blind(actor: Actor, campaign: Campaign) -> bool:
    return campaign.pk in blind_in(actor)


def can_view_blockers(actor: Actor, campaign: Campaign) -> Verdict:
    """Disagreements and stale runs tell of others' values: not for who still scores."""
    return first_denial(
        allow_if(
            roles_in(actor, campaign) & {Role.ADMINISTRATOR, Role.AUDITOR},
            _("What blocks a phase is shown to administrators and auditors only."),
        ),
        allow_if(
            not is_blind(actor, campaign),
            _("You score in this campaign: results are shown to you once all your own sheets are submitted."),
        ),
    )


def may_now(actor: Actor, campaign: Campaign, verb: Verb) -> Verdict:
    """What follows from the account's roles, the phase, its deadline and the policy: a line of phases.TABLE."""
    return may_as(roles_in(actor, campaign), campaign, verb)


def can_view_assignment(actor: Actor, campaign: Campaign) -> Verdict:
    """Who scores what: never shown to agencies, nor to evaluators beyond their own."""
    return allow_if(
        roles_in(actor, campaign) & {Role.ADMINISTRATOR, Role.LEAD, Role.AUDITOR},
        _("Who scores what is shown to administrators, leads and auditors only."),
    )


def can_assign(actor: Actor, campaign: Campaign) -> Verdict:
    return may_now(actor, campaign, Verb.ASSIGN)


def can_view_conflicts(actor: Actor, campaign: Campaign) -> Verdict:
    """All of them for those who see assignments, their own for evaluators."""
    if Role.EVALUATOR in roles_in(actor, campaign):
        return Allowed()
    return can_view_assignment(actor, campaign)


def can_declare_conflict(actor: Actor, reviewer: Reviewer) -> Verdict:
    """For oneself, or as an administrator for everybody."""
    if reviewer.user_id is not None and reviewer.user_id == actor.pk:
        return allow_if(Role.EVALUATOR in roles_in(actor, reviewer.campaign), _("You hold no role in this campaign."))
    return can_manage_campaign(actor, reviewer.campaign)
