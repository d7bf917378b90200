"""A campaign's policy: defaults, checks, and one form for every spelling (formats.md §3)."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from assessment.campaigns.policy import DEFAULTS, KEYS, WORK_DEFAULTS, read_policy, work_policy
from assessment.core.faults import FaultsError


@pytest.mark.parametrize("stated", [None, {}, {"reviewers": None, "grades": None, "normalise_to": None}])
def test_what_is_not_stated_is_the_default(stated: dict[str, Any] | None) -> None:
    assert read_policy(stated) == DEFAULTS


def test_every_key_can_be_stated() -> None:
    stated = {
        "reviewers": "trimmed_mean",
        "decimals": 0,
        "ranks": "competition",
        "rank_on": "exact",
        "normalise_to": 100.0,
        "absent_component": "zero",
        "disagreement": 1,
        "grades": [{"name": "良", "at_least": 80.0}, {"name": "优", "at_least": 90.5}],
    }
    grades = [{"name": "优", "at_least": 90.5}, {"name": "良", "at_least": 80}]
    assert read_policy(stated) == {**stated, "normalise_to": 100, "grades": grades}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"reviewer": "mean"}, "policy.reviewer"),
        ({"reviewers": "best"}, "policy.reviewers"),
        ({"reviewers": ["mean"]}, "policy.reviewers"),
        ({"decimals": 7}, "policy.decimals"),
        ({"decimals": True}, "policy.decimals"),
        ({"decimals": 2.0}, "policy.decimals"),
        ({"ranks": "ordinal"}, "policy.ranks"),
        ({"rank_on": 1}, "policy.rank_on"),
        ({"normalise_to": 1000}, "policy.normalise_to"),
        ({"normalise_to": True}, "policy.normalise_to"),
        ({"absent_component": "drop"}, "policy.absent_component"),
        ({"disagreement": float("nan")}, "policy.disagreement"),
        ({"disagreement": 10**400}, "policy.disagreement"),
        ({"disagreement": -0.1}, "policy.disagreement"),
        ({"grades": {"name": "优"}}, "policy.grades"),
        ({"grades": ["优"]}, "policy.grades[0]"),
        ({"grades": [{"name": "优", "at_least": 90, "colour": 1}]}, "policy.grades[0]"),
        ({"grades": [{"name": " ", "at_least": 90}]}, "policy.grades[0].name"),
        ({"grades": [{"name": "优", "at_least": "90"}]}, "policy.grades[0].at_least"),
        ({"grades": [{"name": "优", "at_least": 90}, {"name": "优", "at_least": 80}]}, "policy.grades[1].name"),
        ({"grades": [{"name": "优", "at_least": 90}, {"name": "良", "at_least": 90.0}]}, "policy.grades[1].at_least"),
    ],
)
def test_each_fault_is_named_by_its_place(stated: dict[str, Any], expected: str) -> None:
    with pytest.raises(FaultsError) as refused:
        read_policy(stated)
    assert [fault.place for fault in refused.value.faults] == [expected]


def test_all_faults_come_at_once_in_the_readers_language() -> None:
    with translation.override("en"), pytest.raises(FaultsError) as refused:
        read_policy({"ranks": "x", "decimals": -1, "rounding": "up"}, file="campaign.yaml")
    assert [str(fault) for fault in refused.value.faults] == [
        "campaign.yaml:policy.decimals: A whole number from 0 to 6 is expected.",
        "campaign.yaml:policy.ranks: One of dense, competition is expected.",
        f"campaign.yaml:policy.rounding: There is no such key; allowed are: {', '.join(KEYS)}.",
    ]


def test_how_sheets_are_filled_in_is_kept_only_where_it_is_stated() -> None:
    assert read_policy({"gaps": "allow"}) == {**DEFAULTS, "gaps": "allow"}
    assert work_policy(read_policy({"gaps": "allow"})) == {**WORK_DEFAULTS, "gaps": "allow"}
    assert work_policy(read_policy({})) == WORK_DEFAULTS
    with pytest.raises(FaultsError) as refused:
        read_policy({"reasons": "always"})
    assert [fault.place for fault in refused.value.faults] == ["policy.reasons"]
