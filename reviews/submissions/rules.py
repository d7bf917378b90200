"""Who fills in, submits and reopens a self-assessment (screens.md §1–2)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Entity, Membership
from assessment.campaigns.phases import TABLE, Phase, Verb, may_as
from assessment.campaigns.rules import Actor, can_manage_campaign, represents, roles_in
from assessment.campaigns.selectors import READS_ALL
from assessment.core.verdicts import Allowed, Verdict, allow_if, first_denial
from reviews.submissions.models import SelfAssessment

#: What was reopened may still be corrected while evaluators score.
REOPENED_IN = (Phase.SELF_ASSESSMENT, Phase.SCORING)


def can_begin_assessment(actor: Actor, entity: Entity) -> Verdict:
    """``entity.campaign`` is loaded."""
    return first_denial(
        may_as(roles_in(actor, entity.campaign), entity.campaign, Verb.ANSWER),
        allow_if(represents(actor, entity), _("Only the agency of the entity fills in its self-assessment.")),
    )


def can_answer_assessment(actor: Actor, assessment: SelfAssessment, *, own: bool | None = None) -> Verdict:
    """Whether answers may change now; whether it is submitted is asked under its lock. ``own``: whether the account
    speaks for the entity, where that is known already.

    A reopened one may be corrected after the deadline, until scoring is over.
    """
    campaign, entity = assessment.entity.campaign, assessment.entity
    is_corrected = assessment.reopened_at is not None and campaign.phase in REOPENED_IN
    return first_denial(
        Allowed() if is_corrected else may_as(roles_in(actor, campaign), campaign, Verb.ANSWER),
        allow_if(
            represents(actor, entity) if own is None else own,
            _("Only the agency of the entity fills in its self-assessment."),
        ),
    )


def can_submit_assessment(actor: Actor, assessment: SelfAssessment) -> Verdict:
    return can_answer_assessment(actor, assessment)


def can_reopen_assessment(actor: Actor, assessment: SelfAssessment) -> Verdict:
    """An administrator, never the agency itself: a second person opens what is locked."""
    campaign = assessment.entity.campaign
    return first_denial(
        can_manage_campaign(actor, campaign),
        allow_if(not represents(actor, assessment.entity), _("A second person reopens it, not the agency itself.")),
        allow_if(campaign.phase in REOPENED_IN, _("Self-assessments are reopened until scoring is over.")),
    )


def can_view_assessments(actor: Actor, campaign: Campaign) -> Verdict:
    """The list of all entities: not for agencies, nor for evaluators, who see claims on their sheets."""
    return allow_if(
        roles_in(actor, campaign) & READS_ALL,
        _("All self-assessments are shown to who reads all results."),
    )


def can_view_answer_workbooks(actor: Actor, campaign: Campaign) -> Verdict:
    """Agencies, in every phase: what they have brought back stays to be seen."""
    line = TABLE[Verb.ANSWER]
    return allow_if(roles_in(actor, campaign) & set(line.roles), str(line.who))


def can_upload_answers(actor: Actor, campaign: Campaign) -> Verdict:
    """While any self-assessment of the account may be filled in; whether each of them may be is asked for each."""
    now = may_as(roles_in(actor, campaign), campaign, Verb.ANSWER)
    if now or campaign.phase not in REOPENED_IN:
        return now
    reopened = SelfAssessment.objects.filter(
        entity__campaign=campaign,
        entity__in=Membership.objects.filter(user=actor.pk, role=Membership.Role.AGENCY).values("entity"),
        reopened_at__isnull=False,
        status=SelfAssessment.Status.OPEN,
    )
    return Allowed() if reopened.exists() else now
