"""Every appeal is answered before results are final, and what was upheld is in a run."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.appeals.selectors import needs_run, open_count
from assessment.campaigns.blockers import Blocker, register
from assessment.campaigns.models import Campaign


@register(leaving=Campaign.Phase.APPEALS)
@register(leaving=Campaign.Phase.FINAL)
def unanswered(campaign: Campaign) -> list[Blocker]:
    """Three queries."""
    found = []
    if count := open_count(campaign):
        address = f"{reverse('appeals:list', args=[campaign.key])}?state=open"
        words = _("Appeals without an answer: %(count)s") % {"count": count}
        found.append(Blocker("open_appeals", words, count, address, firm=True))
    if needs_run(campaign):
        words = _("Upheld appeals are in no run yet; start one.")
        found.append(Blocker("appeals_not_computed", words, 1, reverse("results:runs", args=[campaign.key]), firm=True))
    return found
