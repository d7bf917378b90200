"""Who may move whole campaigns in and out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessment.core.models import SiteRole
from assessment.core.rules import Actor, holds_site_role
from assessment.core.verdicts import Verdict, allow_if


def can_import_campaign(actor: Actor) -> Verdict:
    """A bundle makes a new campaign, in which nobody holds a role yet: administrators of the installation only."""
    held = holds_site_role(actor, SiteRole.Role.ADMINISTRATOR)
    return allow_if(held, _("Only an evaluation administrator may do this."))
