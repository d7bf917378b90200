"""What waits for whom on a campaign's home: told to those who may do it, when they may, and to nobody else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.appeals.models import Appeal
from assessment.campaigns.duties import duties_of
from assessment.campaigns.models import Campaign
from assessment.core.models import SiteRole, User
from assessment.publications.checks import CheckList
from assessment.publications.services.preparing import prepare
from assessment.results.models import VetoFinding
from assessment.vetoes.cases import veto_cases
from assessment.vetoes.services import hear_agency, state
from indicators.models import Criterion
from reviews.models import ScoreSheet
from reviews.services.cells import save_cells
from reviews.services.findings import propose_veto
from reviews.services.reopening import ask_reopening
from reviews.services.sheets import submit_sheet
from tests.bundles.samples import FILES, write_bundle
from tests.results.people import account, computed, imported
from tests.reviews.world import client_of, complete, fresh, make_world

pytestmark = pytest.mark.django_db
ROLES = ("administrator", "lead", "evaluator", "agency", "auditor")


@pytest.fixture
def campaign(tmp_path) -> Campaign:
    """Imported with submitted sheets; one account in each role, the agency's for e1."""
    made = imported(write_bundle(tmp_path, FILES))
    for role in ROLES:
        account(role, campaign=made, role=role, entity=made.entities.get(key="e1") if role == "agency" else None)
    return made


def at(campaign: Campaign, phase: str) -> Campaign:
    Campaign.objects.filter(pk=campaign.pk).update(phase=phase)
    return Campaign.objects.get(pk=campaign.pk)


def duties(campaign: Campaign, name: str) -> dict[str, str]:
    """The path below the campaign → the sentence, for a person who has just come."""
    own = f"/campaigns/{campaign.key}/"
    found = duties_of(User.objects.get(username=name), campaign)
    return {duty.url.removeprefix(own): duty.text + duty.about for duty in found}


def all_duties(campaign: Campaign) -> dict[str, list[str]]:
    """The paths that each role is led to; who has nothing to do is left out."""
    found = {role: list(duties(campaign, role)) for role in ROLES}
    return {role: paths for role, paths in found.items() if paths}


def test_each_phase_leads_each_role_to_what_it_has_to_do(campaign):
    passage = {
        "draft": {"administrator": ["assignment/", "runs/", "phases/"]},
        "self-assessment": {"administrator": ["assignment/", "runs/", "phases/"], "agency": ["/self-assessment/"]},
        "scoring": {"administrator": ["assignment/", "runs/", "phases/"], "lead": ["vetoes/"]},
        "reconciliation": {"administrator": ["runs/", "phases/"], "lead": ["vetoes/", "disagreements/"]},
    }
    assert {phase: all_duties(at(campaign, phase)) for phase in passage} == passage
    computed(campaign)
    passage = {
        "reconciliation": {"administrator": ["phases/"], "lead": ["vetoes/", "disagreements/"]},
        "preliminary": {"administrator": ["phases/"], "lead": ["vetoes/"], "agency": ["own/e1/"]},
        "appeals": {"administrator": ["phases/"], "lead": ["vetoes/"], "agency": ["own/e1/"]},
        "final": {"administrator": ["publication/"], "agency": ["own/e1/"]},
        "published": {"administrator": ["phases/"], "agency": ["own/e1/"]},
        "archived": {"agency": ["own/e1/"]},
    }
    assert {phase: all_duties(at(campaign, phase)) for phase in passage} == passage


def test_a_draft_leads_administrators_of_the_installation_to_the_master_data(client):
    chief = User.objects.create_user("chief", password="x")
    SiteRole.objects.create(user=chief, role=SiteRole.Role.ADMINISTRATOR)
    campaign = Campaign.objects.create(key="new", name_zh="新批次", year=2025)
    change, add = f"/admin/campaigns/campaign/{campaign.pk}/change/", "/admin/campaigns/entity/add/"
    assert list(duties(campaign, "chief")) == [change, f"{add}?campaign={campaign.pk}", "assignment/", "phases/"]
    client.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    assert [client.get(path).status_code for path in (change, add)] == [200, 200]
    assert f'<li><a href="{change}">' in client.get("/campaigns/new/").content.decode()


def test_vetoes_lead_the_agency_to_its_statement_and_leads_to_the_decision():
    world = make_world(entities=2)
    sheet, ann = world.sheet(), fresh(world.ann)
    save_cells(sheet=sheet, operations=complete(world), actor=ann)
    propose_veto(sheet=sheet, veto="V1", condition="1", channel="", reason="打不开", actor=ann)
    account("agency", campaign=world.campaign, role="agency", entity=sheet.entity)
    lead, ben = world.lead.username, world.ben.username
    assert duties(world.campaign, lead) == {}
    submit_sheet(sheet=sheet, actor=ann)
    assert duties(world.campaign, lead) == {"vetoes/": "听取单位陈述并裁定否决与不得分：1 件"}
    assert duties(world.campaign, "agency") == {}
    (case,) = veto_cases(fresh(world.lead), world.campaign)
    hearing = hear_agency(case=case, allegation="连续三天打不开", actor=fresh(world.lead))
    path = f"vetoes/{hearing.finding_id}/statement/"
    assert duties(world.campaign, "agency") == {path: f"拟实施单项否决，请陈述申辩：{sheet.entity.name}"}
    state(hearing=hearing, statement="已修复", actor=User.objects.get(username="agency"))
    assert duties(world.campaign, "agency") == {}
    assert "单项否决" not in str(duties(world.campaign, ben))


def test_evaluators_are_told_of_their_open_sheets_and_a_second_person_of_a_request_to_reopen():
    world = make_world(entities=2)
    sheet, ann = world.sheet(), fresh(world.ann)
    own = f"/work/?campaign={world.campaign.key}"
    assert duties(world.campaign, ann.username) == {own: "填写并提交您的评分表：2 份"}
    save_cells(sheet=sheet, operations=complete(world), actor=ann)
    submit_sheet(sheet=sheet, actor=ann)
    assert duties(world.campaign, ann.username) == {own: "填写并提交您的评分表：1 份"}
    ask_reopening(sheet=ScoreSheet.objects.get(pk=sheet.pk), reason="漏看", actor=fresh(world.ann))
    assert duties(world.campaign, world.lead.username) == {"reopenings/": "审批评分表重开申请：1 件"}
    assert "reopenings/" not in duties(world.campaign, ann.username)


def test_a_prepared_publication_leads_the_second_person_to_it_and_not_the_first(campaign):
    account("lea", campaign=campaign, role="lead")
    VetoFinding.objects.update(status="rejected")
    computed(campaign)
    campaign = at(campaign, "final")
    passed = [check.code for check in CheckList(campaign).to_acknowledge]
    prepare(campaign=campaign, actor=User.objects.get(username="administrator"), acknowledged=passed)
    assert duties(campaign, "lea") == {"publication/": "复核并批准待发布的结果。"}
    assert "publication/" not in duties(campaign, "administrator")


def test_the_home_needs_as_many_statements_for_many_things_as_for_one(campaign):
    run = computed(campaign)
    campaign = at(campaign, "appeals")
    component = campaign.components.get(version__system__key="sites")
    criteria = Criterion.objects.filter(version=component.version).order_by("position")[:3]
    lead, agency = User.objects.get(username="lead"), User.objects.get(username="agency")
    place = {"component": component, "entity": campaign.entities.get(key="e1"), "run": run, "filed_by": agency}

    def statements() -> int:
        browser = client_of(lead)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(f"/campaigns/{campaign.key}/").status_code == 200
        return len(captured)

    Appeal.objects.create(criterion=criteria[0], **place)
    one = statements()
    for criterion in criteria[1:]:
        Appeal.objects.create(criterion=criterion, **place)
    assert duties(campaign, "lead")["appeals/?state=open"] == "答复待处理的申诉：3 件"
    assert statements() == one
