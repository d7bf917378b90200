"""An agency's own result: whole, with reasons, and nothing of those who scored or of the others."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from assessment.campaigns.models import Campaign
from assessment.core import frame
from assessment.results import means, own_links, shelf
from assessment.results.means import LeagueMeans, league_means
from assessment.results.own_links import OwnLink, OwnLinks
from tests.bundles.samples import FILES, changed, write_bundle
from tests.results.people import client_of, computed, imported
from tests.results.said import rows, said
from tests.results.test_ranking_page import bundle

pytestmark = pytest.mark.django_db
OWN = "/campaigns/demo/own/e1/"


@pytest.fixture
def campaign(tmp_path) -> Campaign:
    return released(imported(write_bundle(tmp_path, FILES)))


def released(campaign: Campaign, phase: str = "preliminary", **policy: str) -> Campaign:
    computed(campaign)
    campaign.phase, campaign.policy = phase, campaign.policy | policy
    campaign.save()
    return campaign


@pytest.fixture
def agency(campaign):
    return client_of("agency", campaign, campaign.entities.get(key="e1"))


def test_every_criterion_stands_there_with_value_share_rule_and_reason(agency):
    page = said(agency.get(OWN))
    assert "总分 41.20 / 100" in page
    assert "1.1 基本信息 38.00 / 40" in page
    assert "1 及时 占比 50% · 按程度评 0–1 理由： 无栏目 0.90 得 18.00" in page
    assert (
        "2 有无 占比 50% · 达到 1，未达到 0 理由： 复核 1 得 20.00 1 = 70%×1 + 30%×1 网站: r1 1 微信: r1 1 裁定" in page
    )
    assert "1.2 服务 0.00 / 60 减半：减半：通报" in page
    assert "单项否决： 长期不更新 (App) — 不更新 理由： 三个月" in page


def test_it_never_says_who_scored_nor_what_a_settlement_overruled(agency):
    page = said(agency.get(OWN))
    assert [word for word in ("张三", "li@x", "缺两条", "评估员", "长乐", "测算 #") if word in page] == []


def test_the_policy_may_keep_what_evaluators_wrote(campaign, agency):
    released(campaign, own_reasons="settled")
    page = said(agency.get(OWN))
    assert ("理由： 复核" in page, "无栏目" in page) == (True, False)


@pytest.mark.parametrize(
    ("policy", "phase", "shown"),
    [
        ("published", "preliminary", False),
        ("published", "published", True),
        ("preliminary", "preliminary", True),
        ("never", "archived", False),
    ],
)
def test_the_rank_is_shown_where_and_when_the_policy_says_so(campaign, agency, policy, phase, shown):
    released(campaign, phase, own_rank=policy)
    page = said(agency.get(OWN))
    assert ("全部 名次 1" in page, "名次在排名发布后显示" in page) == (shown, not shown)


def test_before_release_the_agency_is_told_when(campaign, agency):
    released(campaign, "reconciliation")
    answer = agency.get(OWN)
    assert (answer.status_code, "初步结果公布后，可在此查看本单位结果。" in answer.content.decode()) == (403, True)


def test_who_sees_all_results_reads_the_page_as_the_agency_does(campaign, agency):
    lead = client_of("lead", campaign)
    page = said(lead.get(OWN))
    assert "1 及时 占比 50% · 按程度评 0–1 理由： 无栏目 0.90 得 18.00" in page
    assert "均值" not in page


def test_without_a_run_it_says_so(tmp_path):
    campaign = imported(write_bundle(tmp_path, FILES))
    assert "还没有结果" in said(client_of("lead", campaign).get(OWN))


def test_links_of_other_rooms_stand_beside_their_criteria(agency, monkeypatch):
    def links(user, entity, run):
        there = OwnLink("看申诉", "/there/", "gavel", "proposed")
        return OwnLinks(
            "申诉受理中", None, {("sites", "1.1#1"): there}, lambda place: OwnLink("申诉", f"/{place[1]}/", "gavel")
        )

    monkeypatch.setattr(own_links, "_providers", [links])
    text = agency.get(OWN).content.decode()
    assert (text.count('href="/there/"'), text.count('href="/1.1#2/"'), text.count('href="/1.1#1/"')) == (1, 1, 0)


# --- the others -------------------------------------------------------------------------------------------------------
FIVE = {f"e{number}": value for number, value in enumerate(("0.9", "0.8", "0.5", "0.4", "0.2"), 1)}


@pytest.fixture
def league_of_five(tmp_path) -> Campaign:
    cache.clear()
    shelf.clear()
    return released(imported(write_bundle(tmp_path, bundle("demo", FIVE))))


def test_a_mean_needs_five_and_a_best_quarter_three_in_it(league_of_five, monkeypatch):
    run = league_of_five.runs.get()
    whole = league_of_five.leagues.get(key="all")
    assert league_means(run, whole) == LeagueMeans(5, 44.8, pytest.approx((33.6, 11.2)))
    assert means.FEWEST_BEST == 3
    cache.clear()
    monkeypatch.setattr(means, "FEWEST_BEST", 1)
    found = league_means(run, whole)
    assert (found.best_total, found.best_scores) == (72.0, pytest.approx((54.0, 18.0)))


def test_the_best_quarter_stands_beside_the_mean(league_of_five, monkeypatch):
    monkeypatch.setattr(means, "FEWEST_BEST", 1)
    own = client_of("agency", league_of_five, league_of_five.entities.get(key="e3")).get("/campaigns/demo/own/e3/")
    assert rows(own, "first-level")[0][-4:-1] == ["33.60", "−3.60", "54.00"]
    assert "前四分之一平均 72.00" in said(own)


def test_an_agency_compares_itself_with_one_league_only(league_of_five):
    """Two leagues that differ by one entity would tell that entity's scores."""
    browser = client_of("agency", league_of_five, league_of_five.entities.get(key="e1"))
    for path in (OWN, "/campaigns/demo/runs/1/entities/e1/"):
        assert "少数 均值" not in said(browser.get(path, {"league": "few"}))


def test_ties_at_the_end_of_the_best_quarter_belong_to_it():
    best = means._best_quarter([5, 9, 7, 7, 8, 1, 1, 1, 1, 1, 1, 1])
    assert best.nonzero()[0].tolist() == [1, 2, 3, 4]
    assert not means._best_quarter([5, 9, 7, 7, 8, 1, 1, 1, 1, 1, 1]).any()  # a quarter of eleven is two


def test_the_page_needs_the_same_queries_for_one_comment_and_three(
    campaign, agency, tmp_path, monkeypatch, django_assert_num_queries
):
    """Session, account, roles (2), campaigns, entity, represents, run, result, represents, ranks, packs and criteria of
    two components (4), comments."""
    quiet = changed("campaign.yaml", "key: demo\n", "key: quiet\n")
    quiet = changed("scores.csv", "无栏目", "", changed("scores.csv", "待核", "", quiet))
    other = released(imported(write_bundle(tmp_path / "quiet", quiet)))
    monkeypatch.setattr(frame, "registry", frame.Registry())
    monkeypatch.setattr(own_links, "_providers", [])
    silent = client_of("agency", other, other.entities.get(key="e1"))
    for browser, path in ((agency, OWN), (silent, "/campaigns/quiet/own/e1/")):
        browser.get(path)
        with django_assert_num_queries(16):
            browser.get(path)
