"""What a campaign lacks before it begins."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.campaigns.blockers import Blocker, name_codes, register
from assessment.campaigns.models import Campaign

name_codes(no_league=gettext_lazy("entities in no league"))


@register(leaving=Campaign.Phase.DRAFT)
def unfinished_setup(campaign: Campaign) -> list[Blocker]:
    """Three queries."""
    found = []
    if not campaign.components.exists():
        found.append(Blocker("no_component", _("No indicator version is chosen."), 1, firm=True))
    if not campaign.entities.exists():
        found.append(Blocker("no_entity", _("There are no entities."), 1, firm=True))
    homeless = campaign.entities.filter(leagues=None).count()
    if homeless:
        words = _("Entities in no league, ranked nowhere: %(count)s") % {"count": homeless}
        found.append(Blocker("no_league", words, homeless))
    return found
