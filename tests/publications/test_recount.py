"""The shipped script against the engine, digit for digit: its own exact arithmetic on the files of a download."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from random import Random

import pytest

from tests.publications.recounting import SCRIPT, engine_entities, script, written
from tests.scoring.bundles import CASES, read_bundle
from tests.scoring.generator import random_bundle

recount = script()
FOLDERS = sorted(path for path in CASES.iterdir() if path.is_dir())
GRADES = [{"name": "good", "at_least": 60}, {"name": "fair", "at_least": 30.5}, {"name": "poor", "at_least": 0}]


def test_it_needs_the_standard_library_alone():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} - sys.stdlib_module_names == set()


@pytest.mark.parametrize("seed", range(300, 324))
def test_a_random_campaign_is_recounted_from_its_files(seed: int, tmp_path: Path) -> None:
    values = ("consolidated", "reviewers")[seed % 2]
    bundle = random_bundle(seed)
    if Random(seed).random() < 0.7:
        bundle.campaign["policy"]["grades"] = GRADES
    assert recount.Inputs(written(bundle, tmp_path, values=values)).results() == engine_entities(bundle)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_case_is_recounted_from_its_files(folder: Path, tmp_path: Path) -> None:
    bundle = read_bundle(folder)
    expected = engine_entities(bundle)
    for values in ("consolidated", "reviewers"):
        assert recount.Inputs(written(bundle, tmp_path / values, values=values)).results() == expected
