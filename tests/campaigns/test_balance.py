"""Sharing out items: level, without conflicts, complete, and as stable as can be. Properties, for any demand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.campaigns.balance import Demand, share_out

ITEMS = [f"i{number}" for number in range(30)]
REVIEWERS = [f"r{number}" for number in range(8)]


@st.composite
def demands(draw, *, conflicts: bool = True, most_items: int = 30, most_reviewers: int = 8):
    items = ITEMS[: draw(st.integers(0, most_items))]
    reviewers = REVIEWERS[: draw(st.integers(1, most_reviewers))]
    pairs = st.frozensets(st.sampled_from(sorted(product(ITEMS[:most_items], REVIEWERS[:most_reviewers]))), max_size=40)
    return Demand(
        items=items,
        reviewers=reviewers,
        k=draw(st.integers(1, 4)),
        seed=draw(st.sampled_from(["", "a", "b"])),
        forbidden=draw(pairs) if conflicts else frozenset(),
    )


def pairs_of(shared):
    return {(item, reviewer) for item, held in shared.items() for reviewer in held}


def loads(demand, shared):
    counted = Counter(reviewer for held in shared.values() for reviewer in held)
    return [counted[reviewer] for reviewer in demand.reviewers]


@given(demands(conflicts=False))
def test_loads_differ_by_at_most_one(demand):
    found = loads(demand, share_out(demand))
    assert max(found) - min(found) <= 1


@given(demands())
def test_every_item_gets_k_reviewers_or_all_who_may_and_nobody_in_conflict(demand):
    shared = share_out(demand)
    may = {item: [name for name in demand.reviewers if (item, name) not in demand.forbidden] for item in demand.items}
    assert {item: len(held) for item, held in shared.items()} == {
        item: min(demand.k, len(names)) for item, names in may.items()
    }
    assert all(set(held) <= set(may[item]) and len(set(held)) == len(held) for item, held in shared.items())


@settings(max_examples=60)
@given(demands(most_items=4, most_reviewers=3))
def test_no_fairer_sharing_exists_even_with_conflicts(demand):
    """Against every possible sharing: the sum of squared loads is least, so is the greatest load."""
    ways = []
    for item in demand.items:
        may = [name for name in demand.reviewers if (item, name) not in demand.forbidden]
        ways.append(list(combinations(may, min(demand.k, len(may)))))
    everything = [Counter(name for held in choice for name in held) for choice in product(*ways)]
    best = min((sum(n * n for n in counts.values()), max(counts.values(), default=0)) for counts in everything)
    found = loads(demand, share_out(demand))
    assert (sum(n * n for n in found), max(found)) == best


@given(demands())
def test_running_again_on_what_stands_changes_nothing(demand):
    first = share_out(demand)
    assert share_out(replace(demand, current=pairs_of(first))) == first
    assert share_out(demand) == first


@given(demands(conflicts=False), st.integers(0, 10))
def test_added_items_move_nobody(demand, more):
    first = share_out(demand)
    grown = replace(demand, items=[*demand.items, *(f"new{number}" for number in range(more))])
    second = share_out(replace(grown, current=pairs_of(first)))
    assert {item: second[item] for item in demand.items} == first
    found = loads(demand, second)
    assert max(found) - min(found) <= 1


@given(demands(conflicts=False))
def test_a_new_reviewer_takes_no_more_than_a_fair_part(demand):
    """As many tasks move as the newcomer needs, no two of the others swap theirs."""
    first = share_out(demand)
    grown = replace(demand, reviewers=[*demand.reviewers, "newcomer"], current=pairs_of(first))
    second = share_out(grown)
    moved = pairs_of(second) - pairs_of(first)
    short = sum(demand.k > len(held) for held in first.values())
    found = loads(grown, second)
    assert max(found) - min(found) <= 1
    assert len(moved) == max(found[-1], short)


@given(demands(), st.data())
def test_work_begun_stays_with_who_began_it(demand, data):
    free = sorted(set(product(demand.items, REVIEWERS)) - set(demand.forbidden))
    fixed = data.draw(st.frozensets(st.sampled_from(free), max_size=10)) if free else frozenset()
    assert fixed <= pairs_of(share_out(replace(demand, current=fixed, fixed=fixed)))


@given(demands())
def test_the_order_of_what_stands_makes_no_difference(demand):
    pairs = sorted(pairs_of(share_out(replace(demand, seed="other"))))
    forwards, backwards = replace(demand, current=pairs), replace(demand, current=pairs[::-1])
    assert share_out(forwards) == share_out(backwards)


def test_another_seed_gives_another_sharing_and_the_same_seed_the_same_on_every_machine():
    demand = Demand(items=ITEMS[:4], reviewers=REVIEWERS[:3], k=1, seed="a")
    assert share_out(demand) != share_out(replace(demand, seed="b"))
    assert share_out(demand) == {"i0": ("r0",), "i1": ("r0",), "i2": ("r2",), "i3": ("r1",)}
