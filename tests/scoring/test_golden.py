"""The shipped cases: bundles with the results that two programs agree on, compared digit for digit."""

import json
from pathlib import Path
from typing import Any

import pytest

from assessment.scoring import ENGINE_VERSION, score_campaign, to_results
from tests.scoring.bundles import CASES, bundle_inputs, read_bundle

FOLDERS = sorted(path for path in CASES.iterdir() if path.is_dir())
# results.json also says which run and engine it is, and the grade where a campaign has grades.
BESIDE = ("run", "engine", "grade")


def without(document: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in names}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_it_reproduces_the_expected_results(folder: Path) -> None:
    bundle = read_bundle(folder)
    inputs = bundle_inputs(bundle)
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    results = to_results(
        score_campaign(inputs), inputs, campaign=bundle.campaign["key"], run="1", engine=ENGINE_VERSION
    )
    entities = {item["entity"]: without(item, BESIDE) for item in results["entities"]}
    assert list(entities) == [item["entity"] for item in expected["entities"]]
    for item in expected["entities"]:
        assert entities[item["entity"]] == item
    assert without(results, (*BESIDE, "entities")) == without(expected, ("entities",))


def test_there_are_cases() -> None:
    assert [path.name for path in FOLDERS] == [f"random-{number}" for number in range(101, 109)]
