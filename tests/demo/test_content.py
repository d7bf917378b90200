"""What the demo must show is really in it, as the engine sees it."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from assessment.demo.bundle import LOW
from assessment.scoring import locate, pack_text
from assessment.scoring.outcome import TreeResult
from tests.demo.scored import SCRIPTS, Scored, scored

MAIN = "fujian-2019"
TWINS = [(key, twin, original) for key, script in SCRIPTS.items() for twin, original in script.twins.items()]


def sites(key: str = MAIN) -> TreeResult:
    """The only tree of the campaign's first component."""
    return scored(key).result.components[0].trees[0]


def first_level(entity: dict[str, object]) -> list[str]:
    nodes = entity["components"][0]["nodes"]  # type: ignore[index]
    return [score for code, score in nodes.items() if "." not in code]


def yields(campaign: Scored) -> dict[tuple[str, ...], list[float]]:
    """(entity, system, round, criterion, channel) → what each reviewer's value yields, NaN for N/A; ratios only."""
    plans = {component.plan.key: component.plan for component in campaign.result.components}
    cells: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for row in campaign.rows("scores.csv"):
        plan = plans[row["system"]]
        criterion = plan.criteria[locate(plan, row["criterion"], row["channel"]).criterion]
        if criterion.rule.type in ("rating", "check", "proportion"):
            slots = pack_text(criterion, row["value"])
            value = slots[0] / slots[1] if len(slots) == 2 else slots[0]
            place = (row["entity"], row["system"], row["round"], row["criterion"], row["channel"])
            cells[place].append(value if np.isfinite(value) else np.nan)
    return cells


def disagreements(campaign: Scored) -> set[tuple[str, ...]]:
    """Cells whose values lie 0.3 apart or mix N/A with values (screens.md §3)."""
    mixed = {place for place, values in yields(campaign).items() if 0 < np.isnan(values).sum() < len(values)}
    wide = {
        place
        for place, values in yields(campaign).items()
        if not np.isnan(values).all() and np.nanmax(values) - np.nanmin(values) >= 0.3 - 1e-9
    }
    return mixed | wide


def test_the_campaigns_have_their_components_and_shares() -> None:
    parts = {key: [(part.system, part.share) for part in script.parts] for key, script in SCRIPTS.items()}
    assert parts == {
        "fujian-2018": [("fujian-2019-sites-local", 100)],
        "fujian-2019": [("fujian-2019-sites-local", 80), ("fujian-2019-media-local", 20)],
        "fujian-2019-departments": [("fujian-2019-sites-departments", 80), ("fujian-2019-media-departments", 20)],
        "cstc-2019": [("cstc-2019-digital-government", 100)],
        "cstc-2019-local": [("cstc-2019-local-sites", 100)],
        "cstc-2019-new-media": [("cstc-2019-new-media", 100)],
    }


def test_the_main_campaign_has_its_classes_and_overlapping_leagues() -> None:
    rows = scored(MAIN).rows("entities.csv")
    assert Counter(row["class"] for row in rows) == {"city": 10, "county": 30}
    assert Counter(row["leagues"] for row in rows) == {
        "cities": 6,
        "cities;coast": 4,
        "counties": 24,
        "counties;coast": 6,
    }


@pytest.mark.parametrize("key", [MAIN, "fujian-2019-departments"])
def test_three_reviewers_score_two_rounds(key: str) -> None:
    rows = scored(key).rows("scores.csv")
    assert {(row["reviewer"], row["round"]) for row in rows} == {
        (reviewer, round_key) for reviewer in ("wen", "jian", "sang") for round_key in ("r1", "r2")
    }


def test_the_systems_rules_are_all_used() -> None:
    used = set()
    for key in SCRIPTS:
        campaign = scored(key)
        plans = {component.plan.key: component.plan for component in campaign.result.components}
        for row in campaign.rows("scores.csv"):
            plan = plans[row["system"]]
            used.add(plan.criteria[plan.criterion_index[row["criterion"]]].rule.type)
    assert used == {"rating", "check", "proportion", "count", "tally", "items"}


@pytest.mark.parametrize(("key", "twin", "original"), TWINS)
def test_twins_share_their_total_and_their_rank_but_not_their_profile(key: str, twin: str, original: str) -> None:
    campaign = scored(key)
    one, other = campaign.entities[twin], campaign.entities[original]
    common = one["ranks"].keys() & other["ranks"].keys()
    assert one["total"] is not None
    assert one["total"] == other["total"]
    assert common
    assert {league: one["ranks"][league] for league in common} == {league: other["ranks"][league] for league in common}
    assert first_level(one) != first_level(other)


def test_some_ranks_in_each_kind_of_league_are_shared() -> None:
    shared = {
        key: {league for twin, _ in SCRIPTS[key].twins.items() for league in scored(key).entities[twin]["ranks"]}
        for key in SCRIPTS
        if SCRIPTS[key].twins
    }
    assert shared == {
        "fujian-2019": {"cities", "counties"},
        "fujian-2019-departments": {"all", "services"},
        "cstc-2019": {"provinces"},
        "cstc-2019-local": {"cities", "counties"},
    }


def test_confirmed_vetoes_count_and_others_do_not() -> None:
    entities = scored(MAIN).entities
    assert {key: item["vetoes"] for key, item in entities.items() if item["vetoes"]} == {
        "diting": ["fujian-2019-media-local:V2"],
        "huaiting": ["fujian-2019-sites-local:V2"],
        "qiling": ["fujian-2019-sites-local:V6"],  # the veto hidden in the service guides' row
    }
    assert {key for key, item in entities.items() if item["status"] == "unqualified"} == {"huaiting", "qiling"}
    assert Counter(row["status"] for row in scored(MAIN).rows("vetoes.csv")) == {
        "confirmed": 3,
        "rejected": 3,
        "proposed": 3,
    }


def test_a_channel_veto_takes_that_channel_only() -> None:
    channels = scored(MAIN).entities["diting"]["components"][1]["channels"]
    assert {channel: tree["raw"] == "0.000000" for channel, tree in channels.items()} == {
        "weixin": False,
        "weibo": True,
        "app": False,
    }


@pytest.mark.parametrize(
    ("key", "raised"),
    [
        (
            MAIN,
            {
                "G1": {"hengxi", "ruochuan", "yanhu", "yunting"},  # fewer than 6 surveys
                "G2": {"feiling"},
                "G3": {"lingzhou", "yijiang"},
            },
        ),
        ("fujian-2018", {"G1": {"hengxi", "ruochuan", "tianxi"}, "G2": set(), "G3": set()}),
        ("fujian-2019-departments", {"G1": {"gucun", "shouyi"}, "G2": {"yeshi"}}),
    ],
)
def test_gates_are_raised_for_those_who_earned_it(key: str, raised: dict[str, set[str]]) -> None:
    campaign, tree = scored(key), sites(key)
    assert tree.trace is not None
    found = {
        gate.code: {campaign.inputs.entity_keys[at] for at in np.flatnonzero(tree.trace.gate_raised[:, gate.index])}
        for gate in campaign.result.components[0].plan.gates
    }
    assert found == raised


def test_gates_take_all_or_half() -> None:
    campaign, tree = scored(MAIN), sites()
    plan = campaign.result.components[0].plan
    assert tree.trace is not None

    def factors(entity: str, code: str) -> set[float]:
        node = plan.nodes[plan.node_index[code]]
        return set(tree.trace.leaf_gate[campaign.index(entity), node.leaf_begin : node.leaf_end].tolist())  # type: ignore[union-attr]

    assert [factors("yanhu", "4.4.1"), factors("feiling", "5.3"), factors("yijiang", "5.4.2")] == [{0}, {0}, {0.5}]
    assert factors("shuyu", "4.4.1") == {1}


def moved(key: str, entity: str, *, component: int = 0, channel: int = 0) -> dict[str, tuple[float, float]]:
    """Leaves whose weight a declaration moved: code → (before, after). Only where both are assessed."""
    campaign = scored(key)
    part = campaign.result.components[component]
    tree, at = part.trees[channel], campaign.index(entity)
    assert tree.trace is not None
    before, after = tree.trace.leaf_weight[at], tree.trace.leaf_moved[at]
    return {
        part.plan.leaf_node(leaf).code: (float(before[leaf]), round(float(after[leaf]), 6))
        for leaf in range(len(part.plan.leaves))
        if not np.isnan(before[leaf]) and abs(before[leaf] - after[leaf]) > 1e-9
    }


def test_a_leaf_that_does_not_apply_gives_its_weight_to_its_siblings() -> None:
    assert moved(MAIN, "shuyu") == {"3.2.2.1": (2, 0), "3.2.2.2": (2, 4)}


def test_a_leaf_beside_a_subtree_gives_its_weight_in_proportion() -> None:
    assert moved(MAIN, "jichuan") == {
        "2.1.1": (4, round(4 + 4 / 7, 6)),
        "2.1.2": (2, round(2 + 2 / 7, 6)),
        "2.1.3": (1, round(1 + 1 / 7, 6)),
        "2.2": (1, 0),
    }


def test_a_subtree_moves_as_one_weight() -> None:
    assert moved(MAIN, "zhiyu") == {
        "3.1.1.1": (1, 0),
        "3.1.1.2": (1, 0),
        "3.1.1.3": (1, 0),
        "3.1.2": (1, 4),
    }


def test_an_only_child_gives_its_weight_one_level_up() -> None:
    changed = moved(MAIN, "xize")
    assert changed.pop("5.6.1") == (6, 0)
    assert {code.split(".")[0] for code in changed} == {"5"}
    assert round(sum(after - before for before, after in changed.values()), 4) == 6


def test_the_full_policy_keeps_the_weight_with_full_marks() -> None:
    campaign = scored("cstc-2019-new-media")
    part, at = campaign.result.components[0], campaign.index("xiaoyuan")
    leaf = part.plan.nodes[part.plan.node_index["4.2"]].leaf
    trace = part.trees[part.plan.channel_index["weixin"]].trace
    assert trace is not None
    assert (trace.leaf_weight[at, leaf], trace.leaf_moved[at, leaf], trace.leaf_ratio[at, leaf]) == (6, 6, 1)


def test_entities_have_none_to_three_media_channels() -> None:
    entities = scored(MAIN).entities
    counts = Counter(len(item["components"][1].get("channels", ())) for item in entities.values())
    assert sorted(counts) == [0, 1, 2, 3]
    assert {key for key, item in entities.items() if item["components"][1].get("absent")} == {"jiayu"}
    assert sum(row["open"] == "0" for row in scored(MAIN).rows("channels.csv")) >= 5


def test_the_entity_without_media_is_measured_by_its_website_alone() -> None:
    item = scored(MAIN).entities["jiayu"]
    assert float(item["total"]) == pytest.approx(float(item["components"][0]["raw"]), abs=0.005)


def test_classes_a_b_and_c_add_up_in_the_digital_government_campaign() -> None:
    tree = sites("cstc-2019")
    assert (tree.classes[:, :3] > 0).all()
    assert np.allclose(tree.classes.sum(axis=1), tree.core)


def test_each_class_of_the_local_sites_has_its_own_full_marks_for_a_leaf() -> None:
    campaign = scored("cstc-2019-local")
    part = campaign.result.components[0]
    leaf = part.plan.nodes[part.plan.node_index["1.1"]].leaf
    weights = {
        key: part.trees[0].trace.leaf_weight[campaign.index(key), leaf]  # type: ignore[union-attr]
        for key in ("tingnan", "haochuan", "xuanpu")
    }
    assert weights == {"tingnan": 2, "haochuan": 2, "xuanpu": 5}


def test_reviewers_disagree_here_and_there_and_most_of_it_is_settled() -> None:
    campaign = scored(MAIN)
    found = disagreements(campaign)
    settled = {
        tuple(row[name] for name in ("entity", "system", "round", "criterion", "channel"))
        for row in campaign.rows("adjudications.csv")
    }
    assert settled <= found
    assert 30 <= len(settled) < len(found) <= 0.03 * len(yields(campaign))


@pytest.mark.parametrize(("key", "settled"), [("cstc-2019", True), ("fujian-2019-departments", False)])
def test_campaigns_in_work_have_open_disagreements(key: str, settled: bool) -> None:
    rows = scored(key).rows("adjudications.csv")
    assert len(disagreements(scored(key))) > 2 * len(rows)
    assert bool(rows) is settled


def test_a_disagreement_may_be_about_whether_something_applies() -> None:
    mixed = [values for values in yields(scored(MAIN)).values() if 0 < np.isnan(values).sum() < len(values)]
    assert len(mixed) >= 3


def test_low_values_are_commented_on_in_chinese_and_high_ones_are_not() -> None:
    commented = [row for key in SCRIPTS for row in scored(key).rows("scores.csv") if row["comment"]]
    assert len(commented) > 1000
    assert len({row["comment"] for row in commented}) > 300
    assert {row["comment"] for row in commented if not 5 <= len(row["comment"]) <= 40} == set()
    assert [row for row in commented if row["value"] not in ("NA", "0") and value_of(row["value"]) >= LOW] == []


def value_of(text: str) -> float:
    part, _, whole = text.partition("/")
    return float(part) / float(whole or 1)


def test_reviewers_who_have_not_begun_have_no_rows() -> None:
    rows = scored("fujian-2019-departments").rows("scores.csv")
    begun = {(row["reviewer"], row["entity"], row["round"]) for row in rows}
    unstarted = SCRIPTS["fujian-2019-departments"].unstarted
    assert begun & unstarted == set()
    assert len(begun | unstarted) == 3 * 20 * 2


def test_a_few_cells_that_nobody_scored_are_counted_as_missing() -> None:
    missing = {key: int(scored(key).result.missing.sum()) for key in SCRIPTS}
    assert 3 <= missing[MAIN] <= 15
    assert max(missing.values()) <= 15


@pytest.mark.parametrize("key", SCRIPTS)
def test_totals_are_spread_as_real_ones_are(key: str) -> None:
    totals = sorted(float(item["total"]) for item in scored(key).entities.values() if item["total"])
    assert 50 <= totals[0] <= 70
    assert 88 <= totals[-1] <= 100
    assert max(np.diff(totals)) < 12
    assert 70 <= np.median(totals) <= 87


@pytest.mark.parametrize("key", [key for key in SCRIPTS if key != "cstc-2019-new-media"])
def test_no_two_entities_have_the_same_profile(key: str) -> None:
    profiles = [tuple(first_level(item)) for item in scored(key).entities.values()]
    assert len(set(profiles)) == len(profiles)


def test_strengths_differ_between_first_level_indicators() -> None:
    """The order of the entities is not the same in every indicator: rank correlations stay clearly below 1."""
    tree, plan = sites(), scored(MAIN).result.components[0].plan
    tops = [node.index for node in plan.nodes if node.parent < 0]
    share = tree.nodes[:, tops] / plan.node_weight[tops, 0]
    correlations = np.corrcoef(share.T)[np.triu_indices(len(tops), 1)]
    assert correlations.min() > 0.3
    assert correlations.max() < 0.95


def test_the_baseline_assesses_the_same_entities() -> None:
    assert SCRIPTS[MAIN].baseline == "fujian-2018"
    assert scored("fujian-2018").inputs.entity_keys == scored(MAIN).inputs.entity_keys
