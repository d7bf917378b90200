"""The ranking of a league: order, ties, vetoes, search, pages, views and the comparison with a baseline."""

from __future__ import annotations

import csv
import io
import json
import re

import numpy as np
import pytest

from assessment.campaigns.models import Campaign, Membership
from assessment.core.models import User
from assessment.results import league_table
from assessment.results.firstlevel import FirstLevel, payload_matrix
from assessment.results.models import EntityResult
from assessment.results.shelf import facts_of
from tests.bundles.samples import CASES, FILES, write_bundle
from tests.results.people import client_of, computed, imported
from tests.results.said import rows, said

pytestmark = pytest.mark.django_db
RANKING = "/campaigns/demo/runs/1/leagues/all/"

#: Seven entities on one leaf of weight 100: two tie for rank 2, one is unqualified, one has no value.
SCORES = {"e1": "0.91", "e2": "0.88", "e3": "0.88", "e4": "0.8", "e5": "0.5", "e6": "0.99", "e7": ""}
NAMES = {"e1": "甲市", "e2": "乙市", "e3": "丙市", "e4": "丁市", "e5": "戊市", "e6": "己市", "e7": "庚市"}
SYSTEM = """\
key: sites
version: "1"
name: {zh: 网站, en: Sites}
classes: [city]
channels: [website]
vetoes:
  - {code: V1, name: {zh: 站点无法访问, en: down}, conditions: [{no: 1, text: {zh: 打不开, en: no answer}}]}
tree:
  - {code: "1", name: {zh: 公开, en: Openness}, weight: 60}
  - {code: "2", name: {zh: 服务, en: Services}, weight: 40}
"""


def bundle(key: str, scores: dict[str, str], *, year: int = 2024, baseline: str = "") -> dict[str, str]:
    """A campaign in which leaf 1 has the given ratio and leaf 2 half of it; e6 is unqualified."""
    rated = [(entity, value) for entity, value in scores.items() if value]
    lines = [f"{entity},sites,r1,a,1#1,website,{value},\n" for entity, value in rated]
    lines += [f"{entity},sites,r1,a,2#1,website,{float(value) / 2:g},\n" for entity, value in rated]
    return {
        "campaign.yaml": f"""\
key: {key}
name: {{zh: 批次{year}}}
year: {year}
components: [{{system: sites, version: "1", share: 1}}]
rounds: [r1]
policy: {{grades: [{{name: 优秀, at_least: 70}}, {{name: 合格, at_least: 50}}]}}
leagues: [{{key: all, name: 全部}}, {{key: few, name: 少数}}]
baseline: {baseline or "null"}
""",
        "systems/sites.yaml": SYSTEM,
        "entities.csv": "entity,name,class,leagues,attributes\n"
        + "".join(f"{entity},{NAMES[entity]},city,{'all;few' if entity < 'e3' else 'all'},\n" for entity in scores),
        "channels.csv": "entity,channel,name,address,open\n"
        + "".join(f"{entity},website,,https://{entity}.example/,1\n" for entity in scores),
        "scores.csv": "entity,system,round,reviewer,criterion,channel,value,comment\n" + "".join(lines),
        "vetoes.csv": "entity,system,veto,condition,channel,status,reason\n"
        + ("e6,sites,V1,1,,confirmed,7/140 次\n" if "e6" in scores else ""),
    }


@pytest.fixture
def campaign(tmp_path) -> Campaign:
    campaign = imported(write_bundle(tmp_path, bundle("demo", SCORES)))
    computed(campaign)
    return campaign


@pytest.fixture
def auditor(campaign):
    return client_of("auditor", campaign)


def names(response) -> list[str]:
    return [row[1] for row in rows(response, "ranking")]


def test_it_ranks_ties_together_and_puts_the_unqualified_at_the_end_with_their_reason(auditor):
    assert rows(auditor.get(RANKING), "ranking") == [
        ["1", "甲市", "72.80", "优秀", "", "0"],
        ["2", "乙市", "70.40", "优秀", "", "0"],
        ["2", "丙市", "70.40", "优秀", "", "0"],
        ["3", "丁市", "64.00", "合格", "", "0"],
        ["4", "戊市", "40.00", "—", "", "0"],
        ["5", "庚市", "0.00", "—", "", "2"],
        ["—", "己市", "不合格 单项否决： 站点无法访问 — 打不开 理由： 7/140 次"],
    ]


def test_it_says_first_ranks_as_centres_print_them(auditor):
    assert "前3名：甲市、乙市/丙市、丁市。其中，乙市/丙市并列第2名。 4-10名：戊市、庚市。" in said(auditor.get(RANKING))


def test_its_head_names_run_time_and_digest(auditor, campaign):
    run = campaign.runs.get()
    page = auditor.get(RANKING).content.decode()
    assert f'title="{run.inputs_digest}"' in page
    assert re.search(
        r"2024 · 测算 #1 \( \d+ 月 \d+ 日 \d\d:\d\d , 摘要 " + run.inputs_digest[:8], said(auditor.get(RANKING))
    )


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("rank", "甲乙丙丁戊庚己"),
        ("-rank", "庚戊丁丙乙甲己"),
        ("-missing", "庚甲乙丙丁戊己"),
        ("name", "丙丁庚己甲戊乙"),  # by pinyin: bing ding geng ji jia wu yi
        ("-s0", "甲乙丙丁戊庚己"),
        ("s1", "庚戊丁乙丙甲己"),
        ("nonsense", "甲乙丙丁戊庚己"),
    ],
)
def test_it_is_ordered_as_asked(auditor, sort, order):
    assert "".join(name[0] for name in names(auditor.get(RANKING, {"sort": sort}))) == order


@pytest.mark.parametrize(
    ("text", "found"), [("乙", ["乙市"]), ("e4", ["丁市"]), ("BING", ["丙市"]), ("  ", list(NAMES))]
)
def test_it_finds_names_keys_and_pinyin(auditor, text, found):
    shown = names(auditor.get(RANKING, {"q": text}))
    assert shown == found if text.strip() else len(shown) == len(found)


def test_who_finds_nobody_is_led_back(auditor):
    page = said(auditor.get(RANKING, {"q": "nobody"}))
    assert "没有找到" in page
    assert "显示全部" in page


def test_a_page_holds_as_many_rows_as_asked_and_keeps_the_order(auditor, monkeypatch):
    monkeypatch.setitem(league_table.SIZES, "50", 3)
    first, last = (auditor.get(RANKING, {"page": page, "sort": "name"}) for page in ("1", "99"))
    assert (names(first), names(last)) == (["丙市", "丁市", "庚市"], ["乙市"])
    assert "第 1 / 3 页" in said(first)
    assert len(names(auditor.get(RANKING, {"size": "all"}))) == 7


def test_the_bar_is_made_of_what_each_indicator_brings_to_the_total(auditor):
    page = auditor.get(RANKING).content.decode()
    assert "<title>1 公开 54.60</title>" in page  # 60 × 0.91
    assert "<title>2 服务 18.20</title>" in page  # 40 × 0.455
    assert 'x="54.6" width="18.2"' in page


def test_figures_stand_in_columns_of_their_own(auditor):
    first = rows(auditor.get(RANKING, {"view": "figures"}), "ranking")[0]
    assert first == ["甲市", "1", "72.80", "优秀", "54.60", "18.20", "0"]


def test_the_chart_has_the_same_figures_and_its_table_one_click_away(auditor):
    response = auditor.get(RANKING, {"view": "chart"})
    page = response.content.decode()
    data = json.loads(re.search(r'<script id="chart-data" type="application/json">(.*?)</script>', page, re.S)[1])
    assert data["names"] == ["甲市", "乙市", "丙市", "丁市", "戊市", "庚市"]
    assert data["totals"][0] == "72.80"
    assert [(series["name"], series["colour"], series["values"][0]) for series in data["series"]] == [
        ("1 公开", 1, 54.6),
        ("2 服务", 2, 18.2),
    ]
    assert 'href="?view=figures"' in page


def test_leagues_are_tabs_and_each_ranks_its_own(auditor):
    response = auditor.get("/campaigns/demo/runs/1/leagues/few/")
    assert names(response) == ["甲市", "乙市"]
    assert f'href="{RANKING}"' in response.content.decode()


def test_every_format_can_be_downloaded_from_the_page(auditor, campaign):
    page = auditor.get(RANKING).content.decode()
    links = re.findall(r'href="(/campaigns/demo/runs/1/results\.\w+)" download', page)
    assert [link.rsplit(".")[-1] for link in links] == ["xlsx", "csv", "json", "docx", "pdf"]
    table = b"".join(auditor.get(links[1]).streaming_content).decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(table)))) == 1 + 7


# --- against a baseline -----------------------------------------------------------------------------------------------
@pytest.fixture
def compared(tmp_path):
    before = imported(write_bundle(tmp_path / "before", bundle("last-year", {"e1": "0.5", "e2": "0.9", "e4": "0.8"})))
    computed(before)
    now = {"e1": "0.91", "e2": "0.88", "e4": "0.8", "e5": "0.5"}
    campaign = imported(write_bundle(tmp_path / "now", bundle("demo", now, baseline="last-year")))
    computed(campaign)
    return before, campaign


def changes(response) -> dict[str, str]:
    return {row[1]: row[-2] for row in rows(response, "ranking")}


def test_it_shows_changes_of_rank_and_percentage_against_the_baseline(compared):
    """Before: 乙 72.00, 丁 64.00, 甲 40.00. Now: 甲 72.80, 乙 70.40, 丁 64.00, and 戊 is new."""
    before, campaign = compared
    Campaign.objects.filter(pk=before.pk).update(phase="published")
    response = client_of("lead", campaign).get(RANKING)
    assert changes(response) == {
        "甲市": "上升 2 +32.80",
        "乙市": "下降 1 −1.60",
        "丁市": "下降 1 0.00",
        "戊市": "新增",
    }


def test_an_unpublished_baseline_is_shown_to_those_only_who_may_see_it(compared):
    before, campaign = compared
    stranger_to_it = client_of("lead", campaign)
    assert "较基准批次" not in said(stranger_to_it.get(RANKING))
    Membership.objects.create(campaign=before, user=User.objects.get(username="lead-demo-"), role="lead")
    assert "较基准批次" in said(stranger_to_it.get(RANKING))


# --- first-level scores -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_first_level_parts_add_up_to_the_total_of_every_ranked_entity(case):
    run = computed(imported(case))
    facts = facts_of(run)
    table = FirstLevel(run, facts)
    results = list(EntityResult.objects.filter(run=run, status="ranked").order_by("entity__key"))
    parts = table.parts(payload_matrix([result.payload for result in results], table.width))
    totals = np.array([result.total for result in results]) / 10**facts.decimals
    summed = np.nansum(parts, axis=1)
    # What deductions take beyond 0 is cut from the total, not from its parts.
    cut = (summed < 0) & (totals == 0)
    assert np.abs(np.where(cut, totals, summed) - totals).max() <= 0.5 * 10**-facts.decimals + 1e-5


def test_the_sample_s_channels_count_with_their_weights(tmp_path):
    run = computed(imported(write_bundle(tmp_path, FILES)))
    table = FirstLevel(run, facts_of(run))
    result = EntityResult.objects.get(run=run, entity__key="e1")
    matrix = payload_matrix([result.payload], table.width)
    assert table.scores(matrix).tolist() == [[38.0, 3.0, 42.0]]
    np.testing.assert_allclose(table.parts(matrix), [[30.4, 2.4, 8.4]])
