"""One's own sheets and uploads, and nobody else's."""

from __future__ import annotations

from django.db.models import QuerySet

from assessment.campaigns.models import Campaign
from assessment.core.models import User
from reviews.models import ScoreSheet, SheetUpload
from reviews.selectors import own_sheets


def open_sheets(user: User, campaign: Campaign) -> QuerySet[ScoreSheet]:
    """What a workbook can be made of: the account's own sheets that are not submitted."""
    return own_sheets(user).filter(component__campaign=campaign, status=ScoreSheet.Status.OPEN)


def visible_uploads(user: User, campaign: Campaign) -> QuerySet[SheetUpload]:
    """The account's own, the last one first; not even an administrator reads another's values here."""
    return SheetUpload.objects.filter(user=user, campaign=campaign).defer("content").order_by("-pk")
