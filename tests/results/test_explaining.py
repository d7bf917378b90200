"""An explanation shows the stored figures, whatever has happened to the campaign since."""

from __future__ import annotations

import numpy as np
import pytest

from assessment.results.explaining import ComponentReasons, Settled, explain
from assessment.results.models import Run
from assessment.results.reading import ComponentFigures, RunReader
from assessment.scoring.explanation import ComponentTrail, TreeTrail
from assessment.scoring.rounding import half_up
from reviews.models import ScoreSheet
from tests.bundles.samples import CASES, FILES, write_bundle
from tests.results.people import computed, imported

pytestmark = pytest.mark.django_db


def units(values: list[float]) -> list[int]:
    """Floats in reported 1e-6 units."""
    return half_up(np.array(values, dtype=np.float64), 6).tolist()


def nodes(tree: TreeTrail) -> dict[str, int]:
    return dict(zip(tree.nodes, units(list(tree.nodes.values())), strict=True))


def same_component(trail: ComponentTrail, stored: ComponentFigures) -> None:
    assert (trail.plan.key, trail.plan.version, trail.absent) == (stored.system, stored.version, stored.absent)
    if stored.absent:
        return
    assert units([trail.raw, trail.full]) == [stored.raw, stored.full]
    if stored.channels:
        assert {tree.channel: nodes(tree) for tree in trail.trees} == {
            channel: dict(figures.nodes) for channel, figures in stored.channels.items()
        }
    else:
        (tree,) = trail.trees
        assert nodes(tree) == dict(stored.nodes)
        assert dict(zip(tree.classes, units(list(tree.classes.values())), strict=True)) == dict(stored.classes)


def same_as_stored(run: Run) -> int:
    """Compare every entity; returns how many there were."""
    reader = RunReader(run)
    compared = 0
    for figures in reader.entities():
        entity = run.campaign.entities.get(key=figures.key)
        found = explain(run, entity)
        assert found is not None
        shown = figures.total if figures.is_ranked else figures.shadow_total
        assert found.trail.reported == f"{shown / 10**reader.decimals:.{reader.decimals}f}"
        assert (found.trail.unqualified, found.trail.missing) == (not figures.is_ranked, figures.missing)
        for trail, stored in zip(found.trail.components, figures.components, strict=True):
            same_component(trail, stored)
        compared += 1
    return compared


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_node_of_every_entity_is_explained_by_the_score_that_is_stored(case):
    assert same_as_stored(computed(imported(case))) == 8


def test_a_sheet_that_was_reopened_later_still_explains_the_run_that_read_it():
    campaign = imported(CASES[0])
    run = computed(campaign)
    ScoreSheet.objects.filter(component__campaign=campaign).update(status=ScoreSheet.Status.OPEN)
    campaign.components.first().adjudications.all().delete()
    assert same_as_stored(run) == 8


def test_a_run_of_another_engine_is_not_explained():
    campaign = imported(CASES[3])
    run = computed(campaign)
    other = Run.objects.get(pk=run.pk)
    other.engine = "0"
    assert explain(other, campaign.entities.first()) is None


def test_reasons_given_with_decisions_are_found_by_their_code(tmp_path):
    campaign = imported(write_bundle(tmp_path, FILES))
    run = computed(campaign)
    first, second = (explain(run, campaign.entities.get(key=key)).reasons["sites"] for key in ("e1", "e2"))
    assert first == ComponentReasons({}, {"G2": "通报"}, {("r1", "1.1#2", "weixin"): Settled("1", "复核")})
    assert second == ComponentReasons({"1.2": "无服务"}, {}, {})
