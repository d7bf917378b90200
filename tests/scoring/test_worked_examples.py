"""Examples E1–E6 of scoring.md §12, computed by hand there."""

from assessment.scoring import group_by_rank, tie_sentence
from tests.scoring.small import RATING, Small, branch, leaf, point, tally


def test_e1_redistribution() -> None:
    subtree = branch("R", leaf("a", 2), leaf("b", 4), leaf("c", 1), leaf("d", 3))
    case = Small(subtree).give("a", 1).give("b", 0.5).give("c", 0.8).declare("d")
    assert case.weights() == {"a": 3.0, "b": 5.0, "c": 2.0, "d": 0.0}
    assert case.nodes()["R"] == "7.100000"


def test_e2_class_b_with_a_set_that_has_no_row() -> None:
    channels = ["website", "weixin", "weibo", "app"]
    case = Small(
        leaf("1", 4, point(RATING, 1, "B", *channels)),
        channels=channels,
        channel_weights=[{"website": 60, "weixin": 16, "weibo": 8, "app": 16}],
    ).close("weibo")
    case.give("1", 1, channel="website").give("1", 0.5, channel="weixin").give("1", 0, channel="app")
    assert case.component()["raw"] == "2.956522"


def test_e3_per_channel() -> None:
    case = Small(
        leaf("1", 100),
        mode="per_channel",
        channels=["weixin", "weibo", "app"],
        channel_weights=[{"weixin": 40, "weibo": 20, "app": 40}, {"weixin": 65, "weibo": 35}],
    ).close("app")
    case.give("1", 0.8, channel="weixin").give("1", 0.7, channel="weibo")
    component = case.component()
    assert {name: tree["raw"] for name, tree in component["channels"].items()} == {
        "weixin": "80.000000",
        "weibo": "70.000000",
    }
    assert (component["raw"], component["full"]) == ("76.500000", "100.000000")


def penalised(found: int) -> str:
    criteria = [point(RATING, share) for share in (20, 40, 20, 20)]
    case = Small(leaf("1", 8, *criteria, point(tally("penalty", found={"percent": 50}), 0)))
    for number, ratio in enumerate((1, 1, 0.5, 1), start=1):
        case.give(f"1#{number}", ratio)
    return case.give("1#5", f"found={found}").nodes()["1"]


def test_e4_penalty() -> None:
    assert [penalised(found) for found in (0, 1, 2)] == ["7.200000", "3.200000", "0.000000"]


def test_e5_trimmed_mean() -> None:
    case = Small(leaf("1", 6), policy={"reviewers": "trimmed_mean"}).give("1", 0.2, 0.9, 1.0, 0.9, 0.8)
    assert case.nodes()["1"] == "5.200000"


def test_e6_dense_ranks_and_their_sentence() -> None:
    case = Small(leaf("1", 100))
    for name, ratio in (("e0", "0.912"), ("e1", "0.901"), ("e2", "0.901"), ("e3", "0.88")):
        case.entity(name).give("1", ratio, entity=name)
    assert [entity["total"] for entity in case.results().values()] == ["91.20", "90.10", "90.10", "88.00"]
    assert [entity["ranks"] for entity in case.results().values()] == [{"all": rank} for rank in (1, 2, 2, 3)]
    groups = group_by_rank(["甲", "乙", "丙", "丁"], case.run().ranks[:, 0])
    assert groups == {1: ["甲"], 2: ["乙", "丙"], 3: ["丁"]}
    assert tie_sentence(groups, last=3) == "前3名：甲、乙/丙、丁。其中，乙/丙并列第2名。"
