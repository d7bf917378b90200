"""From a version's document to flat tables, and what is refused on the way."""

from typing import Any

import numpy as np
import pytest
import yaml

from assessment.scoring import InputFault, PlanFault, plan_version, score_campaign
from assessment.scoring.inputs import CampaignInputs
from assessment.scoring.model import Kind, NaPolicy, Role
from assessment.scoring.tree import default_shares, token
from tests.scoring.bundles import bundle_inputs
from tests.scoring.small import COUNT, RATING, Small, branch, leaf, point, tally

# formats.md §1, as it is read by a YAML 1.1 loader (bare `no` is False there).
DOCUMENT = """
key: demo-sites
version: "2019"
mode: entity
columns: class
classes: [city, county]
channels: [website, weixin, weibo, app]
channel_weights:
  - {website: 60, weixin: 16, weibo: 8, app: 16}
gates:
  - {code: G1, targets: [2.1], when: {criterion: "1.1#4", below: 6}}
  - {code: G2, targets: ["2", "1.1#2"], factor: 0.5}
vetoes:
  - {code: V1, scope: entity, conditions: [{no: 1, text: {zh: 打不开}}]}
tree:
  - code: "1"
    na: {policy: scope, code: "1"}
    children:
      - code: "1.1"
        weight: {city: 4, county: 6}
        method: monitoring
        criteria:
          - {no: 1, share: 0.5, class: C, channels: [website], rule: {type: rating, step: 0.1}}
          - {no: 2, share: 0.5, class: B, channels: [app, website], rule: {type: check}}
          - {no: 3, share: 0, rule: {type: tally, mode: penalty, categories: {found: {percent: 50}}}}
          - {no: 4, share: 0, rule: {type: count}}
  - code: "2"
    children:
      - {code: "2.1", weight: 3}
      - {code: "2.2", kind: deduction, weight: {city: 5}, unheard_of: true, criteria: [{no: 1, rule: {type: items}}]}
"""


def test_a_document_becomes_flat_tables() -> None:
    plan = plan_version(yaml.safe_load(DOCUMENT))
    assert (plan.key, plan.version, plan.per_channel, plan.columns) == ("demo-sites", "2019", False, ("city", "county"))
    assert [(node.code, node.parent, node.depth, node.leaf, node.leaf_begin, node.leaf_end) for node in plan.nodes] == [
        ("1", -1, 1, -1, 0, 1),
        ("1.1", 0, 2, 0, 0, 1),
        ("2", -1, 1, -1, 1, 3),
        ("2.1", 2, 2, 1, 1, 2),
        ("2.2", 2, 2, 2, 2, 3),
    ]
    assert [node.kind for node in plan.nodes] == [Kind.SCORE] * 4 + [Kind.DEDUCTION]
    assert [node.year_end for node in plan.nodes] == [True, False, True, True, True]
    assert plan.nodes[0].policy == NaPolicy("scope", (0,))
    np.testing.assert_array_equal(plan.leaf_weight, [[4, 6, np.nan], [3, 3, 3], [5, np.inf, np.inf]])
    np.testing.assert_array_equal(plan.node_weight[[0, 2]], [[4, 6, np.nan], [3, 3, 3]])
    assert [(item.address, item.role, item.share, item.klass, item.channels) for item in plan.criteria] == [
        ("1.1#1", Role.RATIO, 0.5, "C", (0,)),
        ("1.1#2", Role.RATIO, 0.5, "B", (0, 3)),
        ("1.1#3", Role.PENALTY, 0.0, "none", ()),
        ("1.1#4", Role.COUNT, 0.0, "none", ()),
        ("2.1#1", Role.RATIO, 1.0, "none", ()),
        ("2.2#1", Role.AMOUNT, 0.0, "none", ()),
    ]
    assert [(gate.code, gate.factor, gate.criteria, gate.leaves) for gate in plan.gates] == [
        ("G1", 0.0, (), (1,)),
        ("G2", 0.5, (1,), (1, 2)),
    ]
    assert plan.gates[0].when is not None
    assert (plan.gates[0].when.criterion, plan.gates[0].when.bounds) == (3, (("below", 6.0),))
    assert [(veto.code, veto.scope) for veto in plan.vetoes] == [("V1", "entity")]


@pytest.mark.parametrize(
    ("given", "shares"),
    [
        ([None, None], (0.5, 0.5)),
        ([0.5, None, None], (0.5, 0.25, 0.25)),
        ([0.2, 0.3], (0.2, 0.3)),
        ([1, 3, None], (1.0, 3.0, 2.0)),
        ([], ()),
    ],
)
def test_shares_not_given_are_filled_in(given: list[float | None], shares: tuple[float, ...]) -> None:
    assert default_shares(given) == shares


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), ("true", "true"), (3, "3"), (3.0, "3"), ("3", "3"), ("2.5", "2.5"), (2.5, "2.5"), ("厅", "厅")],
)
def test_attribute_values_meet_as_tokens(value: object, text: str) -> None:
    assert token(value) == text


SCOPE = {"policy": "scope"}


@pytest.mark.parametrize(
    ("tree", "system", "code"),
    [
        ([leaf("1", 1), leaf("1", 2)], {}, "duplicate_code"),
        ([leaf("1", 1, {"no": 1, "rule": RATING}, {"no": 1, "rule": RATING})], {}, "duplicate_criterion"),
        ([], {}, "empty_tree"),
        ([leaf("1", 1, na={"policy": "lose"})], {}, "unknown_policy"),
        ([leaf("1", 1, na=SCOPE)], {}, "missing_target"),
        ([leaf("1", 1, na={**SCOPE, "code": "7"})], {}, "unknown_target"),
        ([leaf("1", {"town": 1})], {}, "unknown_class"),
        ([leaf("1", 1, point({"type": "stars"}))], {}, "unknown_rule"),
        ([leaf("1", 1, point({"type": "items"}))], {}, "items_on_score"),
        ([leaf("1", 1, point(RATING, 1, "B", "tv"))], {}, "unknown_channel"),
        ([leaf("1", 1, point(RATING, 1, "C", "website", "app"))], {"channels": ["website", "app"]}, "single_channel"),
        ([leaf("1", 1, point(RATING, 1, "D", "website"))], {}, "unknown_criterion_class"),
        ([leaf("1", 1, applies_when={"attribute": "x"})], {}, "unknown_condition"),
        ([leaf("1", 1)], {"channel_weights": [{"tv": 1}]}, "unknown_channel"),
        ([leaf("1", 1)], {"gates": [{"code": "G", "targets": ["2"]}]}, "unknown_target"),
        (
            [leaf("1", 1)],
            {"gates": [{"code": "G", "targets": ["1"], "when": {"criterion": "1#2", "below": 1}}]},
            "unknown_criterion",
        ),
        ([leaf("1", 1)], {"gates": [{"code": "G", "targets": ["1"], "when": {"criterion": "1#1"}}]}, "empty_trigger"),
    ],
)
def test_what_cannot_be_scored_is_refused(tree: list[dict[str, Any]], system: dict[str, Any], code: str) -> None:
    with pytest.raises(PlanFault) as caught:
        Small(*tree, **system).run()
    assert caught.value.code == code


def test_a_tally_without_mode_deducts_if_it_bears_a_share() -> None:
    rules = point(tally(bad={"points": 1}), 0.5), point(tally(bad={"points": 1}), 0), point(COUNT), point(RATING)
    plan = plan_version({"key": "s", "version": "1", "channels": ["w"], "tree": [leaf("1", 1, *rules)]})
    assert [item.role for item in plan.criteria] == [Role.RATIO, Role.PENALTY, Role.COUNT, Role.RATIO]


def inputs() -> CampaignInputs:
    case = Small(leaf("1", 1), vetoes=[{"code": "V1", "scope": "entity"}]).entity("e1").give("1", 1)
    return bundle_inputs(case.bundle())


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("columns", np.array([0], dtype=np.int16), "entity_count"),
        ("columns", np.array([0, 2], dtype=np.int16), "column"),
        ("open_channels", np.ones((2, 2), dtype=bool), "channel_shape"),
        ("raised_gates", np.ones((2, 1), dtype=bool), "gate_shape"),
        ("sheets", np.zeros((1, 2)), "sheet_shape"),
        ("sheet_entity", np.array([2], dtype=np.int32), "sheet_entity"),
        ("sheet_round", np.array([1], dtype=np.int16), "sheet_round"),
        ("declared_na", np.array([[0, 1]], dtype=np.int32), "declared_na"),
        ("vetoes", np.array([[0, 0, 1]], dtype=np.int32), "vetoes"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(field: str, value: np.ndarray, code: str) -> None:
    broken = inputs()
    object.__setattr__(broken.components[0], field, value)
    with pytest.raises(InputFault) as caught:
        score_campaign(broken)
    assert caught.value.code == code


def test_entities_come_in_key_order() -> None:
    broken = inputs()
    object.__setattr__(broken, "entity_keys", ["b", "a"])
    with pytest.raises(InputFault) as caught:
        score_campaign(broken)
    assert caught.value.code == "entity_order"


@pytest.mark.parametrize("mode", ["entity", "per_channel"])
def test_a_campaign_without_entities_has_empty_results(mode: str) -> None:
    case = Small(leaf("1", 1), mode=mode)
    case.entities.clear()
    assert case.results() == {}


def test_progress_is_told_chunk_by_chunk() -> None:
    case = Small(leaf("1", 1))
    case.add_system(leaf("1", 1))
    for place in range(5):
        case.entity(f"e{place}")
    seen: list[tuple[int, int]] = []
    score_campaign(bundle_inputs(case.bundle()), chunk=2, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(2, 10), (4, 10), (5, 10), (7, 10), (9, 10), (10, 10)]


def test_inner_nodes_hand_kind_and_method_down() -> None:
    tree = branch("9", leaf("9.1", 2, point({"type": "items"})), kind="bonus", method="monitoring")
    plan = plan_version({"key": "s", "version": "1", "channels": ["w"], "tree": [tree]})
    assert (plan.nodes[1].kind, plan.nodes[1].year_end) == (Kind.BONUS, False)
