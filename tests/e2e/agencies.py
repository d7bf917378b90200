"""A self-assessment for the browser tests: ``make(name)`` runs inside the workbench's own process (manage.py shell)."""

from __future__ import annotations

from assessment.campaigns.models import Campaign, Channel, Component, Entity, Membership
from assessment.core.models import User
from indicators.services.versions import publish_version, store_version
from reviews.submissions.models import SelfAssessment
from tests.e2e.sheets import CHECK, LEVELS, PASSWORD, document


def make(name: str) -> None:
    """An agency with two criteria to answer; prints the address of its self-assessment."""
    version = store_version(document=document(f"self-{name}", [[CHECK], [LEVELS]]), actor=None)
    publish_version(version=version, actor=None, acknowledged=None)
    campaign = Campaign.objects.create(key=f"self-{name}", name_zh="示例批次", year=2024, phase="self-assessment")
    component = Component.objects.create(campaign=campaign, version=version, share=1, position=0)
    entity = Entity.objects.create(campaign=campaign, key="e1", name="青川市", classes={f"self-{name}": "city"})
    Channel.objects.create(entity=entity, kind="website", address="https://website.example/")
    user = User.objects.create_user(name, password=PASSWORD)
    Membership.objects.create(campaign=campaign, user=user, role="agency", entity=entity)
    row = SelfAssessment.objects.create(component=component, entity=entity)
    print("self", row.pk)


def stored(pk: int) -> None:
    """Print what the database holds: answers, then what is attached with its bytes."""
    row = SelfAssessment.objects.get(pk=pk)
    for answer in row.answers.order_by("criterion__position"):
        print("answer", answer.criterion.address, answer.value, answer.statement, sep="|")
    for attached in row.attachments.select_related("evidence__evidence", "evidence__stored").order_by("pk"):
        stored = attached.evidence.stored
        print("file", attached.criterion.address, attached.evidence.evidence, stored and stored.size, sep="|")
    print("status", row.status, row.receipts.count(), sep="|")
