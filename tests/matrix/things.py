"""One of each thing that addresses name."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assessment.accounts.models import RoleProposal
from assessment.accounts.services.invitations import make_invitation
from assessment.appeals.models import Appeal
from assessment.campaigns.models import Assignment, Campaign, Conflict, Entity, Membership, Reviewer
from assessment.core import files
from assessment.core.models import AuditEntry, User
from assessment.notices.models import Notice
from assessment.results.models import VetoFinding
from assessment.vetoes.models import Hearing
from indicators.models import Criterion, Veto
from reviews.cases.models import CaseCategory, InnovationCase
from reviews.evidence.models import Upload
from reviews.models import Reopening, ScoreSheet, Screenshot, SheetUpload
from reviews.submissions.models import Receipt, SelfAssessment
from reviews.submissions.receipts import receipt_document


# --- of an entity: made by the agency ---------------------------------------------------------------------------------
def assessment_of(entity: Entity, user: User) -> SelfAssessment:
    """An open one with a receipt of an earlier submission."""
    row = SelfAssessment.objects.create(component=entity.campaign.components.all()[0], entity=entity)
    now = timezone.now()
    document, digest = receipt_document(row, user, at=now)
    stated = {"document": document, "digest": digest, "submitted_at": now, "submitted_by": user}
    Receipt.objects.create(assessment=row, revision=1, **stated)
    return row


def case_of(entity: Entity, user: User) -> InnovationCase:
    """A submitted one."""
    named = {"campaign": entity.campaign, "name_zh": "管理机制", "position": 0}
    category, _made = CaseCategory.objects.get_or_create(**named)
    stated = {"title": "x", "summary": "y", "status": "submitted", "created_by": user}
    return InnovationCase.objects.create(entity=entity, category=category, **stated)


def upload_of(entity: Entity, user: User) -> Upload:
    """A file that is on its way."""
    return Upload.objects.create(entity=entity, user=user, name="a", size=1)


def appeal_of(entity: Entity, user: User) -> Appeal:
    component = entity.campaign.components.order_by("position")[0]
    criterion = Criterion.objects.filter(version=component.version_id).order_by("position")[0]
    filed = {"filed_by": user, "run": entity.campaign.runs.get()}
    return Appeal.objects.create(component=component, entity=entity, criterion=criterion, **filed)


def hearing_of(entity: Entity, _user: User) -> VetoFinding:
    """A finding about which the agency is asked."""
    component = entity.campaign.components.order_by("position")[0]
    veto = Veto.objects.filter(version=component.version_id)[0]
    finding = VetoFinding.objects.create(component=component, entity=entity, veto=veto, channel="heard")
    Hearing.objects.create(finding=finding, allegation="x", opened_at=timezone.now(), answer_by=timezone.now())
    return finding


# --- of sheets --------------------------------------------------------------------------------------------------------
def first_criterion(sheet: ScoreSheet) -> Criterion:
    return Criterion.objects.filter(version=sheet.component.version_id).order_by("position")[0]


def open_sheet(campaign: Campaign, user: User) -> tuple[ScoreSheet, Screenshot]:
    """The evaluator's own sheet of the entity "e1" with a picture on it."""
    reviewer = Reviewer.objects.create(campaign=campaign, key=user.username, user=user)
    component = campaign.components.order_by("position")[0]
    place = {"component": component, "entity": campaign.entities.get(key="e1"), "reviewer": reviewer}
    Assignment.objects.create(campaign=campaign, **place)
    sheet = ScoreSheet.objects.create(round=campaign.rounds.order_by("position")[0], **place)
    stored = files.store(b"picture")
    shown = {"sha256": stored, "thumbnail_sha256": stored, "width": 1, "height": 1, "size": 7}
    picture = Screenshot.objects.create(sheet=sheet, criterion=first_criterion(sheet), channel="", **shown)
    return sheet, picture


def reopening_of(sheet: ScoreSheet) -> Reopening:
    """A request, as if a lead had asked, who is none any more."""
    asked = {"asked_by": User.objects.get(username="stranger"), "asked_at": timezone.now()}
    return Reopening.objects.create(sheet=sheet, reason="x", **asked)


def conflict_of(campaign: Campaign, reviewer: Reviewer) -> Conflict:
    """A conflict of the evaluator with an entity whose sheet is not theirs."""
    stated = {"entity": campaign.entities.get(key="e2"), "source": Conflict.Source.DECLARED}
    return Conflict.objects.create(campaign=campaign, reviewer=reviewer, **stated)


def workbook_of(campaign: Campaign) -> SheetUpload:
    """A workbook that the evaluator has brought back."""
    user = User.objects.get(username="evaluator")
    return SheetUpload.objects.create(campaign=campaign, user=user, sha256="0" * 64, size=1)


# --- of people --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Kept:
    """An account with a role, a proposed one and an open link."""

    user: User
    membership: Membership
    proposal: RoleProposal
    token: str


def kept_account(campaign: Campaign) -> Kept:
    user = User.objects.create(username="kept")
    held = Membership.objects.create(campaign=campaign, user=user, role=Membership.Role.EVALUATOR)
    proposed = {"user": user, "campaign": campaign, "role": Membership.Role.LEAD}
    proposal = RoleProposal.objects.create(**proposed, proposed_by=User.objects.get(username="stranger"))
    with transaction.atomic():
        token = make_invitation(user=user, actor=None)
    return Kept(user, held, proposal, token)


def notice_of(name: str) -> Notice:
    return Notice.objects.create(user=User.objects.get(username=name), kind="test")


def entry_of(campaign: Campaign) -> int:
    """The sequence of an audit entry of the campaign."""
    return AuditEntry.objects.filter(campaign_key=campaign.key).values_list("sequence", flat=True)[0]
