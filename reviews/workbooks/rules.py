"""Who takes score sheets away as a workbook and brings them back (screens.md §3)."""

from __future__ import annotations

from assessment.campaigns.models import Campaign
from assessment.campaigns.phases import TABLE, Verb, may_as
from assessment.campaigns.rules import Actor, roles_in
from assessment.core.verdicts import Verdict, allow_if


def can_view_workbooks(actor: Actor, campaign: Campaign) -> Verdict:
    """Whoever fills in sheets in this campaign, in every phase: one's own uploads stay to be seen."""
    line = TABLE[Verb.SCORE]
    return allow_if(roles_in(actor, campaign) & set(line.roles), str(line.who))


def can_upload_workbook(actor: Actor, campaign: Campaign) -> Verdict:
    """While sheets are filled in; whether each of them may be is asked for each (reviews.rules)."""
    return may_as(roles_in(actor, campaign), campaign, Verb.SCORE)
