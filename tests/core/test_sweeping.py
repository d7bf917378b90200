"""Stored files that no row names go after a day; nothing that is needed, or stored again meanwhile, does."""

from __future__ import annotations

import ast
import io
import os
from pathlib import Path

import pytest
from django.core.management import call_command

from assessment.core import files
from assessment.core.services import sweeping
from reviews.evidence.models import StoredFile
from reviews.models import Screenshot
from tests.reviews.world import make_world

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def folder(tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path


def stored(text: str, *, days: float = 2) -> str:
    name = files.store(text.encode())
    os.utime(files.path_of(name), (1, 1) if days else None)
    return name


def test_only_what_nobody_names_and_is_old_goes():
    world = make_world()
    picture, thumbnail, preview, document = (stored(text) for text in ("bild", "klein", "vorschau", "datei"))
    place = {"sheet": world.sheet(), "criterion_id": world.criterion("1.1#1"), "width": 1, "height": 1, "size": 4}
    Screenshot.objects.create(sha256=picture, thumbnail_sha256=thumbnail, **place)
    StoredFile.objects.create(sha256=document, size=5, kind="text/plain", family="text", previews=[preview])
    orphan, young = stored("waise"), stored("jung", days=0)
    assert sweeping.sweep_files() == [orphan]
    kept = {name for name in (picture, thumbnail, preview, document, orphan, young) if files.path_of(name).exists()}
    assert kept == {picture, thumbnail, preview, document, young}


def test_storing_the_same_bytes_again_makes_them_young():
    name = stored("wieder")
    assert files.store(b"wieder") == name
    assert sweeping.sweep_files() == []
    assert files.open_stored(name).read() == b"wieder"


def test_what_is_stored_again_while_it_is_swept_stays(monkeypatch):
    name = stored("gleichzeitig")
    monkeypatch.setitem(sweeping._naming, "meanwhile", lambda: [files.store(b"gleichzeitig")][:0])
    assert sweeping.sweep_files() == []
    assert files.path_of(name).exists()


def test_pieces_of_uploads_are_left_alone():
    files.keep_part("an-upload", 0, b"piece")
    (piece,) = Path(files.path_of("0" * 64)).parents[1].glob("parts/*/*")
    os.utime(piece, (1, 1))
    assert sweeping.sweep_files() == []
    assert piece.exists()


def test_the_command_says_what_went():
    name, said = stored("waise"), io.StringIO()
    call_command("sweep_files", stdout=said)
    assert said.getvalue().split() == [name]


def test_every_room_that_stores_files_says_which_it_needs():
    """Or the sweep would delete them."""
    rooms = [ROOT / name for name in ("assessment", "reviews", "indicators")]
    storing = {module_of(path) for room in rooms for path in room.rglob("*.py") if stores(path)}
    named = {module.rpartition(".")[0] for module in sweeping.naming_modules()}
    assert {room_of(module) for module in storing} == named


def stores(path: Path) -> bool:
    """Whether the module calls files.store or files.store_file."""
    calls = (node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    named = (call for call in calls if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name))
    return any(call.value.id == "files" and call.attr in ("store", "store_file") for call in named)


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def room_of(module: str) -> str:
    """The Django app a module belongs to."""
    from django.apps import apps

    return max((app.name for app in apps.get_app_configs() if module.startswith(f"{app.name}.")), key=len)
