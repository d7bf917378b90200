"""A demo campaign is the same files every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pytest

from assessment.demo.bundle import HEADERS, bundle_files
from tests.demo.scored import SCRIPTS, scored

DIGEST = """
import hashlib, os
os.environ["DJANGO_SETTINGS_MODULE"] = "assessment.settings"
import django
django.setup()
from tests.demo.scored import SCRIPTS
from assessment.demo.bundle import bundle_files
for key, script in SCRIPTS.items():
    for name, data in bundle_files(script).items():
        print(key, name, hashlib.sha256(data).hexdigest())
"""


def digests() -> list[str]:
    return [
        f"{key} {name} {hashlib.sha256(data).hexdigest()}"
        for key in SCRIPTS
        for name, data in scored(key).files.items()
    ]


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_with_another_hash_seed_makes_the_same_bytes(seed: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", DIGEST], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
    )
    assert told.stdout.decode().splitlines() == digests()


def test_the_files_are_those_of_a_bundle() -> None:
    script = SCRIPTS["fujian-2019"]
    systems = [f"systems/{part.system}.yaml" for part in script.parts]
    assert sorted(bundle_files(script)) == sorted(["campaign.yaml", *HEADERS, *systems])


@pytest.mark.parametrize("key", SCRIPTS)
def test_no_cell_has_two_values_of_one_reviewer(key: str) -> None:
    places = [tuple(row.values())[:6] for row in scored(key).rows("scores.csv")]
    assert len(set(places)) == len(places)
