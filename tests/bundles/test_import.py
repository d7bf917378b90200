"""What an import stores, and that it stores all of it or nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessment.bundles.importer import import_bundle, store_bundle
from assessment.bundles.read import read_bundle
from assessment.campaigns.models import Campaign, Entity
from assessment.core.faults import FaultsError
from assessment.core.models import AuditEntry, SiteRole, User
from indicators.models import IndicatorVersion
from reviews.models import Adjudication, Score, ScoreSheet, SheetPack
from reviews.plans import plan_of
from reviews.services.packing import pack_values
from tests.bundles.content import content_of
from tests.bundles.samples import CASES, FILES, changed, write_archive, write_bundle

pytestmark = pytest.mark.django_db


def test_it_stores_the_campaign_with_its_parts(tmp_path: Path) -> None:
    stored = import_bundle(path=write_bundle(tmp_path, FILES), actor=None)
    content = content_of(stored.campaign)
    assert content["campaign"] == ("demo", "示例批次", "Demo", 2024, "demo-2023")
    assert content["rounds"] == [(0, "r1"), (1, "r2")]
    assert content["leagues"] == [(0, "all", "全部", ""), (1, "east", "东部", "East")]
    assert content["policy"]["grades"] == [{"name": "优秀", "at_least": 90}, {"name": "良好", "at_least": 75.5}]
    assert content["policy"]["reviewers"] == "median"
    assert content["policy"]["disagreement"] == 0.3
    shares = [(row.position, row.version.system.key, row.share) for row in stored.campaign.components.all()]
    assert shares == [(0, "sites", 80.0), (1, "media", 20.0)]


def test_it_stores_entities_with_classes_attributes_leagues_and_channels(tmp_path: Path) -> None:
    import_bundle(path=write_bundle(tmp_path, FILES), actor=None)
    first, second = Entity.objects.order_by("key")
    assert (first.name, first.sort_key, second.name) == ("福州市", "fu2 zhou1 shi4", "长乐, 县")
    assert (first.classes, second.classes) == ({"sites": "city"}, {"sites": "county"})
    assert first.attributes == {"has_services": True, "staff": 12, "ratio": 0.5, "kind": "独立"}
    assert sorted(first.leagues.values_list("key", flat=True)) == ["all", "east"]
    assert sorted(second.channels.values_list("kind", "is_open")) == [("app", False), ("website", True)]


def test_it_makes_one_submitted_sheet_per_entity_component_round_and_reviewer(tmp_path: Path) -> None:
    import_bundle(path=write_bundle(tmp_path, FILES), actor=None)
    sheets = ScoreSheet.objects.order_by("pk").values_list(
        "entity__key", "component__position", "round__key", "reviewer__key", "status"
    )
    assert list(sheets) == [
        ("e1", 0, "r1", "张三", "submitted"),
        ("e1", 0, "r2", "li@x", "submitted"),
        ("e1", 1, "r1", "张三", "submitted"),
        ("e2", 1, "r1", "张三", "submitted"),
    ]
    assert ScoreSheet.objects.filter(submitted_at=None).count() == 0


def test_it_keeps_empty_zero_and_not_applicable_apart(tmp_path: Path) -> None:
    import_bundle(path=write_bundle(tmp_path, FILES), actor=None)
    stored = Score.objects.filter(sheet__reviewer__key="li@x").order_by("criterion__address")
    assert list(stored.values_list("criterion__address", "value", "comment")) == [
        ("1.1#1", "NA", "无栏目"),
        ("1.2#1", "", "待核"),
    ]
    assert Score.objects.get(channel="weixin", sheet__component__position=0).value == "0"


def test_an_empty_list_of_items_is_no_case_and_counts_as_zero(tmp_path: Path) -> None:
    """random-102 holds such cells; its expected results count them as the amount 0, not as no value."""
    import_bundle(path=write_bundle(tmp_path, changed("scores.csv", "1;2.5,", ",")), actor=None)
    assert Score.objects.get(criterion__address="2#1").value == "0"


def test_a_channel_the_entity_has_closed_keeps_its_scores(tmp_path: Path) -> None:
    import_bundle(path=write_bundle(tmp_path, FILES), actor=None)
    assert Score.objects.get(sheet__entity__key="e2").value == "0.3"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_rows_and_packs_of_every_case_are_equal(case: Path) -> None:
    import_bundle(path=case, actor=None)
    sheets = ScoreSheet.objects.select_related("component__version", "pack").prefetch_related("scores__criterion")
    packed = {sheet.pk: bytes(sheet.pack.payload) for sheet in sheets}
    rows = {
        sheet.pk: pack_values(
            plan_of(sheet.component.version),
            [(score.criterion.address, score.channel, score.value) for score in sheet.scores.all()],
        )
        for sheet in sheets
    }
    assert packed == rows
    assert len(packed) > 0


@time_machine.travel(datetime(2024, 2, 29, 23, 59, 58, 123456, tzinfo=UTC), tick=False)
def test_scores_know_when_they_were_imported(tmp_path: Path) -> None:
    import_bundle(path=write_bundle(tmp_path, FILES), actor=None)
    written = set(Score.objects.values_list("updated_at", flat=True))
    assert written == {timezone.now()} == set(ScoreSheet.objects.values_list("submitted_at", flat=True))


def test_versions_are_stored_and_published(tmp_path: Path) -> None:
    import_bundle(path=write_bundle(tmp_path, FILES), actor=None)
    versions = IndicatorVersion.objects.order_by("system__key").values_list("system__key", "version", "status")
    assert list(versions) == [("media", "1", "published"), ("sites", "1", "published")]


def test_a_version_that_is_published_already_need_not_come_along(tmp_path: Path) -> None:
    import_bundle(path=write_bundle(tmp_path / "a", FILES), actor=None)
    files = changed("campaign.yaml", "key: demo\n", "key: demo2\n")
    without = {name: text for name, text in files.items() if not name.startswith("systems/")}
    import_bundle(path=write_bundle(tmp_path / "b", without), actor=None)
    first, second = Campaign.objects.order_by("key")
    assert content_of(first) | {"campaign": 0} == content_of(second) | {"campaign": 0}
    assert IndicatorVersion.objects.count() == 2


def test_an_archive_a_folder_in_an_archive_and_a_folder_say_the_same(tmp_path: Path) -> None:
    paths = [
        write_bundle(tmp_path / "folder", FILES),
        write_archive(tmp_path / "flat.zip", FILES),
        write_archive(tmp_path / "nested.zip", FILES, top="批次/"),
    ]
    contents = []
    for position, path in enumerate(paths):
        bundle = read_bundle(path)
        bundle.header.key = f"demo-{position}"
        contents.append(content_of(store_bundle(bundle=bundle, actor=None).campaign) | {"campaign": 0})
    assert contents[0] == contents[1] == contents[2]


def test_columns_may_stand_in_any_order_and_with_a_byte_order_mark(tmp_path: Path) -> None:
    turned = "\ufeffreason,gate,system,entity\r\n通报,G2,sites,e1\r\n"
    import_bundle(path=write_bundle(tmp_path, {**FILES, "gates.csv": turned}), actor=None)
    assert content_of(Campaign.objects.get())["gates"] == [("e1", 0, "G2", "通报")]


def test_tables_but_the_entities_may_be_absent(tmp_path: Path) -> None:
    names = ("campaign.yaml", "systems/sites.yaml", "systems/media.yaml", "entities.csv")
    stored = import_bundle(path=write_bundle(tmp_path, {name: FILES[name] for name in names}), actor=None)
    assert (stored.entities, stored.sheets, stored.scores) == (2, 0, 0)
    assert stored.campaign.phase == Campaign.Phase.DRAFT


def test_an_import_is_in_the_audit_trail_once(tmp_path: Path) -> None:
    import_bundle(path=write_bundle(tmp_path, FILES), actor=None)
    entry = AuditEntry.objects.get(verb="import_campaign")
    assert (entry.object_key, entry.actor_name, entry.after) == (
        "demo",
        "system",
        {"entities": 2, "sheets": 4, "scores": 14},
    )


def test_only_administrators_of_the_installation_may_import(tmp_path: Path) -> None:
    path = write_bundle(tmp_path, FILES)
    stranger, administrator = (User.objects.create_user(name) for name in ("stranger", "administrator"))
    SiteRole.objects.create(user=administrator, role=SiteRole.Role.ADMINISTRATOR)
    SiteRole.objects.create(user=stranger, role=SiteRole.Role.AUDITOR)
    with pytest.raises(PermissionDenied):
        import_bundle(path=path, actor=stranger)
    assert Campaign.objects.count() == 0
    import_bundle(path=path, actor=administrator)
    assert AuditEntry.objects.get(verb="import_campaign").actor == administrator


def test_a_campaign_that_appears_meanwhile_is_not_touched(tmp_path: Path) -> None:
    bundle = read_bundle(write_bundle(tmp_path, FILES))
    Campaign.objects.create(key="demo", name_zh="别的", year=2020)
    with pytest.raises(FaultsError) as refused:
        store_bundle(bundle=bundle, actor=None)
    assert [(fault.file, fault.line, fault.place) for fault in refused.value.faults] == [("campaign.yaml", 1, "key")]
    assert (Entity.objects.count(), IndicatorVersion.objects.count()) == (0, 0)


def test_a_failure_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    bundle = read_bundle(write_bundle(tmp_path, FILES))
    bundle.scores.values[0] = None  # type: ignore[call-overload]
    with pytest.raises(AttributeError):
        store_bundle(bundle=bundle, actor=None)
    left = [model.objects.count() for model in (Campaign, IndicatorVersion, Adjudication, ScoreSheet, SheetPack)]
    assert [*left, AuditEntry.objects.count()] == [0, 0, 0, 0, 0, 0]
