"""Who may see and change indicator versions (screens.md §1).

Administrators of the installation manage them, auditors read all. Members of a campaign read the published versions
that the campaign uses: their relation runs through ``IndicatorVersion.components`` (campaigns.Component).
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessment.core.models import SiteRole, User
from assessment.core.rules import Actor, holds_site_role
from assessment.core.verdicts import Allowed, Denied, Verdict, allow_if
from indicators.models import IndicatorVersion

READS_ALL = (SiteRole.Role.ADMINISTRATOR, SiteRole.Role.AUDITOR)


def can_edit_versions(actor: Actor) -> Verdict:
    """Store drafts and discard them."""
    allowed = holds_site_role(actor, SiteRole.Role.ADMINISTRATOR)
    return allow_if(allowed, _("Only an evaluation administrator may change indicator versions."))


def can_publish_version(actor: Actor, version: IndicatorVersion) -> Verdict:
    verdict = can_edit_versions(actor)
    if isinstance(verdict, Denied):
        return verdict
    return allow_if(not version.is_published, _("This version is already published."))


def can_view_version(actor: Actor, version: IndicatorVersion) -> Verdict:
    if holds_site_role(actor, *READS_ALL):
        return Allowed()
    if not isinstance(actor, User) or not actor.is_active:
        return Denied(_("Sign in to see indicator versions."))
    member = version.is_published and used_by(actor).filter(pk=version.pk).exists()
    return allow_if(member, _("You see the published versions of your campaigns only."))


def used_by(user: User) -> QuerySet[IndicatorVersion]:
    """The published versions of the campaigns in which the account holds a role."""
    return IndicatorVersion.objects.filter(
        status=IndicatorVersion.Status.PUBLISHED, components__campaign__memberships__user=user
    ).distinct()
