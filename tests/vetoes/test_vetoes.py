"""A veto from an evaluator's proposal to the ranking: hearing, second person, reason (quality.md §2, screens.md §3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessment.campaigns.blockers import blockers_of
from assessment.campaigns.models import Campaign, Entity, Membership
from assessment.core.models import AuditEntry, User
from assessment.notices.models import Notice
from assessment.results.models import EntityResult, VetoFinding
from assessment.vetoes.cases import GateCase, VetoCase, gate_cases, veto_cases
from assessment.vetoes.gates import decide_gate
from assessment.vetoes.models import GateDecision, Hearing
from assessment.vetoes.services import decide_veto, hear_agency, state
from reviews.errors import RefusedError
from reviews.models import RaisedGate, ScoreSheet
from reviews.services.cells import save_cells
from reviews.services.findings import propose_gate, propose_veto
from reviews.services.sheets import submit_sheet
from tests.results.people import account, computed
from tests.reviews.world import World, client_of, complete, fresh, make_world, member

pytestmark = pytest.mark.django_db
SEEN = "首页连续三天打不开"


@pytest.fixture
def world() -> World:
    """Ann has proposed a veto and a gate on e000 and submitted; e001 is nobody's concern yet."""
    made = make_world(entities=2)
    sheet, ann = made.sheet(), fresh(made.ann)
    save_cells(sheet=sheet, operations=complete(made), actor=ann)
    propose_veto(sheet=sheet, veto="V1", condition="1", channel="", reason=SEEN, actor=ann)
    propose_gate(sheet=sheet, gate="G1", reason="突击发布", actor=ann)
    submit_sheet(sheet=sheet, actor=ann)
    return made


def veto_of(world: World, user: User | None = None) -> VetoCase:
    (case,) = veto_cases(fresh(user or world.lead), world.campaign)
    return case


def gate_of(world: World, user: User | None = None) -> GateCase:
    (case,) = gate_cases(fresh(user or world.lead), world.campaign)
    return case


def agency_of(world: World, key: str = "e000") -> User:
    entity = Entity.objects.get(campaign=world.campaign, key=key)
    return account(f"agency-{key}", campaign=world.campaign, role="agency", entity=entity)


def asked(world: World) -> Hearing:
    return hear_agency(case=veto_of(world), allegation="经核查，首页打不开。", actor=fresh(world.lead))


def policy(world: World, **stated: object) -> None:
    world.campaign.policy = {**world.campaign.policy, **stated}
    world.campaign.save(update_fields=["policy"])


def over(hearing: Hearing) -> None:
    Hearing.objects.filter(pk=hearing.pk).update(answer_by=timezone.now() - timedelta(minutes=1))


# --- the way of a veto ------------------------------------------------------------------------------------------------
def test_a_proposal_becomes_a_finding_that_counts_only_when_it_is_confirmed(world):
    lead, agency = world.lead, agency_of(world)
    assert status_in_run(world) == "ranked"
    hearing = asked(world)
    assert status_in_run(world) == "ranked"
    state(hearing=hearing, statement="已于当日恢复。", actor=fresh(agency))
    decide_veto(case=veto_of(world), confirm=True, reason="三次核查均无法访问", actor=fresh(lead))
    assert status_in_run(world) == "unqualified"
    page = client_of(lead).get("/campaigns/demo/runs/2/entities/e000/").content.decode()
    assert "三次核查均无法访问" in page
    verbs = list(AuditEntry.objects.filter(object_type="veto").order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["hear_agency", "state_on_veto", "confirm_veto"]


def status_in_run(world: World) -> str:
    run = computed(world.campaign)
    return EntityResult.objects.get(run=run, entity__key="e000").status


def test_nobody_confirms_before_the_agency_has_answered_or_its_time_is_over(world):
    words = {"confirm": True, "reason": "x", "actor": fresh(world.lead)}
    with pytest.raises(PermissionDenied, match="先"):
        decide_veto(case=veto_of(world), **words)
    hearing = asked(world)
    with pytest.raises(PermissionDenied, match=f"{timezone.localtime(hearing.answer_by):%Y-%m-%d}"):
        decide_veto(case=veto_of(world), **words)
    over(hearing)
    assert decide_veto(case=veto_of(world), **words).status == "confirmed"


def test_the_time_to_answer_follows_the_policy_and_none_means_at_once(world):
    policy(world, hearing_days=2)
    hearing = asked(world)
    assert hearing.answer_by - hearing.opened_at == timedelta(days=2)
    policy(world, hearing_days=0)
    assert decide_veto(case=veto_of(world), confirm=True, reason="x", actor=fresh(world.lead)).status == "confirmed"


def test_a_proposer_a_scorer_and_a_lead_with_open_work_do_not_decide(world):
    policy(world, hearing_days=0)
    for user in (world.ann, world.ben):
        Membership.objects.create(campaign=world.campaign, user=user, role="lead")
    with pytest.raises(PermissionDenied, match="本人"):
        decide_veto(case=veto_of(world), confirm=True, reason="x", actor=fresh(world.ann))
    assert veto_cases(fresh(world.ben), world.campaign) == []  # blind: his own sheet is open
    with pytest.raises(PermissionDenied):
        decide_veto(case=veto_of(world), confirm=True, reason="x", actor=fresh(world.ben))
    ben = fresh(world.ben)
    sheet = world.sheet(world.ben)
    save_cells(sheet=sheet, operations=complete(world), actor=ben)
    submit_sheet(sheet=sheet, actor=ben)
    with pytest.raises(PermissionDenied, match="评过分"):
        decide_veto(case=veto_of(world), confirm=True, reason="x", actor=fresh(world.ben))
    assert VetoFinding.objects.filter(status="confirmed").count() == 0
    assert decide_veto(case=veto_of(world), confirm=True, reason="x", actor=fresh(world.lead)).status == "confirmed"


def test_what_was_confirmed_is_taken_back_by_somebody_else_only(world):
    policy(world, hearing_days=0)
    decide_veto(case=veto_of(world), confirm=True, reason="x", actor=fresh(world.lead))
    with pytest.raises(PermissionDenied):
        decide_veto(case=veto_of(world), confirm=False, reason="y", actor=fresh(world.lead))
    other = member(world.campaign, "other-lead", "lead")
    assert decide_veto(case=veto_of(world), confirm=False, reason="y", actor=fresh(other)).status == "rejected"
    with pytest.raises(RefusedError):
        decide_veto(case=veto_of(world), confirm=True, reason="z", actor=fresh(world.lead))


def test_a_proposal_is_rejected_without_asking_the_agency(world):
    agency = agency_of(world)
    finding = decide_veto(case=veto_of(world), confirm=False, reason="证据不足", actor=fresh(world.lead))
    assert (finding.status, finding.reason) == ("rejected", "证据不足")
    assert not Notice.objects.filter(user=agency).exists()
    assert client_of(agency).get(f"/campaigns/demo/vetoes/{finding.pk}/statement/").status_code == 403


@pytest.mark.parametrize("reason", ["", "  ", "x\x00"])
def test_a_decision_needs_a_reason(world, reason):
    with pytest.raises(RefusedError):
        decide_veto(case=veto_of(world), confirm=False, reason=reason, actor=fresh(world.lead))
    assert not VetoFinding.objects.exists()


def test_imported_and_proposed_findings_of_one_allegation_are_one_case(world):
    entity = Entity.objects.get(key="e000")
    veto = veto_of(world).veto
    VetoFinding.objects.create(component=world.component, entity=entity, veto=veto, condition="1", reason="监测")
    case = veto_of(world)
    assert (case.finding.reason, [row.reason for row in case.proposals]) == ("监测", [SEEN])
    hear_agency(case=case, allegation="x", actor=fresh(world.lead))
    assert VetoFinding.objects.count() == 1


def test_an_unsubmitted_proposal_is_its_evaluators_alone(world):
    sheet, ben = world.sheet(world.ben), fresh(world.ben)
    propose_veto(sheet=sheet, veto="V1", condition="1", channel="", reason="本的秘密", actor=ben)
    assert [row.reason for row in veto_of(world).proposals] == [SEEN]
    assert "本的秘密" not in client_of(world.lead).get("/campaigns/demo/vetoes/").content.decode()


# --- the agency -------------------------------------------------------------------------------------------------------
def test_the_agency_reads_the_leads_words_and_never_who_proposed_it(world):
    agency, neighbour = agency_of(world), agency_of(world, "e001")
    hearing = asked(world)
    path = f"/campaigns/demo/vetoes/{hearing.finding_id}/statement/"
    page = client_of(agency).get(path).content.decode()
    assert "经核查，首页打不开。" in page
    assert not {word for word in (SEEN, "ann", "突击发布") if word in page}
    assert [row.address for row in Notice.objects.filter(user=agency)] == [path]
    assert not Notice.objects.filter(user=neighbour).exists()
    assert client_of(neighbour).get(path).status_code == 404
    assert client_of(world.lead).get(path).status_code == 404


def test_a_statement_is_taken_until_the_decision_and_marked_late(world):
    agency = agency_of(world)
    hearing = asked(world)
    over(hearing)
    browser, path = client_of(agency), f"/campaigns/demo/vetoes/{hearing.finding_id}/statement/"
    assert browser.post(path, {"statement": " "}).status_code == 422
    assert browser.post(path, {"statement": "网络故障，已恢复。"}).status_code == 302
    kept = Hearing.objects.get()
    assert (kept.statement, kept.is_late) == ("网络故障，已恢复。", True)
    assert "网络故障，已恢复。" in client_of(world.lead).get("/campaigns/demo/vetoes/").content.decode()
    decide_veto(case=veto_of(world), confirm=False, reason="情况属实", actor=fresh(world.lead))
    assert browser.post(path, {"statement": "补充"}).status_code == 403
    assert Hearing.objects.get().statement == "网络故障，已恢复。"
    assert "情况属实" in browser.get(path).content.decode()


# --- gates ------------------------------------------------------------------------------------------------------------
def test_a_gate_is_raised_by_a_lead_and_taken_back_by_another(world):
    with pytest.raises(PermissionDenied):
        decide_gate(case=gate_of(world), confirm=True, reason="x", actor=fresh(world.ann))
    decide_gate(case=gate_of(world), confirm=True, reason="属实", actor=fresh(world.lead))
    assert [(row.gate.code, row.reason) for row in RaisedGate.objects.all()] == [("G1", "属实")]
    with pytest.raises(PermissionDenied):
        decide_gate(case=gate_of(world), confirm=False, reason="y", actor=fresh(world.lead))
    other = member(world.campaign, "other-lead", "lead")
    decide_gate(case=gate_of(world), confirm=False, reason="y", actor=fresh(other))
    assert not RaisedGate.objects.exists()
    assert GateDecision.objects.get().outcome == "rejected"


def test_an_imported_gate_stays(world):
    case = gate_of(world)
    RaisedGate.objects.create(component=case.component, entity=case.entity, gate=case.gate, reason="导入")
    with pytest.raises(RefusedError):
        decide_gate(case=gate_of(world), confirm=False, reason="x", actor=fresh(world.lead))
    assert RaisedGate.objects.get().reason == "导入"


# --- pages ------------------------------------------------------------------------------------------------------------
def test_the_page_hears_and_decides(world):
    browser = client_of(world.lead)
    proposal, gate = veto_of(world).anchor, gate_of(world).anchor
    path = "/campaigns/demo/vetoes/"
    assert browser.post(path, {"case": proposal, "reason": ""}).status_code == 422
    assert browser.post(path, {"case": proposal, "reason": "经核查"}).status_code == 302
    over(Hearing.objects.get())
    veto = veto_of(world).anchor
    assert browser.post(f"{path}decisions/", {"case": veto, "outcome": "no", "reason": "x"}).status_code == 404
    assert browser.post(f"{path}decisions/", {"case": veto, "outcome": "confirmed", "reason": ""}).status_code == 422
    assert browser.post(f"{path}decisions/", {"case": veto, "outcome": "confirmed", "reason": "x"}).status_code == 302
    answer = browser.post("/campaigns/demo/gate-decisions/", {"case": gate, "outcome": "rejected", "reason": "x"})
    assert answer.status_code == 302
    assert VetoFinding.objects.get().status == "confirmed"
    assert GateDecision.objects.get().outcome == "rejected"


def test_undecided_vetoes_and_gates_keep_a_campaign_from_becoming_final(world):
    found = {row.code: row.count for row in blockers_of(world.campaign, leaving=Campaign.Phase.APPEALS)}
    assert {key: found.get(key) for key in ("open_vetoes", "open_gates")} == {"open_vetoes": 1, "open_gates": 1}
    asked(world)
    found = {row.code: row.count for row in blockers_of(world.campaign, leaving=Campaign.Phase.FINAL)}
    assert found["open_vetoes"] == 1
    decide_veto(case=veto_of(world), confirm=False, reason="x", actor=fresh(world.lead))
    decide_gate(case=gate_of(world), confirm=True, reason="x", actor=fresh(world.lead))
    found = {row.code for row in blockers_of(world.campaign, leaving=Campaign.Phase.FINAL)}
    assert not found & {"open_vetoes", "open_gates"}


def test_the_page_takes_the_same_queries_however_many_cases():
    made = make_world(entities=4)
    few = count_after(made, made.sheets()[:1])
    assert count_after(made, made.sheets()[1:]) == few


def count_after(made: World, sheets: list[ScoreSheet]) -> int:
    """The queries of the page once something is proposed on the sheets as well."""
    ann = fresh(made.ann)
    for sheet in sheets:
        save_cells(sheet=sheet, operations=complete(made), actor=ann)
        propose_veto(sheet=sheet, veto="V1", condition="1", channel="", reason=SEEN, actor=ann)
        propose_gate(sheet=sheet, gate="G1", reason="突击发布", actor=ann)
        submit_sheet(sheet=sheet, actor=ann)
    browser = client_of(made.lead)
    browser.get("/campaigns/demo/vetoes/")
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get("/campaigns/demo/vetoes/")
    submitted = ScoreSheet.objects.filter(status="submitted").count()
    assert answer.content.decode().count(SEEN) == 2 * submitted  # the proposal, and the words to begin with
    return len(queries)
