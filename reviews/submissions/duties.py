"""What self-assessment asks of an agency: every component of each of its entities, submitted in time."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.duties import Duty, register
from assessment.campaigns.models import Campaign
from assessment.campaigns.phases import Verb
from assessment.campaigns.rules import Actor, may_now
from assessment.campaigns.selectors import represented_entities
from reviews.submissions.models import SelfAssessment


@register(position=20)
def own_assessments(user: Actor, campaign: Campaign) -> Iterable[Duty]:
    """Begun or not. Three queries, for agencies while they may answer."""
    if not may_now(user, campaign, Verb.ANSWER):
        return
    own = represented_entities(user, campaign)
    submitted = SelfAssessment.objects.filter(entity__in=own, status=SelfAssessment.Status.SUBMITTED).count()
    missing = own.count() * campaign.components.count() - submitted
    if missing:
        words = _("Fill in and submit your self-assessments: %(count)s") % {"count": missing}
        yield Duty(words, reverse("submissions:mine"))
