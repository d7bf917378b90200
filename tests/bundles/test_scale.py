"""Large bundles: the statements of a batch are constant, and every way of ordering the rows is the same bundle."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.bundles import writing
from assessment.bundles.exporter import export_bundle
from assessment.bundles.importer import import_bundle
from assessment.bundles.outgoing import ENTITIES_AT_ONCE
from assessment.campaigns.models import Campaign
from tests.bundles.content import content_of
from tests.bundles.samples import FILES, write_bundle

pytestmark = pytest.mark.django_db


def large(entities: int) -> dict[str, str]:
    """``entities`` with two reviewers and two scores each."""
    keys = [f"n{number:05}" for number in range(entities)]
    rows = [
        f"{key},sites,r1,{reviewer},1.1#{criterion},{channel},1,\n"
        for key in keys
        for reviewer in ("a", "b")
        for criterion, channel in ((1, ""), (2, "website"))
    ]
    header = {name: text.splitlines(keepends=True)[0] for name, text in FILES.items() if name.endswith(".csv")}
    return {
        **{name: text for name, text in FILES.items() if name.endswith(".yaml")},
        "entities.csv": header["entities.csv"] + "".join(f"{key},单位,city,all,\n" for key in keys),
        "channels.csv": header["channels.csv"] + "".join(f"{key},website,,,1\n" for key in keys),
        "scores.csv": header["scores.csv"] + "".join(rows),
    }


def statements(path: Path, target: Path) -> tuple[int, int]:
    with CaptureQueriesContext(
        connection,
    ) as imported:
        campaign = import_bundle(path=path, actor=None).campaign
    with CaptureQueriesContext(connection) as exported:
        export_bundle(campaign=campaign, path=target, actor=None)
    Campaign.objects.filter(pk=campaign.pk).update(key=f"done-{campaign.pk}")
    return len(imported), len(exported)


def test_the_statements_of_a_batch_do_not_grow_with_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite splits an insert by its number of parameters; with small batches everywhere the count is the same."""
    monkeypatch.setattr(writing, "SHEETS_AT_ONCE", 10)
    counts = []
    for turn, entities in enumerate((5, 5, 10, 15)):  # the first one stores the versions as well
        path = write_bundle(tmp_path / f"given{turn}", large(entities))
        counts.append(statements(path, tmp_path / f"out{turn}"))
    first, *rest = (imported for imported, _exported in counts[1:])
    assert [imported - first for imported in rest] == [3, 6]  # sheets, scores, packs of one more batch
    assert len({exported for _imported, exported in counts}) == 1
    assert ENTITIES_AT_ONCE > 15


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    files = large(30)
    head, *rows = files["scores.csv"].splitlines(keepends=True)
    random.Random(7).shuffle(rows)
    first = import_bundle(path=write_bundle(tmp_path / "a", files), actor=None).campaign
    content = content_of(first)
    export_bundle(campaign=first, path=tmp_path / "a-out", actor=None)
    Campaign.objects.update(key="first")
    shuffled = {**files, "scores.csv": head + "".join(rows)}
    second = import_bundle(path=write_bundle(tmp_path / "b", shuffled), actor=None).campaign
    export_bundle(campaign=second, path=tmp_path / "b-out", actor=None)
    assert content_of(second) == content
    assert (tmp_path / "a-out" / "scores.csv").read_bytes() == (tmp_path / "b-out" / "scores.csv").read_bytes()
