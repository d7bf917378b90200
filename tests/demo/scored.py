"""Demo campaigns, drawn and scored without a database: bundle files → the engine's inputs → results."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assessment.demo import cstc, departments, fujian
from assessment.demo.bundle import bundle_files, write_bundle
from assessment.demo.script import Script
from assessment.scoring import score_campaign, to_results
from assessment.scoring.inputs import CampaignInputs
from assessment.scoring.outcome import CampaignResult
from tests.scoring.bundles import bundle_inputs, read_bundle

SCRIPTS = {
    script.key: script
    for script in (
        fujian.fujian_2018(),
        fujian.fujian_2019(),
        departments.fujian_2019_departments(),
        cstc.cstc_2019(),
        cstc.cstc_2019_local(),
        cstc.cstc_2019_new_media(),
    )
}


@dataclass(frozen=True)
class Scored:
    """A campaign with its files' rows, the engine's inputs and what came out; ``entities`` as in results.json."""

    script: Script
    files: dict[str, bytes]
    inputs: CampaignInputs
    result: CampaignResult
    entities: dict[str, dict[str, Any]]

    def rows(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.files[name].decode())))

    def index(self, entity: str) -> int:
        return list(self.inputs.entity_keys).index(entity)


@cache
def scored(key: str) -> Scored:
    """The campaign of a demo key."""
    script = SCRIPTS[key]
    files = bundle_files(script)
    with tempfile.TemporaryDirectory() as folder:
        write_bundle(files, Path(folder))
        inputs = bundle_inputs(read_bundle(Path(folder)))
    result = score_campaign(inputs)
    document = to_results(result, inputs, campaign=key, run="1", engine="")
    return Scored(script, files, inputs, result, {item["entity"]: item for item in document["entities"]})
