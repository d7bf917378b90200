"""Categories, and cases as agencies enter them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Entity
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require
from indicators.models import Criterion
from reviews.cases import rules
from reviews.cases.models import CaseCategory, CaseFile, InnovationCase
from reviews.cases.selectors import bonus_criteria
from reviews.checking import check_text
from reviews.errors import LockedError, RefusedError
from reviews.evidence.selectors import attachable

LONGEST_TITLE, LONGEST_SUMMARY, MOST_OF_ENTITY, MOST_CATEGORIES = 200, 8000, 50, 40
#: The categories of the 15th evaluation and of the yearly calls for cases.
USUAL = (
    ("集约化建设", "Shared platforms"),
    ("一体化服务", "Integrated services"),
    ("新技术应用", "New technology"),
    ("数据开放", "Open data"),
    ("互联网+政务服务", "Internet plus government services"),
    ("热点舆情引导", "Guidance on public concerns"),
    ("管理机制", "Management"),
)


def add_categories(
    *, campaign: Campaign, names: Iterable[tuple[str, str]], criterion: Criterion | None, actor: User
) -> list[CaseCategory]:
    """New categories behind those that are there; a name that is there stays as it is.

    ``criterion`` is one of selectors.bonus_criteria. Raises PermissionDenied, RefusedError (no name, too many).
    """
    require(rules.can_set_categories(actor, campaign))
    if criterion is not None and criterion not in bonus_criteria(campaign):
        raise RefusedError("criterion", _("The criterion does not count cases of this campaign."))
    wanted = [(zh.strip()[:100], en.strip()[:100]) for zh, en in names]
    if not all(zh for zh, _en in wanted):
        raise RefusedError("no_name", _("A category needs a name."))
    with transaction.atomic():
        there = list(CaseCategory.objects.select_for_update().filter(campaign=campaign))
        known = {row.name_zh for row in there}
        new = [(zh, en) for zh, en in wanted if zh not in known]
        if len(there) + len(new) > MOST_CATEGORIES:
            raise RefusedError("too_many", _("At most %(most)s categories.") % {"most": MOST_CATEGORIES})
        start = max((row.position for row in there), default=-1) + 1
        made = [
            CaseCategory(campaign=campaign, name_zh=zh, name_en=en, criterion=criterion, position=start + place)
            for place, (zh, en) in enumerate(new)
        ]
        CaseCategory.objects.bulk_create(made)
        if made:
            audit.record(
                actor=actor,
                verb="add_case_categories",
                object_type="campaign",
                object_key=campaign.key,
                campaign_key=campaign.key,
                after={"names": [row.name_zh for row in made], "criterion": criterion.address if criterion else ""},
            )
    return made


def save_case(
    *, entity: Entity, category: CaseCategory, title: str, summary: str, actor: User, case: InnovationCase | None = None
) -> InnovationCase:
    """Enter a case, or change one that is not submitted. Raises RefusedError, LockedError, PermissionDenied."""
    require(rules.can_change_case(actor, case) if case else rules.can_enter_case(actor, entity))
    if not title.strip() or not summary.strip():
        raise RefusedError("empty", _("A case needs a title and a text."))
    check_text(title, longest=LONGEST_TITLE)
    check_text(summary, longest=LONGEST_SUMMARY)
    if category.campaign_id != entity.campaign_id:
        raise RefusedError("category", _("The category belongs to another campaign."))
    with transaction.atomic():
        row = lock_open(case) if case else InnovationCase(entity=entity, created_by=actor)
        if case is None and entity.cases.count() >= MOST_OF_ENTITY:
            raise RefusedError("too_many", _("At most %(most)s cases for an entity.") % {"most": MOST_OF_ENTITY})
        row.category, row.title, row.summary = category, title.strip(), summary.strip()
        row.save()
        record("change_case" if case else "enter_case", row, actor, after={"category": category.name_zh})
    return row


def attach_files(*, case: InnovationCase, versions: Iterable[int], actor: User) -> None:
    """Exactly these versions of the entity's evidence belong to the case."""
    require(rules.can_change_case(actor, case))
    with transaction.atomic():
        row = lock_open(case)
        wanted = {version.pk for version in attachable(row.entity, versions)}
        there = set(row.files.values_list("evidence", flat=True))
        row.files.filter(evidence__in=there - wanted).delete()
        CaseFile.objects.bulk_create(CaseFile(case=row, evidence_id=pk) for pk in sorted(wanted - there))
        if wanted != there:
            record("set_case_files", row, actor, after={"evidence": sorted(wanted)})


def submit_case(*, case: InnovationCase, actor: User) -> InnovationCase:
    """Hand it in for good; twice is once. Raises PermissionDenied."""
    require(rules.can_enter_case(actor, case.entity))
    with transaction.atomic():
        row = _locked(case)
        if row.is_submitted:
            return row
        require(rules.can_change_case(actor, row))
        files = sorted(row.files.values_list("evidence", flat=True))
        row.status, row.submitted_at = InnovationCase.Status.SUBMITTED, timezone.now()
        row.save(update_fields=["status", "submitted_at"])
        record("submit_case", row, actor, after={"files": files})
    return row


def _locked(case: InnovationCase) -> InnovationCase:
    rows = InnovationCase.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("entity__campaign", "category__criterion").get(pk=case.pk)


def lock_open(case: InnovationCase) -> InnovationCase:
    """Inside a transaction. Raises LockedError."""
    row = _locked(case)
    if row.is_submitted:
        raise LockedError(_("The case is submitted and stays as it is."))
    return row


def record(verb: str, row: InnovationCase, actor: User, *, after: dict[str, object]) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        object_type="case",
        object_key=str(row.pk),
        campaign_key=row.entity.campaign.key,
        after={"entity": row.entity.key, "title": row.title, **after},
    )
