"""What others wrote and we serve: as recorded, without anything that would be asked from elsewhere."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
RECORDS = json.loads((VENDOR / "versions.json").read_text(encoding="utf-8"))
OURS = {"static/vendor/versions.json", "static/vendor/icons.txt", "static/vendor/README.md"}
SERVED = sorted(path for suffix in ("css", "js") for path in (ROOT / "static").rglob(f"*.{suffix}"))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["file"])
def test_a_vendored_file_is_the_recorded_one(record):
    content = (ROOT / record["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == record["sha256"]
    assert set(record) == {"file", "package", "version", "licence", "sha256"}


def test_every_vendored_file_is_recorded():
    files = {path.relative_to(ROOT).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    recorded = {record["file"] for record in RECORDS if record["file"].startswith("static/vendor/")}
    assert files - OURS == recorded


@pytest.mark.parametrize("path", SERVED, ids=lambda path: path.name)
def test_nothing_served_names_a_source_map_or_loads_from_another_host(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"sourceMappingURL=\S*", text) == []
    assert re.findall(r"""(?:url\(\s*|@import\s*|import\s*|from\s*)["']?(?:https?:)?//[^"')\s]*""", text) == []


def test_the_sprite_holds_exactly_the_listed_icons():
    lines = (VENDOR / "icons.txt").read_text(encoding="utf-8").splitlines()
    listed = [line for line in lines if line and not line.startswith("#")]
    drawn = re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "icons.svg").read_text(encoding="utf-8"))
    assert drawn == listed
