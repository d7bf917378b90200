"""What keeps a campaign in self-assessment: entities that have not submitted."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.campaigns.blockers import Blocker, name_codes, register
from assessment.campaigns.models import Campaign
from reviews.submissions.models import SelfAssessment

name_codes(self_assessments=gettext_lazy("self-assessments not submitted"))


@register(leaving=Campaign.Phase.SELF_ASSESSMENT)
def not_submitted(campaign: Campaign) -> list[Blocker]:
    """Begun or not: each entity owes one for each component. Three queries."""
    owed = campaign.entities.count() * campaign.components.count()
    rows = SelfAssessment.objects.filter(entity__campaign=campaign, status=SelfAssessment.Status.SUBMITTED)
    missing = owed - rows.count()
    if not missing:
        return []
    words = _("Self-assessments that are not submitted: %(count)s") % {"count": missing}
    return [Blocker("self_assessments", words, missing, reverse("submissions:overview", args=[campaign.key]))]
