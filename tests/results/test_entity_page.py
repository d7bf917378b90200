"""The entity page: from the total down to a single reviewer's value, and back up without a gap."""

from __future__ import annotations

import pytest

from tests.bundles.samples import CASES, FILES, changed, write_bundle
from tests.results.people import client_of, computed, imported
from tests.results.said import rows, said

pytestmark = pytest.mark.django_db
ENTITY = "/campaigns/demo/runs/1/entities/e1/"
OTHER = "/campaigns/demo/runs/1/entities/e2/"


@pytest.fixture
def campaign(tmp_path):
    campaign = imported(write_bundle(tmp_path, FILES))
    computed(campaign)
    return campaign


@pytest.fixture
def lead(campaign):
    return client_of("lead", campaign)


def test_it_shows_total_ranks_and_what_each_component_brings(lead):
    page = said(lead.get(ENTITY))
    assert "总分 41.20 / 100" in page
    assert "全部 名次 1 东部 名次 1" in page
    assert "得 41.00/100（41.00%），占比 80%，计入总分 32.80" in page  # (38 + 3) × 80 %
    assert "微信 权重 60%，得 70.00/100" in page
    assert "App 权重 40%，得 0.00/100 被否决，计 0 分" in page
    assert "单项否决： 长期不更新 (App) — 不更新 理由： 三个月" in page


def test_it_compares_each_first_level_indicator_with_the_mean_of_the_league(lead):
    assert rows(lead.get(ENTITY), "first-level") == [
        ["1 政务公开", "38.00", "100", "38.0%", "19.00", "+19.00", ""],
        ["2 加分", "3.00", "—", "—", "1.50", "+1.50", ""],
        ["1 更新", "42.00", "100", "42.0%", "42.00", "0.00", ""],  # 60 % × 70 + 40 % × 0 (vetoed); e2 has no channel
    ]


def test_the_reader_chooses_the_league_to_compare_with(lead):
    assert "东部 均值 41.20 1 个单位" in said(lead.get(ENTITY, {"league": "east"}))
    assert "全部 均值 20.60 2 个单位" in said(lead.get(ENTITY, {"league": "unknown"}))


def test_a_moved_weight_and_a_gate_are_told_beside_the_leaf(lead):
    assert "1.2 服务 减半：减半：通报 60 60 0.0% 0.00" in said(lead.get(ENTITY))
    other = said(lead.get(OTHER))
    assert "50 → 100，因 1.2 不适用 50 100 0.0% 0.00" in other
    assert "1.2 服务 不适用 不适用，权重移至 1.1：无服务 50 0 — 0.00" in other


def test_an_absent_component_says_so(lead):
    assert "缺项：没有开通渠道" in said(lead.get(OTHER))


@pytest.mark.parametrize(
    ("leaf", "formula"),
    [
        ("sites/1.1", "38.00 = 40 × (50%×0.90 + 50%×1)"),
        # Two typos at 10 % and one wrong at 50 % take 70 % off (100 + 75 + 0) ÷ 3: nothing is left, then halved.
        ("sites/1.2", "0.00 = 60 × (33.33%×1 + 33.33%×0.75 + 33.33%×0 − 70% → 0) × 0.50"),
        ("sites/2", "+3.00 = min(5, 3)"),
        ("media/1", "70.00 = 100 × 0.70"),
    ],
)
def test_a_leaf_opens_to_its_formula(lead, leaf, formula):
    assert formula in said(lead.get(f"{ENTITY}leaves/{leaf}/"))


def test_a_criterion_shows_channels_reviewers_adjudication_and_comments(lead):
    page = said(lead.get(f"{ENTITY}leaves/sites/1.1/"))
    assert "1 及时 按程度评 0–1 A 50% 0.90 18.00 r1 0.90 (张三 0.9) r2 N/A (li@x NA) li@x: 无栏目" in page
    assert "B 50% 1 1 = 70%×1 + 30%×1 20.00 网站 70% 1 r1 1 (张三 1)" in page
    assert "微信 30% 1 r1 裁定 1 复核 (张三 0) 张三: 缺两条 第二行" in page


def test_a_value_that_is_no_number_is_shown_with_what_it_yields(lead):
    page = said(lead.get(f"{ENTITY}leaves/sites/1.2/"))
    assert "(张三 完全（好） → 1)" in page
    assert "(张三 3/4 → 0.75)" in page
    assert "(张三 typo=2;wrong=1 → 42)" in page  # 70 % of the leaf's 60 points


def test_a_missing_ratio_counts_0_but_a_count_without_a_value_is_only_empty(lead):
    page = said(lead.get(f"{OTHER}leaves/sites/1.1/"))
    assert page.count("缺评，计 0") == 2
    assert "3 次数 只计数，不计分 C — — —" in page


def test_a_fragment_is_the_same_content_without_the_frame(lead):
    path = f"{ENTITY}leaves/sites/1.1/"
    fragment = lead.get(path, headers={"HX-Request": "true"})
    assert "<main" not in fragment.content.decode()
    assert said(fragment) in said(lead.get(path))


@pytest.mark.parametrize("leaf", ["sites/1", "sites/9", "nowhere/1.1", "media/9"])
def test_what_is_no_leaf_of_the_entity_is_not_found(lead, leaf):
    assert lead.get(f"{ENTITY}leaves/{leaf}/").status_code == 404


def test_an_unqualified_entity_has_no_total_but_the_reason(tmp_path):
    files = changed("vetoes.csv", "e2,sites,V1,,,proposed,\n", "e1,sites,V1,1,,confirmed,7/140 次\n")
    campaign = imported(write_bundle(tmp_path, files))
    computed(campaign)
    page = said(client_of("lead", campaign).get(ENTITY))
    assert "不合格：不计总分，不排名，不定等次。 单项否决： 站点无法访问 — 无法访问 理由： 7/140 次" in page
    assert "总分 — " in page
    assert "41.20" not in page  # the would-be total is never shown


def test_a_trigger_gate_says_which_number_raised_it(tmp_path):
    """Three times were reported; with one the gate "below 2" takes the whole leaf."""
    files = changed("scores.csv", "1.1#3,website,3,", "1.1#3,website,1,")
    campaign = imported(write_bundle(tmp_path, files))
    computed(campaign)
    browser = client_of("lead", campaign)
    assert "不得分：次数不足（1.1#3 为 1，&lt; 2）".replace("&lt;", "<") in said(browser.get(ENTITY))
    assert "0.00 = 40 × (50%×0.90 + 50%×1) × 0" in said(browser.get(f"{ENTITY}leaves/sites/1.1/"))


def test_a_run_of_another_engine_still_shows_its_stored_figures(campaign, lead, monkeypatch):
    monkeypatch.setattr("assessment.results.explaining.ENGINE_VERSION", "another")
    page = said(lead.get(ENTITY))
    assert "总分 41.20 / 100" in page
    assert "本次测算由引擎" in page
    assert lead.get(f"{ENTITY}leaves/sites/1.1/").status_code == 404


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_entity_and_leaf_of_every_case_opens(case):
    """Each rule, class, gate and policy of the cases is drawn; the formula ends at the score that the tree shows."""
    campaign = imported(case)
    run = computed(campaign)
    browser = client_of("auditor", campaign)
    opened = 0
    for entity in campaign.entities.order_by("key")[:2]:
        page = browser.get(f"/campaigns/{campaign.key}/runs/{run.number}/entities/{entity.key}/")
        text = page.content.decode()
        for address in dict.fromkeys(part.split('"')[0] for part in text.split('data-leaf hx-get="')[1:]):
            said(browser.get(address, headers={"HX-Request": "true"}))
            opened += 1
    assert opened > 10
