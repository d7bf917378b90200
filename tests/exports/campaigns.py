"""Campaigns with a run, for the tests of reports. Everything goes through the importer and the job."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assessment.bundles.importer import import_bundle
from assessment.campaigns.models import Campaign, Entity
from assessment.campaigns.policy import read_policy
from assessment.core.services import jobs
from assessment.results.models import Run
from assessment.results.services import runs
from tests.bundles.samples import CASES, FILES, changed, write_bundle

__all__ = ["CASES", "FILES", "HOSTILE", "changed", "computed", "empty_run", "hostile_run", "imported", "sample_run"]

#: Names that somebody types into a form so that they do something in a report.
HOSTILE = (
    '=HYPERLINK("http://evil.example","e")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
    "\t=1",
    '#panic("read as markup") $x$ *b* ] </w:t> <script> & "q"',
    "_x0041_ \x01\x0b 末",
)


def imported(path: Path) -> Campaign:
    return Campaign.objects.get(key=import_bundle(path=path, actor=None).campaign.key)


def computed(campaign: Campaign) -> Run:
    """The run that the campaign's job makes in this process."""
    jobs.run(runs.start_run(campaign=campaign, actor=None).pk)
    return campaign.runs.select_related("campaign").order_by("-number")[0]


def sample_run(folder: Path, files: Mapping[str, str] = FILES) -> Run:
    """The sample bundle: e1 is ranked, a channel of it vetoed; e2 has an indicator that doesn't apply."""
    return computed(imported(write_bundle(folder / "bundle", files)))


def empty_run(folder: Path) -> Run:
    """A run of a campaign that has no entities yet."""
    (component, *_others) = imported(write_bundle(folder / "bundle", FILES)).components.all()
    campaign = Campaign.objects.create(key="empty", name_zh="空批次", year=2024, policy=read_policy({}))
    campaign.components.create(version=component.version, share=1, position=0)
    campaign.rounds.create(key="r1", position=0)
    return computed(campaign)


def hostile_run(folder: Path) -> Run:
    """A run of entities, leagues and reasons that are all hostile."""
    names = [f"h{number}" for number in range(len(HOSTILE))]
    files = changed("entities.csv", 'e2,"长乐, 县",county,all,\n', "".join(f"{name},x,county,all,\n" for name in names))
    lines = [line for line in FILES["scores.csv"].splitlines() if not line.startswith("e2")]
    vetoes = "entity,system,veto,condition,channel,status,reason\nh0,sites,V1,1,,confirmed,@cmd\n"
    files |= {
        "scores.csv": "\n".join(lines) + "\n",
        "applicability.csv": "entity,system,indicator,reason\n",
        "channels.csv": FILES["channels.csv"].replace("e2,", "h0,"),
        "vetoes.csv": vetoes,
        "campaign.yaml": FILES["campaign.yaml"].replace("示例批次", "=1+1 & 批次"),
    }
    campaign = imported(write_bundle(folder / "hostile", files))
    for key, name in zip(names, HOSTILE, strict=True):
        Entity.objects.filter(campaign=campaign, key=key).update(name=name)
    return computed(campaign)


def sheet_parts(path: Path) -> dict[str, str]:
    """The XML of every sheet of a workbook."""
    with zipfile.ZipFile(path) as archive:
        return {
            name: archive.read(name).decode() for name in archive.namelist() if re.match(r"xl/worksheets/sheet", name)
        }


def without_grade(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The entities of results.json as the cases have them."""
    return [{name: value for name, value in entity.items() if name != "grade"} for entity in document["entities"]]
