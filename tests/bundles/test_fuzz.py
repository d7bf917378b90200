"""Whatever a bundle holds: it is stored, or refused with named faults. Never anything else, never half."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from assessment.bundles.exporter import export_bundle
from assessment.bundles.importer import import_bundle
from assessment.campaigns.models import Campaign, Entity
from assessment.core.faults import FaultsError
from indicators.models import IndicatorVersion
from reviews.models import Score
from tests.bundles.samples import FILES, write_archive, write_bundle

NAMES = sorted(FILES)
WORDS = [
    "NA", "null", "~", "0", "-1", "1e999", "é", "'", ",", "=", ";", ":", "{", "}", "[", "&a", "*a", "!!x", "-", "#",
    "|", "%", "true", "1/0", "inf", "nan", "..", "１", "𝄞",
]  # fmt: skip
NASTY = st.sampled_from([*WORDS, "", '"', "9" * 400, "\ufeff", "\n", "\r", "\t", "\0", "\x1b", "\x85", "\u2028"])
PIECE = NASTY.map(str.encode) | st.binary(max_size=6)


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """``data`` with a few cells or bytes replaced, doubled, moved or removed."""
    for _time in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["cell", "bytes", "lines", "cut"]))
        if kind == "cell":
            lines = data.split(b"\n")
            number = draw(st.integers(0, len(lines) - 1))
            cells = lines[number].split(b",")
            cells[draw(st.integers(0, len(cells) - 1))] = draw(PIECE)
            lines[number] = b",".join(cells)
            data = b"\n".join(lines)
        elif kind == "bytes":
            start = draw(st.integers(0, len(data)))
            data = data[:start] + draw(PIECE) + data[start + draw(st.integers(0, 4)) :]
        elif kind == "lines":
            lines = data.split(b"\n")
            lines.insert(draw(st.integers(0, len(lines))), lines[draw(st.integers(0, len(lines) - 1))])
            data = b"\n".join(lines)
        else:
            data = data[: draw(st.integers(0, len(data)))]
    return data


@st.composite
def bundles(draw: st.DrawFn) -> dict[str, bytes]:
    files = {name: text.encode() for name, text in FILES.items()}
    for name in draw(st.sets(st.sampled_from(NAMES), min_size=1, max_size=3)):
        files[name] = draw(damaged(files[name]))
    for name in draw(st.sets(st.sampled_from(NAMES), max_size=1)) if draw(st.booleans()) else ():
        del files[name]
    return files


class AnyBundle(TestCase):
    def check(self, path: Path) -> None:
        """Stored whole, and then it can be exported and read again; or refused, and nothing is stored."""
        faults = []
        try:
            campaign = import_bundle(path=path, actor=None).campaign
        except FaultsError as refused:
            faults = [str(fault) for fault in refused.faults]
        if faults:
            assert [fault for fault in faults if len(fault.splitlines()) != 1] == []
            counts = [model.objects.count() for model in (Campaign, Entity, Score, IndicatorVersion)]
            assert counts == [0, 0, 0, 0]
            return
        with tempfile.TemporaryDirectory() as folder:
            export_bundle(campaign=campaign, path=Path(folder) / "out", actor=None)
            Campaign.objects.update(key="elsewhere")
            again = import_bundle(path=Path(folder) / "out", actor=None).campaign
            assert Score.objects.filter(sheet__component__campaign=again).count() == (
                Score.objects.filter(sheet__component__campaign=campaign).count()
            )

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(bundles())
    def test_a_damaged_folder_is_stored_whole_or_refused(self, files: dict[str, bytes]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.check(write_bundle(Path(folder), files))

    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_a_damaged_archive_is_stored_whole_or_refused(self, data: st.DataObject) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = write_archive(Path(folder) / "bundle.zip", FILES)
            content = bytearray(path.read_bytes())
            with zipfile.ZipFile(path) as archive:
                directory = archive.start_dir
            for _time in range(data.draw(st.integers(1, 6))):
                low = data.draw(st.sampled_from([0, directory]))
                content[data.draw(st.integers(low, len(content) - 1))] = data.draw(st.integers(0, 255))
            path.write_bytes(bytes(content))
            self.check(path)
