"""Who may see, fill in, submit and reopen a score sheet (screens.md §1–2, quality.md §2)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Membership
from assessment.campaigns.phases import Verb
from assessment.campaigns.rules import Actor, may_now, roles_in
from assessment.core.verdicts import Denied, Verdict, allow_if, first_denial
from reviews.assigned import Standing, standing_of
from reviews.models import Reopening, ScoreSheet, Snippet

Role = Membership.Role
SCORES = {Role.EVALUATOR, Role.LEAD}
#: Beside the reviewer: who reads a sheet once it is submitted.
READS_SUBMITTED = {Role.ADMINISTRATOR, Role.LEAD, Role.AUDITOR}


def is_reviewer(actor: Actor, sheet: ScoreSheet) -> bool:
    """Whether the sheet is the account's own. A sheet without an account (imported) is nobody's."""
    return sheet.reviewer.user_id is not None and sheet.reviewer.user_id == actor.pk


def can_score_sheet(actor: Actor, sheet: ScoreSheet, standing: Standing | None = None) -> Verdict:
    """Whether the account may change values on the sheet now; whether it is submitted is asked under its lock.

    ``standing`` where it is known already, for many sheets at once.
    """
    if not is_reviewer(actor, sheet):
        return Denied(_("Only the evaluator of this sheet may fill it in."))
    campaign, known = sheet.reviewer.campaign, standing or standing_of(sheet)
    return first_denial(
        allow_if(roles_in(actor, campaign) & SCORES, _("You are no evaluator of this campaign any more.")),
        may_now(actor, campaign, Verb.SCORE),
        allow_if(not known.in_conflict, _("You have a conflict of interest with this entity and may not score it.")),
        allow_if(known.is_assigned, _("This entity is not assigned to you any more.")),
    )


def can_submit_sheet(actor: Actor, sheet: ScoreSheet) -> Verdict:
    return can_score_sheet(actor, sheet)


def can_ask_reopening(actor: Actor, sheet: ScoreSheet) -> Verdict:
    """Its evaluator or a lead, in the phase of scoring; nobody could fill in an imported sheet again."""
    return first_denial(
        may_now(actor, sheet.reviewer.campaign, Verb.REOPEN_SHEET),
        allow_if(
            is_reviewer(actor, sheet) or Role.LEAD in roles_in(actor, sheet.reviewer.campaign),
            _("Only its evaluator or a lead asks for a sheet to be reopened."),
        ),
        allow_if(
            sheet.reviewer.user_id is not None,
            _("This sheet was imported and belongs to no account: nobody could fill it in again. Import it anew."),
        ),
    )


def can_decide_reopening(actor: Actor, reopening: Reopening) -> Verdict:
    """A lead or an administrator who neither asked nor scores the sheet; one of the two people is a lead."""
    campaign = reopening.sheet.reviewer.campaign
    by_lead = reopening.asked_by_id != reopening.sheet.reviewer.user_id  # who else may ask is a lead
    return first_denial(
        may_now(actor, campaign, Verb.GRANT_REOPENING),
        allow_if(reopening.asked_by_id != actor.pk, _("You asked for it yourself; a second person decides.")),
        allow_if(not is_reviewer(actor, reopening.sheet), _("A second person reopens a sheet, not its own evaluator.")),
        allow_if(by_lead or Role.LEAD in roles_in(actor, campaign), _("The evaluator asked for it; a lead decides.")),
    )


def can_view_reopenings(actor: Actor, campaign: Campaign) -> Verdict:
    return allow_if(
        roles_in(actor, campaign) & READS_SUBMITTED,
        _("Requests to reopen sheets are shown to administrators, leads and auditors only."),
    )


def can_view_snippets(actor: Actor, campaign: Campaign) -> Verdict:
    """Not for agencies: reasons of evaluators are not theirs to read."""
    return allow_if(roles_in(actor, campaign) & {*SCORES, *READS_SUBMITTED}, _("Only evaluators keep snippets."))


def can_add_snippet(actor: Actor, campaign: Campaign, *, shared: bool) -> Verdict:
    roles = roles_in(actor, campaign)
    if shared:
        return allow_if(Role.LEAD in roles, _("Only a lead may share snippets with everybody."))
    return allow_if(roles & SCORES, _("Only evaluators keep snippets."))


def can_change_snippet(actor: Actor, snippet: Snippet) -> Verdict:
    if snippet.owner_id is None:
        return can_add_snippet(actor, snippet.campaign, shared=True)
    return allow_if(snippet.owner_id == actor.pk, _("This snippet is somebody else's."))
