"""Who takes workbooks away and brings them back (screens.md §3)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign
from assessment.campaigns.phases import TABLE, Verb, may_as
from assessment.campaigns.rules import Actor, roles_in
from assessment.core.verdicts import Verdict, allow_if
from reviews.models import SheetUpload


def can_view_workbooks(actor: Actor, campaign: Campaign) -> Verdict:
    """Whoever fills in sheets in this campaign, in every phase: one's own uploads stay to be seen."""
    line = TABLE[Verb.SCORE]
    return allow_if(roles_in(actor, campaign) & set(line.roles), str(line.who))


def can_view_uploads(actor: Actor, campaign: Campaign) -> Verdict:
    """Whoever fills in sheets or a self-assessment; which of the uploads is decided by selectors.visible_uploads."""
    fill_in = {role for verb in (Verb.SCORE, Verb.ANSWER) for role in TABLE[verb].roles}
    return allow_if(
        roles_in(actor, campaign) & fill_in, _("Only who fills in sheets or a self-assessment brings workbooks back.")
    )


def can_upload_workbook(actor: Actor, campaign: Campaign) -> Verdict:
    """While sheets are filled in; whether each of them may be is asked for each (reviews.rules)."""
    return may_as(roles_in(actor, campaign), campaign, Verb.SCORE)


def can_discard_upload(actor: Actor, upload: SheetUpload) -> Verdict:
    """One's own, in every phase, and so is stopping what a worker does with it: it says nothing to anybody else."""
    own = isinstance(actor.pk, int) and upload.user_id == actor.pk
    return allow_if(own, _("Only who has uploaded a workbook gives it up."))
