"""What each role may do in each phase: the one table (screens.md §1–2, quality.md §2).

Rules of every room ask here for the part of their answer that follows from role and phase, and add what follows from
the object (whose sheet, whose entity, who scored it):

    first_denial(may_now(actor, campaign, Verb.SCORE), allow_if(is_own(actor, sheet), _("…")))

A new verb is a line in TABLE. Nothing else compares ``campaign.phase``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.campaigns.models import Campaign, Membership
from assessment.core.verdicts import Allowed, Denied, Verdict

Phase: TypeAlias = Campaign.Phase
Role: TypeAlias = Membership.Role
ORDER: tuple[Phase, ...] = tuple(Phase)


class Verb(Enum):
    """What is done in a campaign, as far as phases decide it."""

    EDIT_SETUP = "edit_setup"
    ASSIGN = "assign"
    MOVE_PHASE = "move_phase"
    ANSWER = "answer"
    UPLOAD = "upload"
    SCORE = "score"
    REOPEN_SHEET = "reopen_sheet"
    GRANT_REOPENING = "grant_reopening"
    SETTLE = "settle"
    STATE = "state"
    DECIDE_VETO = "decide_veto"
    RUN = "run"
    SEE_RESULTS = "see_results"
    SEE_OWN_RESULT = "see_own_result"
    SEE_OWN_RANK = "see_own_rank"
    APPEAL = "appeal"
    REPLY = "reply"
    DECIDE_APPEAL = "decide_appeal"
    PUBLISH = "publish"
    AWARD = "award"


@dataclass(frozen=True)
class Line:
    """One line of the table. ``closes``: the deadline of the phase ends it, not only the move to the next phase.

    ``who`` and ``when`` are the sentences of a denial; ``when`` may name the present phase: %(phase)s.
    """

    roles: Collection[Role]
    phases: Collection[Phase]
    who: str | Promise
    when: str | Promise
    closes: bool = False


def since(first: Phase) -> tuple[Phase, ...]:
    """``first`` and every phase after it."""
    return ORDER[ORDER.index(first) :]


def until(last: Phase) -> tuple[Phase, ...]:
    """Every phase up to ``last``, itself included."""
    return ORDER[: ORDER.index(last) + 1]


def between(first: Phase, last: Phase) -> tuple[Phase, ...]:
    return ORDER[ORDER.index(first) : ORDER.index(last) + 1]


ADMINISTRATOR = (Role.ADMINISTRATOR,)
LEAD = (Role.LEAD,)
AGENCY = (Role.AGENCY,)
ONLY_ADMINISTRATORS = gettext_lazy("Only an evaluation administrator may do this.")
ONLY_AGENCIES = gettext_lazy("Only the agency of the entity does this.")

TABLE: Mapping[Verb, Line] = {
    Verb.EDIT_SETUP: Line(
        ADMINISTRATOR,
        until(Phase.FINAL),
        ONLY_ADMINISTRATORS,
        gettext_lazy("The campaign is in the phase “%(phase)s”: what is published stays as it is."),
    ),
    Verb.ASSIGN: Line(
        ADMINISTRATOR,
        until(Phase.SCORING),
        ONLY_ADMINISTRATORS,
        gettext_lazy("Scoring is over; assignments stay as they are."),
    ),
    Verb.MOVE_PHASE: Line(ADMINISTRATOR, ORDER, ONLY_ADMINISTRATORS, ""),
    Verb.ANSWER: Line(
        AGENCY,
        (Phase.SELF_ASSESSMENT,),
        gettext_lazy("Only the agency of the entity fills in its self-assessment."),
        gettext_lazy(
            "The campaign is in the phase “%(phase)s”; self-assessments are filled in during self-assessment only."
        ),
        closes=True,
    ),
    Verb.UPLOAD: Line(
        AGENCY,
        between(Phase.SELF_ASSESSMENT, Phase.APPEALS),
        gettext_lazy("Only the agency of the entity uploads evidence."),
        gettext_lazy("The campaign is in the phase “%(phase)s”; no evidence is uploaded now."),
    ),
    Verb.SCORE: Line(
        (Role.EVALUATOR, Role.LEAD),
        (Phase.SCORING,),
        gettext_lazy("Only evaluators fill in score sheets."),
        gettext_lazy("The campaign is in the phase “%(phase)s”; sheets are filled in during scoring only."),
        closes=True,
    ),
    Verb.REOPEN_SHEET: Line(  # asking for it
        (Role.EVALUATOR, Role.LEAD),
        (Phase.SCORING,),
        gettext_lazy("Only its evaluator or a lead asks for a sheet to be reopened."),
        gettext_lazy("The campaign is in the phase “%(phase)s”; sheets are filled in during scoring only."),
    ),
    Verb.GRANT_REOPENING: Line(  # a second person
        (Role.ADMINISTRATOR, Role.LEAD),
        (Phase.SCORING,),
        gettext_lazy("Only leads and administrators decide on reopening a sheet."),
        gettext_lazy("The campaign is in the phase “%(phase)s”; sheets are filled in during scoring only."),
    ),
    Verb.SETTLE: Line(
        LEAD,
        (Phase.SCORING, Phase.RECONCILIATION),
        gettext_lazy("Only a lead settles disagreements."),
        gettext_lazy(
            "The campaign is in the phase “%(phase)s”; disagreements are settled during scoring and reconciliation."
        ),
    ),
    Verb.STATE: Line(
        AGENCY,
        between(Phase.SCORING, Phase.APPEALS),
        gettext_lazy("Only the agency of the entity is heard on its veto."),
        gettext_lazy(
            "The campaign is in the phase “%(phase)s”; statements on vetoes are taken from scoring to appeals."
        ),
    ),
    Verb.DECIDE_VETO: Line(
        LEAD,
        between(Phase.SCORING, Phase.APPEALS),
        gettext_lazy("Only a lead confirms or rejects a veto."),
        gettext_lazy("The campaign is in the phase “%(phase)s”; vetoes are decided from scoring to appeals."),
    ),
    Verb.RUN: Line(
        ADMINISTRATOR,
        until(Phase.FINAL),
        ONLY_ADMINISTRATORS,
        gettext_lazy("The results of this campaign are published; nothing is computed any more."),
    ),
    Verb.SEE_RESULTS: Line(
        (Role.ADMINISTRATOR, Role.LEAD, Role.AUDITOR),
        ORDER,
        gettext_lazy("Results of all entities are shown to administrators, leads and auditors only."),
        "",
    ),
    Verb.SEE_OWN_RESULT: Line(
        AGENCY,
        since(Phase.PRELIMINARY),
        ONLY_AGENCIES,
        gettext_lazy("Your result is shown here once preliminary results are released."),
    ),
    Verb.SEE_OWN_RANK: Line(  # the policy decides from when, see _by_policy
        AGENCY,
        since(Phase.PRELIMINARY),
        ONLY_AGENCIES,
        gettext_lazy("Ranks are shown once the rankings are published."),
    ),
    Verb.APPEAL: Line(
        AGENCY,
        (Phase.APPEALS,),
        gettext_lazy("Only the agency of the entity appeals."),
        gettext_lazy("The campaign is in the phase “%(phase)s”; appeals are taken in the phase of appeals only."),
        closes=True,
    ),
    Verb.REPLY: Line(  # a question of the lead may be answered after the window for new appeals
        (Role.AGENCY, Role.LEAD),
        (Phase.APPEALS,),
        gettext_lazy("Only the agency and the leads write in an appeal."),
        gettext_lazy("The campaign is in the phase “%(phase)s”; appeals are discussed in the phase of appeals only."),
    ),
    Verb.DECIDE_APPEAL: Line(
        LEAD,
        (Phase.APPEALS,),
        gettext_lazy("Only a lead decides appeals."),
        gettext_lazy("The campaign is in the phase “%(phase)s”; appeals are decided in the phase of appeals only."),
    ),
    Verb.AWARD: Line(
        (Role.ADMINISTRATOR, Role.LEAD),
        between(Phase.SCORING, Phase.FINAL),
        gettext_lazy("Only administrators and leads give awards."),
        gettext_lazy("awards are given from scoring to final results."),
    ),
    Verb.PUBLISH: Line(
        ADMINISTRATOR,
        (Phase.FINAL,),
        ONLY_ADMINISTRATORS,
        gettext_lazy("The campaign is in the phase “%(phase)s”; only final results are published."),
    ),
}

#: From which phase an agency sees its rank, by the policy's key ``own_rank``; "never" has none.
RANK_SINCE = {"preliminary": Phase.PRELIMINARY, "published": Phase.PUBLISHED}


def may(role: Role | str, verb: Verb, phase: Phase | str, policy: Mapping[str, Any]) -> Verdict:
    """Whether a role may do ``verb`` in ``phase`` under a campaign's ``policy``; deadlines apart."""
    line = TABLE[verb]
    if role not in line.roles:
        return Denied(str(line.who))
    if phase not in line.phases or not _by_policy(verb, Phase(phase), policy):
        return Denied(str(line.when) % {"phase": Phase(phase).label})
    return Allowed()


def _by_policy(verb: Verb, phase: Phase, policy: Mapping[str, Any]) -> bool:
    """What the policy narrows further."""
    if verb is not Verb.SEE_OWN_RANK:
        return True
    first = RANK_SINCE.get(str(policy.get("own_rank", "published")))
    return first is not None and phase in since(first)


def may_as(roles: Collection[str], campaign: Campaign, verb: Verb) -> Verdict:
    """Whether somebody who holds ``roles`` in the campaign may do ``verb`` now, its deadline included. No query."""
    verdicts = [may(role, verb, campaign.phase, campaign.policy) for role in Role if role in roles]
    if not any(verdicts):
        held = [role for role in Role if role in roles and role in TABLE[verb].roles]
        return may(held[0], verb, campaign.phase, campaign.policy) if held else Denied(str(TABLE[verb].who))
    return in_time(campaign) if TABLE[verb].closes else Allowed()


def in_time(campaign: Campaign) -> Verdict:
    """Whether the deadline of the present phase is still to come."""
    if campaign.due_at is None or timezone.now() <= campaign.due_at:
        return Allowed()
    due = timezone.localtime(campaign.due_at).strftime("%Y-%m-%d %H:%M")
    return Denied(_("The deadline was %(due)s; ask the administration for an extension.") % {"due": due})
