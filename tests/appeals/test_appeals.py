"""Appeals: filed by the agency in time, decided by a lead without any part in the value, computed before the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessment.appeals import selectors
from assessment.appeals.models import Appeal, AppealMessage, Ruling
from assessment.appeals.services import decide_appeal, file_appeal, reply, withdraw_appeal
from assessment.campaigns.blockers import blockers_of
from assessment.campaigns.models import Campaign, Conflict, Reviewer
from assessment.campaigns.services.phases import PhaseBlocked, move_phase
from assessment.core import frame
from assessment.core.faults import FaultsError
from assessment.core.frozen import FrozenError
from assessment.core.models import AuditEntry, Job
from assessment.core.services import jobs
from assessment.notices.models import Notice
from indicators.models import Criterion
from reviews.errors import RefusedError
from reviews.evidence.models import Evidence, EvidenceVersion
from reviews.models import Adjudication
from tests.bundles.samples import FILES, write_bundle
from tests.results.people import account, computed, imported, signed_in
from tests.results.said import rows, said

pytestmark = pytest.mark.django_db
LIST = "/campaigns/demo/appeals/"
NEW = "/campaigns/demo/appeals/new/e1/sites/1.1%231/"


@pytest.fixture
def campaign(tmp_path) -> Campaign:
    made = imported(write_bundle(tmp_path, FILES))
    computed(made)
    made.phase = "appeals"
    made.save()
    return made


@pytest.fixture
def ann(campaign):
    """The agency of e1."""
    return account("ann", campaign=campaign, role="agency", entity=campaign.entities.get(key="e1"))


@pytest.fixture
def lea(campaign):
    """A lead who scored nothing."""
    return account("lea", campaign=campaign, role="lead")


def filed(campaign, actor, *, entity: str = "e1", system: str = "sites", address: str = "1.1#1", **changed) -> Appeal:
    component = campaign.components.select_related("version__system", "campaign").get(version__system__key=system)
    stated = {
        "entity": campaign.entities.select_related("campaign").get(key=entity),
        "component": component,
        "criterion": Criterion.objects.select_related("indicator").get(version=component.version, address=address),
        "text": "栏目每天更新，见附件。",
        "actor": actor,
    }
    return file_appeal(**stated | changed)


def faults_of(call) -> dict[str, str]:
    with pytest.raises(FaultsError) as refused:
        call()
    return {fault.place: fault.message for fault in refused.value.faults}


def told(name: str) -> list[str]:
    return [notice.words for notice in Notice.objects.filter(user__username=name).order_by("pk")]


# --- filing -----------------------------------------------------------------------------------------------------------
def test_an_appeal_is_filed_once_with_its_statement_and_told_to_the_leads(campaign, ann, lea):
    appeal = filed(campaign, ann)
    assert (appeal.status, appeal.run.number, appeal.filed_by) == ("open", 1, ann)
    message = appeal.messages.get()
    assert (message.text, message.from_agency, message.author) == ("栏目每天更新，见附件。", True, ann)
    assert (told("lea"), told("ann")) == (["福州市 对 1.1#1 提出申诉。"], [])
    assert AuditEntry.objects.get(verb="file_appeal").after["text"] == "栏目每天更新，见附件。"
    with pytest.raises(RefusedError) as again:
        filed(campaign, ann)
    assert again.value.code == "appealed"
    withdraw_appeal(appeal=appeal, actor=ann)
    assert filed(campaign, ann).pk != appeal.pk


@pytest.mark.parametrize("phase", ["preliminary", "final"])
def test_only_the_phase_of_appeals_takes_them(campaign, ann, phase):
    Campaign.objects.update(phase=phase)
    with pytest.raises(PermissionDenied, match="仅在申诉阶段受理申诉"):
        filed(campaign, ann)


def test_the_window_closes_for_new_appeals_not_for_answers(campaign, ann):
    appeal = filed(campaign, ann)
    Campaign.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(PermissionDenied, match="截止时间为"):
        filed(campaign, ann, address="1.1#2")
    reply(appeal=appeal, text="补充说明", actor=ann)
    assert appeal.messages.count() == 2


def test_nobody_appeals_for_another_entity(campaign, ann, lea):
    for actor in (ann, lea):
        with pytest.raises(PermissionDenied, match="仅该单位的填报员可以申诉"):
            filed(campaign, actor, entity="e2" if actor is ann else "e1")
    assert Appeal.objects.count() == 0


def test_what_was_not_assessed_is_not_appealed(campaign):
    bob = account("bob", campaign=campaign, role="agency", entity=campaign.entities.get(key="e2"))
    with pytest.raises(RefusedError) as refused:
        filed(campaign, bob, entity="e2", system="media", address="1#1")  # e2 has no open channel in it
    assert refused.value.code == "not_assessed"


def test_evidence_of_the_own_entity_is_laid_beside_it(campaign, ann):
    versions = {}
    for key in ("e1", "e2"):
        piece = Evidence.objects.create(entity=campaign.entities.get(key=key), form="link", name=f"{key}.html")
        stated = {"number": 1, "address": "https://a.example/", "uploaded_at": timezone.now(), "uploaded_by": ann}
        versions[key] = EvidenceVersion.objects.create(evidence=piece, **stated).pk
    foreign = faults_of(lambda: filed(campaign, ann, text=" ", files=[versions["e2"]]))
    assert set(foreign) == {"text", "evidence"}
    appeal = filed(campaign, ann, files=[versions["e1"]])
    assert [version.pk for version in appeal.messages.get().files.all()] == [versions["e1"]]


# --- the thread -------------------------------------------------------------------------------------------------------
def test_both_sides_write_and_the_agency_never_reads_who(campaign, ann, lea):
    appeal = filed(campaign, ann)
    assert signed_in(lea).post(f"{LIST}{appeal.pk}/messages/", {"text": "请提供截图"}).status_code == 302
    assert told("ann") == ["福州市 对 1.1#1 的申诉有新的留言。"]
    agency, lead = (said(signed_in(user).get(f"{LIST}{appeal.pk}/")) for user in (ann, lea))
    assert "请提供截图" in agency
    assert [name for name in ("lea", "张三", "li@x") if name in agency] == []
    assert all(name in lead for name in ("lea", "ann", "张三", "请提供截图"))
    with pytest.raises(FrozenError):
        AppealMessage.objects.update(text="x")


def test_an_agency_sees_its_own_appeals_only(campaign, ann):
    bob = account("bob", campaign=campaign, role="agency", entity=campaign.entities.get(key="e2"))
    appeal, other = filed(campaign, ann), filed(campaign, bob, entity="e2")
    assert [row[0] for row in rows(signed_in(ann).get(LIST), "appeals")] == ["1.1#1 及时"]
    assert signed_in(ann).get(f"{LIST}{other.pk}/").status_code == 404
    assert signed_in(ann).get(f"{LIST}{appeal.pk}/").status_code == 200


# --- deciding ---------------------------------------------------------------------------------------------------------
def scored(campaign, lea):
    Reviewer.objects.filter(campaign=campaign, key="张三").update(user=lea)


def settled(campaign, lea):
    component = campaign.components.get(version__system__key="sites")
    place = {"component": component, "entity": campaign.entities.get(key="e1"), "round": campaign.rounds.first()}
    criterion = Criterion.objects.get(version=component.version, address="1.1#1")
    Adjudication.objects.create(**place, criterion=criterion, value="0.9", settled_by=lea)


def in_conflict(campaign, lea):
    reviewer = Reviewer.objects.create(campaign=campaign, key="lea", user=lea)
    entity = campaign.entities.get(key="e1")
    Conflict.objects.create(campaign=campaign, reviewer=reviewer, entity=entity, source="declared")


@pytest.mark.parametrize(
    ("part", "reason"), [(scored, "您评过这一要点"), (settled, "您裁定过这一要点"), (in_conflict, "存在利益冲突")]
)
def test_a_lead_with_a_part_in_it_does_not_decide(campaign, ann, lea, part, reason):
    appeal = filed(campaign, ann)
    part(campaign, lea)
    with pytest.raises(PermissionDenied, match=reason):
        decide_appeal(appeal=appeal, upheld=False, reason="x", actor=lea)
    answer = signed_in(lea).post(f"{LIST}{appeal.pk}/decision/", {"verdict": "rejected", "reason": "x"})
    assert (answer.status_code, Appeal.objects.get().status) == (403, "open")


def test_a_rejection_has_its_reason_and_changes_no_value(campaign, ann, lea):
    appeal = filed(campaign, ann)
    assert faults_of(lambda: decide_appeal(appeal=appeal, upheld=False, reason=" ", actor=lea)) == {
        "reason": "请填写理由；单位可以看到。"
    }
    decide_appeal(appeal=appeal, upheld=False, values={("r1", ""): "1"}, reason="截图为旧版", actor=lea)
    assert (
        Appeal.objects.get().status,
        Ruling.objects.count(),
        Job.objects.filter(kind="aggregate", status="queued").count(),
    ) == (
        "rejected",
        0,
        0,
    )
    assert told("ann") == ["福州市 对 1.1#1 的申诉被驳回。"]
    assert "截图为旧版" in said(signed_in(ann).get(f"{LIST}{appeal.pk}/"))
    with pytest.raises(PermissionDenied, match="该申诉已办结"):
        decide_appeal(appeal=appeal, upheld=False, reason="x", actor=lea)


def test_every_fault_of_a_decision_is_named_and_nothing_is_kept(campaign, ann, lea):
    appeal = filed(campaign, ann)
    values = {("r1", ""): "7", ("r9", ""): "1"}
    found = faults_of(lambda: decide_appeal(appeal=appeal, upheld=True, values=values, reason="", actor=lea))
    assert set(found) == {"reason", "value-r1-", "value-r9-"}
    same = faults_of(lambda: decide_appeal(appeal=appeal, upheld=True, values={}, reason="x", actor=lea))
    assert same == {"values": "申诉成立时至少要更改一个评分。"}
    assert (Appeal.objects.get().status, Adjudication.objects.count()) == ("open", 1)


def test_an_upheld_appeal_is_settled_computed_and_shown_before_and_after(campaign, ann, lea):
    appeal = filed(campaign, ann)
    boss = account("boss", campaign=campaign, role="administrator")
    assert {blocker.code: blocker.firm for blocker in blockers_of(campaign)}["open_appeals"] is True
    decision = {"verdict": "upheld", "reason": "更新及时", "value-r1-": "1.0"}
    assert signed_in(lea).post(f"{LIST}{appeal.pk}/decision/", decision).status_code == 302
    kept = Adjudication.objects.get(criterion__address="1.1#1")
    assert (kept.value, kept.reason, kept.settled_by) == ("1", "更新及时", lea)
    ruling = Ruling.objects.get()
    assert (ruling.round.key, ruling.before, ruling.value) == ("r1", "0.90", "1")
    assert selectors.needs_run(campaign)
    with pytest.raises(PhaseBlocked) as blocked:
        move_phase(campaign=campaign, to="final", actor=boss, override=True, reason="快")
    assert "appeals_not_computed" in {blocker.code for blocker in blocked.value.blockers}
    assert "尚未计入测算" in said(signed_in(lea).get(f"{LIST}changes/"))
    jobs.run(Job.objects.get(kind="aggregate", status="queued").pk)  # the decision asked for it
    assert not selectors.needs_run(campaign)
    page = said(signed_in(boss).get(f"{LIST}changes/"))
    assert "福州市 41.20 42.80 +1.60" in page
    own = said(signed_in(ann).get("/campaigns/demo/own/e1/"))
    assert ("总分 42.80 / 100" in own, "申诉 1.1#1 成立" in own) == (True, True)


def test_the_last_run_counts_only_when_it_began_after_the_decision(campaign, ann, lea):
    """A run that was reading while the lead decided does not hold the decision."""
    appeal = filed(campaign, ann)
    decide_appeal(appeal=appeal, upheld=True, values={("r1", ""): "1"}, reason="x", actor=lea)
    jobs.run(Job.objects.get(kind="aggregate", status="queued").pk)
    assert not selectors.needs_run(campaign)
    Appeal.objects.update(decided_at=timezone.now())
    assert selectors.needs_run(campaign)


# --- pages ------------------------------------------------------------------------------------------------------------
def test_the_agency_files_from_beside_the_criterion(campaign, ann):
    browser = signed_in(ann)
    assert f'href="{NEW}"' in browser.get("/campaigns/demo/own/e1/").content.decode()
    assert "38.00 = 40 × (50%×0.90 + 50%×1)" in said(browser.get(NEW))
    empty = browser.post(NEW, {"text": ""})
    assert (empty.status_code, Appeal.objects.count()) == (422, 0)
    made = browser.post(NEW, {"text": "每天更新"})
    assert made.url == f"{LIST}{Appeal.objects.get().pk}/"
    again = browser.post(NEW, {"text": "每天更新"})
    assert (again.status_code, "这一要点已有申诉。" in again.content.decode()) == (422, True)
    assert f'href="{NEW}"' not in browser.get("/campaigns/demo/own/e1/").content.decode()


def test_the_list_needs_the_same_queries_for_one_and_three(campaign, ann, lea, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(frame, "registry", frame.Registry())
    browser = signed_in(lea)
    for address in ("1.1#1", "1.1#2", "1.2#1"):
        filed(campaign, ann, address=address)
        if address != "1.1#2":
            with django_assert_num_queries(11):
                browser.get(LIST)


def test_a_lead_decides_each_appeal_on_one_page_with_the_trace(campaign, ann, lea):
    appeal = filed(campaign, ann)
    page = signed_in(lea).get(f"{LIST}{appeal.pk}/")
    text = said(page)
    assert "38.00 = 40 × (50%×0.90 + 50%×1)" in text
    assert 'name="value-r1-"' in page.content.decode()
    wrong = signed_in(lea).post(f"{LIST}{appeal.pk}/decision/", {"verdict": "upheld", "value-r1-": "7", "reason": ""})
    assert wrong.status_code == 422
