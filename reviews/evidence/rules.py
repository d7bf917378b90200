"""Who may lay evidence before the evaluators, and who may see an entity's evidence (screens.md §1)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessment.campaigns.models import Entity
from assessment.campaigns.phases import Verb, may_as
from assessment.campaigns.rules import Actor, represents, roles_in
from assessment.campaigns.selectors import READS_ALL
from assessment.core.verdicts import Allowed, Verdict, allow_if, first_denial


def can_upload_evidence(actor: Actor, entity: Entity) -> Verdict:
    """The entity's own agency, from self-assessment to appeals. ``entity.campaign`` is loaded."""
    return first_denial(
        may_as(roles_in(actor, entity.campaign), entity.campaign, Verb.UPLOAD),
        allow_if(represents(actor, entity), _("Only the agency of the entity uploads evidence.")),
    )


def can_view_evidence(actor: Actor, entity: Entity) -> Verdict:
    """The list of all an entity has: its agency, and who reads everything; evaluators see what is attached."""
    if roles_in(actor, entity.campaign) & READS_ALL or represents(actor, entity):
        return Allowed()
    return allow_if(False, _("Evidence is shown to evaluators on their score sheets."))
