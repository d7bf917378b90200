"""Prepare, approve, correct, withdraw, reissue: two people, immutable revisions, a chain of seals."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from assessment.campaigns.models import Campaign
from assessment.core import files
from assessment.core.faults import FaultsError
from assessment.core.frozen import FrozenError
from assessment.core.models import AuditEntry
from assessment.core.services import heads, sweeping
from assessment.publications.ledger import first_bad_record
from assessment.publications.models import Ledger, Preparation, Publication, Revision
from assessment.publications.selectors import read_manifest, standings_of
from assessment.publications.services.commanding import publish_now
from assessment.publications.services.preparing import discard, prepare, prepare_reissue
from assessment.publications.services.sealing import approve, withdraw
from reviews.models import Adjudication
from tests.bundles.samples import CASES, changed, write_bundle
from tests.publications.recounting import engine_entities
from tests.publications.world import World, acknowledged, corrected, published, world_of
from tests.results.people import account, computed, imported
from tests.scoring.bundles import read_bundle

pytestmark = pytest.mark.django_db
#: Nothing is left to decide: the bundle without its proposed veto.
SETTLED = changed("vetoes.csv", "e2,sites,V1,,,proposed,\n", "")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return world_of(write_bundle(tmp_path / "bundle", SETTLED))


def faults_of(error: pytest.ExceptionInfo[FaultsError]) -> list[str]:
    return sorted(fault.place for fault in error.value.faults)


def unpacked(line: Ledger, folder: Path) -> Path:
    with zipfile.ZipFile(files.path_of(line.bundle)) as archive:
        archive.extractall(folder)
    return folder


def recount(folder: Path) -> subprocess.CompletedProcess[str]:
    """The script as its readers run it: isolated from this program's packages."""
    command = [sys.executable, "-I", "-X", "utf8", str(folder / "recount.py")]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)


def test_two_people_publish_what_was_prepared_and_the_seal_is_the_digest_of_its_record(world):
    line = published(world)
    manifest = bytes(line.revision.manifest)
    record = json.loads(bytes(line.record))
    assert hashlib.sha256(bytes(line.record)).hexdigest() == line.seal
    assert record["manifest"] == hashlib.sha256(manifest).hexdigest()
    assert record["previous_seal"] == json.loads(manifest)["previous_seal"] == "0" * 64
    assert world.campaign.phase == Campaign.Phase.PUBLISHED
    assert not Preparation.objects.exists()
    entry = AuditEntry.objects.get(verb="publish_results")
    assert (entry.actor, entry.after["prepared_by"], entry.after["seal"]) == (world.lead, str(world.mei), line.seal)
    assert first_bad_record() is None


def test_the_manifest_says_every_line_and_what_it_was_computed_from(world):
    line = published(world)
    manifest = json.loads(bytes(line.revision.manifest))
    assert manifest["run"] == {
        "number": 1,
        "inputs": world.run.inputs_digest,
        "results": world.run.results_digest,
    }
    assert [stated["hash"] for stated in manifest["versions"]] == [
        component.version.content_hash for component in world.campaign.components.order_by("position")
    ]
    (vetoed,) = manifest["leagues"][0]["lines"][0]["vetoes"]
    assert (vetoed["system"], vetoed["code"], vetoed["reason"]) == ("media", "V1", "三个月")
    assert [(row["entity"], row["rank"]) for row in manifest["leagues"][0]["lines"]] == [("e1", 1), ("e2", 2)]
    assert [league["key"] for league in manifest["leagues"]] == ["all", "east"]
    stored = {name: stated["sha256"] for name, stated in manifest["files"].items()}
    assert {name: hashlib.sha256(files.path_of(sha).read_bytes()).hexdigest() for name, sha in stored.items()} == stored


def test_nobody_approves_their_own_preparation(world):
    prepared = prepare(campaign=world.campaign, actor=world.mei, acknowledged=acknowledged(world.campaign))
    with pytest.raises(PermissionDenied, match=r".+"):
        approve(preparation=prepared, actor=world.mei)
    assert Ledger.objects.count() == 0
    assert approve(preparation=prepared, actor=world.an).revision.prepared_by == world.mei


@pytest.mark.parametrize("role", ["lead", "evaluator", "auditor", "agency", "security", ""])
def test_only_administrators_prepare(world, role):
    entity = world.campaign.entities.get(key="e1") if role == "agency" else None
    with pytest.raises(PermissionDenied):
        prepare(campaign=world.campaign, actor=account("x", campaign=world.campaign, role=role, entity=entity))
    assert Preparation.objects.count() == 0


def test_what_is_found_is_acknowledged_or_nothing_is_prepared(world):
    with pytest.raises(FaultsError) as error:
        prepare(campaign=world.campaign, actor=world.mei)
    assert faults_of(error) == acknowledged_codes(world) != []
    assert Preparation.objects.count() == 0


def acknowledged_codes(world: World) -> list[str]:
    return sorted(acknowledged(world.campaign))


def test_nobody_passes_over_a_run_that_has_not_read_everything(world):
    Adjudication.objects.filter(component__campaign=world.campaign).update(value="0")
    with pytest.raises(FaultsError) as error:
        prepare(campaign=world.campaign, actor=world.mei, acknowledged=acknowledged(world.campaign))
    assert faults_of(error) == ["stale_run"]


def test_a_change_between_preparation_and_approval_stops_it(world):
    prepared = prepare(campaign=world.campaign, actor=world.mei, acknowledged=acknowledged(world.campaign))
    corrected(world)
    with pytest.raises(FaultsError) as error:
        approve(preparation=prepared, actor=world.lead)
    assert faults_of(error) == ["stale"]
    assert Ledger.objects.count() == 0


@pytest.mark.parametrize("column", ["prepared_by_id", "reason", "manifest"])
def test_a_preparation_that_was_tampered_with_is_not_sealed(world, column):
    prepared = prepare(campaign=world.campaign, actor=world.mei, acknowledged=acknowledged(world.campaign))
    forged = bytes(prepared.manifest).replace("福州市".encode(), "厦门市".encode())
    value = {"prepared_by_id": world.an.pk, "reason": "x", "manifest": forged}[column]
    Preparation.objects.filter(pk=prepared.pk).update(**{column: value})
    prepared.refresh_from_db()
    with pytest.raises(FaultsError) as error:
        approve(preparation=prepared, actor=world.lead)
    assert faults_of(error) == ["changed"]


def test_a_preparation_whose_file_is_gone_is_not_sealed(world):
    prepared = prepare(campaign=world.campaign, actor=world.mei, acknowledged=acknowledged(world.campaign))
    digest = read_manifest(prepared.manifest)["files"]["results.json"]["sha256"]
    files.path_of(digest).unlink()
    with pytest.raises(FaultsError) as error:
        approve(preparation=prepared, actor=world.lead)
    assert faults_of(error) == ["damaged"]


def test_the_sweep_of_stored_files_leaves_what_is_prepared_and_published(world):
    first = published(world)
    corrected(world)
    prepared = prepare(campaign=world.campaign, actor=world.mei, reason="x", acknowledged=acknowledged(world.campaign))
    needed = {stated["sha256"] for stated in read_manifest(first.revision.manifest)["files"].values()} | {first.bundle}
    needed |= {stated["sha256"] for stated in read_manifest(prepared.manifest)["files"].values()}
    assert set(sweeping.sweep_files(older_than=-60)) & needed == set()
    assert first_bad_record() is None


def test_a_correction_is_a_new_revision_beside_the_old_one_with_a_reason(world):
    first = published(world)
    corrected(world)
    with pytest.raises(FaultsError) as error:
        published(world)
    assert faults_of(error) == ["reason"]
    second = published(world, reason="福州市一项复核值录入有误")
    assert json.loads(bytes(second.record))["previous_seal"] == first.seal
    standings = standings_of(Publication.objects.get())
    assert [(row.number, row.state) for row in standings] == [(2, "published"), (1, "superseded")]
    assert first_bad_record() is None


def test_the_same_run_is_not_published_twice(world):
    published(world)
    Campaign.objects.filter(pk=world.campaign.pk).update(phase=Campaign.Phase.FINAL)
    world.campaign.refresh_from_db()
    with pytest.raises(FaultsError) as error:
        published(world, reason="again")
    assert faults_of(error) == ["same_run"]


def test_a_withdrawn_revision_returns_by_two_people_as_it_was(world):
    first = published(world)
    withdraw(revision=first.revision, actor=world.mei, reason="数据有误")
    publication = Publication.objects.get()
    assert [row.state for row in standings_of(publication)] == ["withdrawn"]
    prepared = prepare_reissue(revision=first.revision, actor=world.mei, reason="核实无误")
    with pytest.raises(PermissionDenied):
        approve(preparation=prepared, actor=world.mei)
    again = approve(preparation=prepared, actor=world.lead)
    assert [row.state for row in standings_of(publication)] == ["reissued"]
    assert (again.bundle, again.revision, again.sequence) == (first.bundle, first.revision, 3)
    assert first_bad_record() is None
    assert list(AuditEntry.objects.filter(object_type="publication").values_list("verb", flat=True)) == [
        "prepare_publication",
        "publish_results",
        "withdraw_publication",
        "prepare_publication",
        "reissue_publication",
    ]


def test_a_discarded_preparation_leaves_its_place_and_an_entry(world):
    prepared = prepare(campaign=world.campaign, actor=world.mei, acknowledged=acknowledged(world.campaign))
    with pytest.raises(FaultsError) as error:
        prepare(campaign=world.campaign, actor=world.mei, acknowledged=acknowledged(world.campaign))
    assert faults_of(error) == ["preparation"]
    discard(preparation=prepared, actor=world.lead)
    assert published(world).revision.number == 1
    assert AuditEntry.objects.get(verb="discard_publication").actor == world.lead


def test_a_revision_is_frozen_three_times(world):
    line = published(world)
    with pytest.raises(FrozenError):
        line.revision.save()
    with pytest.raises(FrozenError):
        Ledger.objects.all().delete()
    with pytest.raises(FrozenError):
        Revision.objects.update(reason="x")
    for table in ("publications_revision", "publications_ledger"):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET reason = 'x'")


@pytest.mark.parametrize("details", ["consolidated", "reviewers"])
def test_the_download_is_recounted_by_its_own_script(tmp_path, details):
    bundle = read_bundle(CASES[7])
    campaign = imported(CASES[7])
    campaign.policy["published_details"] = details
    campaign.save(update_fields=["policy"])
    computed(campaign)
    line = publish_now(campaign=campaign)
    folder = unpacked(line, tmp_path / "download")
    ended = recount(folder)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert f"seal 印章: {line.seal}" in ended.stdout
    stated = json.loads((folder / "results.json").read_text(encoding="utf-8"))["entities"]
    assert stated == engine_entities(bundle)
    reviewers = {row["reviewer"] for row in bundle.scores}
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".xlsx")
    assert [name for name in reviewers if name.encode() in content] == []


def test_a_ranking_alone_holds_no_entity_details_and_is_checked_all_the_same(world, tmp_path):
    world.campaign.policy["published_details"] = "ranking"
    world.campaign.save(update_fields=["policy"])
    folder = unpacked(published(world), tmp_path / "download")
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")) == [
        "VERIFY.md", "VERIFY.zh-CN.md", "dictionary.csv", "manifest.json", "ranking.csv", "recount.py", "seal.json",
    ]  # fmt: skip
    assert recount(folder).returncode == 0


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("inputs/values.csv", "e1,sites,r1,1.1#2,weixin,1", "e1,sites,r1,1.1#2,weixin,0", "e1: total"),
        ("results.json", '"rank', '"Rank', "results.json has been changed"),
        ("manifest.json", "福州市", "厦门市", "manifest.json is not the one that was sealed"),
    ],
)
def test_the_script_names_what_was_changed_in_a_download(world, tmp_path, name, old, new, said):
    folder = unpacked(published(world), tmp_path / "download")
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    ended = recount(folder)
    assert ended.returncode == 1
    assert said in ended.stderr


def test_the_commands_publish_and_verify_a_case_as_imported(capsys, tmp_path):
    campaign = imported(CASES[0])
    computed(campaign)
    call_command("publish", campaign.key)
    line = Ledger.objects.get()
    assert line.seal in capsys.readouterr().out
    call_command("verify_publication", campaign.key)
    call_command("verify_publication")
    campaign.refresh_from_db()
    assert campaign.phase == Campaign.Phase.PUBLISHED
    head = tmp_path / "head.json"
    head.write_text(json.dumps(heads.take()), encoding="utf-8")
    call_command("verify_publication", "--head", str(head))
    with pytest.raises(CommandError, match="nowhere"):
        call_command("verify_publication", "nowhere")
    files.path_of(line.bundle).unlink()
    with pytest.raises(CommandError, match="missing"):
        call_command("verify_publication", campaign.key)
    assert recount(unpacked_bytes(line, tmp_path)) is not None


def unpacked_bytes(line: Ledger, folder: Path) -> Path:
    """The download made again from the stored files: byte for byte the one that was sealed."""
    from assessment.publications.files import make_bundle

    manifest = bytes(line.revision.manifest)
    assert (
        make_bundle(manifest=manifest, record=bytes(line.record), listed=json.loads(manifest)["files"]) == line.bundle
    )
    with zipfile.ZipFile(io.BytesIO(files.path_of(line.bundle).read_bytes())) as archive:
        archive.extractall(folder / "again")
    return folder / "again"
