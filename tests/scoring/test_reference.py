"""The engine against the slow reference in exact fractions, on random campaigns: equal digit for digit."""

from typing import Any

import pytest

from assessment.scoring import ENGINE_VERSION, score_campaign, to_results
from tests.scoring.bundles import CASES, Bundle, bundle_inputs, read_bundle
from tests.scoring.generator import random_bundle
from tests.scoring.reference_run import reference_results


def engine_results(bundle: Bundle) -> dict[str, Any]:
    """The engine's document without what the reference doesn't know: run, engine and grades."""
    inputs = bundle_inputs(bundle)
    document = to_results(
        score_campaign(inputs), inputs, campaign=bundle.campaign["key"], run="1", engine=ENGINE_VERSION
    )
    for entity in document["entities"]:
        del entity["grade"]
    return {"campaign": document["campaign"], "entities": document["entities"]}


@pytest.mark.parametrize("seed", range(120))
def test_a_random_campaign_comes_out_as_in_the_reference(seed: int) -> None:
    bundle = random_bundle(seed)
    assert engine_results(bundle) == reference_results(bundle)


@pytest.mark.parametrize("name", ["random-101", "random-108"])
def test_the_reference_agrees_on_a_golden_case(name: str) -> None:
    bundle = read_bundle(CASES / name)
    assert engine_results(bundle) == reference_results(bundle)
