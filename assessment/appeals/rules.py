"""Who may appeal, write and decide (screens.md §1, §3): the agency of the entity; a lead who scored none of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessment.appeals.models import Appeal
from assessment.campaigns.models import Campaign, Entity, Membership
from assessment.campaigns.phases import Verb
from assessment.campaigns.rules import Actor, may_now, represents, roles_in
from assessment.core.models import User
from assessment.core.verdicts import Allowed, Denied, Verdict, allow_if, first_denial
from assessment.results import rules as results
from reviews.blindness import unfinished_entities
from reviews.models import Adjudication, Score
from reviews.settling import barred_entities

Role = Membership.Role


def can_view_appeals(actor: Actor, campaign: Campaign) -> Verdict:
    """The list: an agency sees its own appeals in it, who sees all results sees all."""
    if Role.AGENCY in roles_in(actor, campaign):
        return Allowed()
    return results.can_view_runs(actor, campaign)


def can_file_appeal(actor: Actor, entity: Entity) -> Verdict:
    return first_denial(
        may_now(actor, entity.campaign, Verb.APPEAL),
        allow_if(represents(actor, entity), _("Only the agency of the entity appeals.")),
    )


def can_reply(actor: Actor, appeal: Appeal) -> Verdict:
    """Both sides, while it is open; a lead who may not decide does not argue either."""
    general = first_denial(may_now(actor, appeal.campaign, Verb.REPLY), _is_open(appeal))
    if isinstance(general, Denied) or represents(actor, appeal.entity):
        return general
    return can_decide_appeal(actor, appeal)


def can_withdraw_appeal(actor: Actor, appeal: Appeal) -> Verdict:
    return first_denial(
        may_now(actor, appeal.campaign, Verb.REPLY),
        allow_if(represents(actor, appeal.entity), _("Only the agency of the entity withdraws its appeal.")),
        _is_open(appeal),
    )


def can_decide_appeal(actor: Actor, appeal: Appeal) -> Verdict:
    """A lead without any part in the value: did not score the criterion, did not settle it, has no conflict."""
    general = first_denial(may_now(actor, appeal.campaign, Verb.DECIDE_APPEAL), _is_open(appeal))
    if isinstance(general, Denied) or not isinstance(actor, User):
        return general
    place = {"component": appeal.component, "entity": appeal.entity}
    inside = {f"sheet__{name}": value for name, value in place.items()}
    scored = Score.objects.filter(sheet__reviewer__user=actor, criterion=appeal.criterion, **inside).exclude(value="")
    settled = Adjudication.objects.filter(settled_by=actor, criterion=appeal.criterion, **place)
    barred = barred_entities(actor, appeal.campaign)
    return first_denial(
        allow_if(
            appeal.entity_id not in unfinished_entities(actor, appeal.campaign),
            _("Submit your own sheet of this entity first."),
        ),
        allow_if(not scored.exists(), _("You scored this criterion yourself; another lead decides.")),
        allow_if(not settled.exists(), _("You settled this criterion yourself; another lead decides.")),
        allow_if(appeal.entity_id not in barred, _("You have a conflict of interest with this entity.")),
    )


def _is_open(appeal: Appeal) -> Verdict:
    words = {"state": appeal.get_status_display()}
    return allow_if(appeal.is_open, _("This appeal is closed: %(state)s.") % words)
