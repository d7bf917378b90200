"""Give evaluators the key under which their scores will stand."""

from __future__ import annotations

from django.db import transaction

from assessment.campaigns.evaluators import people_of
from assessment.campaigns.models import Campaign, Reviewer
from assessment.core.models import User
from assessment.core.services import audit


def enrol_evaluators(*, campaign: Campaign, actor: User | None) -> dict[str, int]:
    """A Reviewer row for every evaluator who has none yet; all ids by key."""
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        people = people_of(campaign)
        missing = [person for person in people if person.reviewer is None]
        made = Reviewer.objects.bulk_create(
            Reviewer(campaign=campaign, key=person.key, user_id=person.user) for person in missing
        )
        if made:
            audit.record(
                actor=actor,
                verb="enrol_evaluators",
                object_type="campaign",
                object_key=campaign.key,
                campaign_key=campaign.key,
                after=[person.key for person in missing],
            )
    known = {person.key: person.reviewer for person in people if person.reviewer}
    return known | {reviewer.key: reviewer.pk for reviewer in made}
