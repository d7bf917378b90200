"""Who enters, marks and awards innovation cases."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Entity
from assessment.campaigns.phases import Verb, may_as
from assessment.campaigns.rules import Actor, represents, roles_in
from assessment.core.verdicts import Verdict, allow_if, first_denial
from reviews.cases.models import InnovationCase
from reviews.models import ScoreSheet
from reviews.rules import can_score_sheet


def can_enter_case(actor: Actor, entity: Entity) -> Verdict:
    """The entity's agency, while self-assessments are filled in. ``entity.campaign`` is loaded."""
    return first_denial(
        may_as(roles_in(actor, entity.campaign), entity.campaign, Verb.ANSWER),
        allow_if(represents(actor, entity), _("Only the agency of the entity enters its cases.")),
    )


def can_change_case(actor: Actor, case: InnovationCase) -> Verdict:
    return first_denial(
        can_enter_case(actor, case.entity),
        allow_if(not case.is_submitted, _("The case is submitted and stays as it is.")),
    )


def can_mark_case(actor: Actor, case: InnovationCase, sheet: ScoreSheet | None) -> Verdict:
    """Whoever may fill in the sheet that the marks go to; ``sheet`` is the actor's own on the case's entity."""
    if sheet is None:
        return allow_if(False, _("Only evaluators to whom the entity is assigned mark its cases."))
    return first_denial(
        allow_if(case.is_submitted, _("Only submitted cases are marked.")),
        can_score_sheet(actor, sheet),
        allow_if(not sheet.is_submitted, _("Your score sheet on this entity is submitted.")),
    )


def can_award_case(actor: Actor, case: InnovationCase) -> Verdict:
    """A lead or an administrator who does not speak for the entity."""
    campaign = case.entity.campaign
    return first_denial(
        may_as(roles_in(actor, campaign), campaign, Verb.AWARD),
        allow_if(case.is_submitted, _("Only submitted cases get awards.")),
        allow_if(not represents(actor, case.entity), _("Nobody awards the entity they speak for.")),
    )


def can_set_categories(actor: Actor, campaign: Campaign) -> Verdict:
    return may_as(roles_in(actor, campaign), campaign, Verb.EDIT_SETUP)
