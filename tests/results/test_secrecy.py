"""What an agency receives does not change when something changes that is hidden from it (quality.md §2)."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import transaction

from assessment.campaigns.models import Campaign
from tests.bundles.samples import CASES, FILES, changed, write_bundle
from tests.results.people import client_of, computed, imported
from tests.results.said import said
from tests.results.test_ranking_page import bundle

pytestmark = pytest.mark.django_db
ENTITY = "/campaigns/demo/runs/1/entities/e1/"
OWN = "/campaigns/demo/own/e1/"
LEAVES = ["sites/1.1", "sites/1.2", "sites/2", "media/1"]

#: What differs between two requests for the same page anyway: tokens of forms, the time of the run.
VARYING = [
    re.compile(r'"X-CSRFToken": "[^"]+"'),
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'),
    re.compile(r'<time datetime="[^"]+" title="[^"]+" class="ph-nowrap">[^<]+</time>'),
]


def released(path: Path) -> Campaign:
    campaign = imported(path)
    computed(campaign)
    Campaign.objects.filter(pk=campaign.pk).update(phase="preliminary")
    campaign.refresh_from_db()
    return campaign


def received(browser, paths: list[str]) -> list[str]:
    pages = []
    for path in paths:
        response = browser.get(path)
        text = f"{response.status_code} {response.content.decode()}"
        for pattern in VARYING:
            text = pattern.sub("", text)
        pages.append(text)
    return pages


EVERYTHING = [
    "/campaigns/",
    "/campaigns/demo/",
    ENTITY,
    OWN,
    "/campaigns/demo/own/e2/",
    *[f"{ENTITY}leaves/{leaf}/" for leaf in LEAVES],
    "/campaigns/demo/runs/1/entities/e2/",
    "/campaigns/demo/runs/1/entities/e2/leaves/sites/1.1/",
    "/campaigns/demo/runs/1/leagues/all/",
    "/campaigns/demo/runs/",
    "/search/?q=e2",
    "/search/?q=长乐",
]


def seen_by_agency(folder: Path, files: dict[str, str]) -> list[str]:
    """Everything the agency of e1 can ask for."""
    campaign = released(write_bundle(folder, files))
    return received(client_of("agency", campaign, campaign.entities.get(key="e1")), EVERYTHING)


def renamed(files: dict[str, str]) -> dict[str, str]:
    return {name: text.replace("张三", "李四").replace("li@x", "z9") for name, text in files.items()}


LINE = "e2,media,r1,张三,1#1,app,0.3,"
VETO = "e2,sites,V1,,,proposed,"

#: What is hidden → the bundle in which only this is otherwise.
HIDDEN = {
    "who the reviewers are": renamed(FILES),
    "what a reviewer wrote": changed("scores.csv", "无栏目", "另一句话"),
    "a value behind an adjudication": changed("scores.csv", "1.1#2,weixin,0,", "1.1#2,weixin,1,"),
    "another entity's score": changed("scores.csv", LINE, "e2,sites,r1,张三,1.1#1,,0.8,"),
    "another entity's decision": changed("applicability.csv", "e2,sites,1.2,无服务\n", ""),
    "another entity's veto": changed("vetoes.csv", VETO, "e2,sites,V1,1,,confirmed,x"),
}


class UndoError(Exception):
    """Takes back what a block stored."""


@pytest.mark.parametrize("hidden", HIDDEN)
def test_an_agency_receives_the_same_whatever_is_hidden_from_it(tmp_path, hidden):
    """Two installations that differ in one hidden thing; the first is taken back before the second."""

    def receive(name: str, files: dict[str, str]) -> list[str]:
        pages: list[str] = []
        with suppress(UndoError), transaction.atomic():
            pages = seen_by_agency(tmp_path / name, files)
            raise UndoError
        return pages

    before, after = receive("before", FILES), receive("after", HIDDEN[hidden])
    assert [len(pages) for pages in (before, after)] == [len(EVERYTHING)] * 2
    differing = {path for path, left, right in zip(EVERYTHING, before, after, strict=True) if left != right}
    # The agency's own page alone gives the evaluators' reasons, without names; the policy may keep them (ADR 16).
    assert differing == ({OWN} if hidden == "what a reviewer wrote" else set())


@pytest.fixture
def agency(tmp_path):
    campaign = released(write_bundle(tmp_path, FILES))
    return client_of("agency", campaign, campaign.entities.get(key="e1"))


def test_it_sees_values_shares_contributions_and_reasons_but_no_reviewer(agency):
    page = said(agency.get(f"{ENTITY}leaves/sites/1.1/"))
    assert "38.00 = 40 × (50%×0.90 + 50%×1)" in page
    assert "微信 30% 1 r1 裁定 1 复核" in page
    for hidden in ("张三", "li@x", "缺两条", "无栏目", "评估员"):
        assert hidden not in page


def test_it_sees_neither_ranks_nor_the_run_s_pages(agency):
    page = said(agency.get(ENTITY))
    assert "总分 41.20 / 100" in page
    assert "名次" not in page
    assert "测算" not in page
    assert "均值" not in page  # two entities: the mean would tell the other's score


def test_it_sees_the_mean_of_a_league_that_is_large_enough(tmp_path):
    campaign = released(write_bundle(tmp_path, bundle("demo", {f"e{n}": "0.5" for n in range(1, 6)})))
    page = said(client_of("agency", campaign, campaign.entities.get(key="e1")).get(ENTITY))
    assert "全部 均值 40.00 5 个单位" in page


def test_it_sees_its_rank_once_rankings_are_published(tmp_path):
    campaign = released(write_bundle(tmp_path, FILES))
    browser = client_of("agency", campaign, campaign.entities.get(key="e1"))
    Campaign.objects.filter(pk=campaign.pk).update(phase="published")
    assert "全部 名次 1" in said(browser.get(ENTITY))


def test_it_sees_the_last_run_only(agency):
    campaign = Campaign.objects.get(key="demo")
    campaign.components.first().adjudications.all().delete()
    computed(campaign)
    assert agency.get(ENTITY).status_code == 404
    assert agency.get("/campaigns/demo/runs/2/entities/e1/").status_code == 200


def test_search_finds_the_own_entity_only(agency):
    assert "福州市" in said(agency.get("/search/", {"q": "福州"}))
    assert "没有找到" in said(agency.get("/search/", {"q": "长乐"}))


def test_an_evaluator_finds_no_entity_in_the_search(tmp_path):
    campaign = released(write_bundle(tmp_path, FILES))
    assert "没有找到" in said(client_of("evaluator", campaign).get("/search/", {"q": "福州"}))
    assert "福州市" in said(client_of("lead", campaign).get("/search/", {"q": "fu2 zhou"}))


def test_people_of_another_campaign_find_nothing(tmp_path):
    released(write_bundle(tmp_path, FILES))
    other = imported(CASES[2])
    for role in ("administrator", "lead", "auditor", "evaluator"):
        browser = client_of(role, other)
        assert browser.get(ENTITY).status_code == 404
        assert "没有找到" in said(browser.get("/search/", {"q": "福州"}))
