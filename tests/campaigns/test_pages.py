"""The list of campaigns and a campaign's home: what each role sees, and what to do next."""

from __future__ import annotations

import pytest
from django.utils import timezone

from assessment.campaigns.models import Campaign, Reviewer
from assessment.core.models import Job, User
from reviews.models import ScoreSheet
from tests.bundles.samples import FILES, write_bundle
from tests.results.people import Role, account, client_of, computed, imported, signed_in
from tests.results.said import rows, said

pytestmark = pytest.mark.django_db
HOME = "/campaigns/demo/"
READERS = ("administrator", "lead", "auditor")


@pytest.fixture
def campaign(tmp_path) -> Campaign:
    return imported(write_bundle(tmp_path, FILES))


def next_step(browser, name: str = "示例批次") -> str:
    """The last column of the list."""
    return next(row[-1] for row in rows(browser.get("/campaigns/"), "campaigns") if row[0].startswith(name))


# --- what to do next --------------------------------------------------------------------------------------------------
def test_an_administrator_is_led_from_entities_to_the_ranking(campaign):
    browser = client_of("administrator", campaign)
    assert next_step(browser) == "已提交 4/4 份评分表：可以开始首次测算。"
    computed(campaign)
    assert next_step(browser) == "测算 #1 有 2 处缺评按 0 计：查看在哪里。"
    ScoreSheet.objects.filter(component__campaign=campaign).update(submitted_at=timezone.now())
    assert next_step(browser) == "测算 #1 之后又有评分表提交：请重新测算。"
    Job.objects.create(kind="aggregate", key="aggregate:demo", arguments={"campaign": campaign.pk})
    assert next_step(browser) == "测算正在进行：查看进度。"


def test_an_administrator_hears_what_is_missing_before_a_first_run(campaign):
    browser = client_of("administrator", campaign)
    ScoreSheet.objects.filter(component__campaign=campaign).update(status=ScoreSheet.Status.OPEN)
    assert next_step(browser) == "还没有评分表提交（0/4）。"
    empty = Campaign.objects.create(key="empty", name_zh="空批次", year=2024)
    empty.components.create(version=campaign.components.first().version, share=1, position=0)
    browser = client_of("administrator", empty)
    assert next_step(browser, "空批次") == "请先导入被评单位。"
    empty.entities.create(key="e1", name="甲市")
    assert next_step(browser, "空批次") == "还没有评分表：请导入打分，或把评分表分配给评估员。"


def test_readers_are_led_to_the_ranking_or_told_that_there_is_none(campaign):
    browser = client_of("lead", campaign)
    assert next_step(browser) == "还没有测算；首次测算后显示排名。"
    computed(campaign)
    assert next_step(browser) == "测算 #1 有 2 处缺评按 0 计：查看在哪里。"


def test_an_evaluator_hears_of_the_own_sheets_only(campaign):
    user = account("wen", campaign=campaign, role="evaluator")
    browser = signed_in(user)
    assert next_step(browser) == "本批次没有分配给您的评分表。"
    Reviewer.objects.filter(campaign=campaign, key="张三").update(user=user)
    assert next_step(browser) == "您的 3 份评分表已全部提交。"
    sheet = ScoreSheet.objects.filter(reviewer__key="张三").first()
    ScoreSheet.objects.filter(pk=sheet.pk).update(status=ScoreSheet.Status.OPEN)
    assert next_step(browser) == "您的 3 份评分表已提交 2 份。"


def test_an_agency_is_led_to_its_result_once_it_is_released(campaign):
    browser = client_of("agency", campaign, campaign.entities.get(key="e1"))
    waits = "初步结果公布后，可在此查看本单位结果。"
    assert waits in said(browser.get(HOME))
    computed(campaign)
    assert waits in said(browser.get(HOME))
    Campaign.objects.filter(pk=campaign.pk).update(phase="preliminary")
    assert next_step(browser) == "您所在单位的结果已公布：查看结果。"
    assert 'href="/campaigns/demo/own/e1/"' in browser.get(HOME).content.decode()


# --- who sees what ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", READERS)
def test_readers_see_components_leagues_and_the_last_run(campaign, role):
    run = computed(campaign)
    page = client_of(role, campaign).get(HOME)
    text = said(page)
    assert "网站指标 1 80% 市级 1 · 县级 1" in text
    assert campaign.components.first().version.content_hash in page.content.decode()
    assert "全部 2 前3名：福州市、长乐, 县。 东部 1 前3名：福州市。" in text
    assert "网站 2 · App 1 (共 2) · 微信 1" in text
    assert run.inputs_digest in page.content.decode()


def test_only_administrators_may_start_and_the_others_read_why(campaign):
    reason = "仅评估管理员可以进行此操作"
    assert reason not in said(client_of("administrator", campaign).get(HOME))
    for role in ("lead", "auditor"):
        page = client_of(role, campaign).get(HOME)
        assert reason in said(page)
        assert 'method="post" action="/campaigns/demo/runs/"' not in page.content.decode()


def test_an_evaluator_sees_the_campaign_without_results(campaign):
    run = computed(campaign)
    page = client_of("evaluator", campaign).get(HOME)
    text = said(page)
    assert "全部 2" in text
    assert "前3名" not in text
    assert "最近测算" not in text
    assert "开始测算" not in text
    assert run.inputs_digest not in page.content.decode()


def test_an_agency_sees_its_own_entity_and_no_other(campaign):
    computed(campaign)
    text = said(client_of("agency", campaign, campaign.entities.get(key="e1")).get(HOME))
    assert "您所在单位 单位 结果 福州市" in text
    assert "长乐" not in text
    assert "前3名" not in text
    assert "排名组别" not in text


def test_the_list_shows_own_campaigns_with_phase_progress_and_last_run(campaign):
    run = computed(campaign)
    text = said(client_of("lead", campaign).get("/campaigns/"))
    assert "示例批次 2024 · 复核员 复核 4/4 4/4 #1" in text
    assert run.inputs_digest[:8] in text
    evaluator = said(client_of("evaluator", campaign).get("/campaigns/"))
    assert "示例批次 2024 · 评估员 复核 — — — 本批次没有分配给您的评分表。" in evaluator


def test_who_holds_no_role_is_told_how_to_get_one(campaign):
    assert "您还没有参与任何评估批次" in said(signed_in(account("nobody")).get("/campaigns/"))


def test_a_disabled_account_is_out(campaign):
    browser = client_of("lead", campaign)
    User.objects.update(is_active=False)
    assert browser.get(HOME).status_code == 302


def test_a_person_may_hold_several_roles(campaign):
    user = account("both", campaign=campaign, role="evaluator")
    user.memberships.create(campaign=campaign, role=Role.LEAD)
    assert "您的角色：复核员、评估员" in said(signed_in(user).get(HOME))
