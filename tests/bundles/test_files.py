"""What a bundle's files may be made of: lines, encodings, archives; and what is refused before it is read."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from django.utils import translation

from assessment.bundles import source
from assessment.bundles.importer import import_bundle
from assessment.bundles.read import read_bundle
from assessment.core import tables
from assessment.core.fault_list import MOST_LISTED
from assessment.core.faults import FaultsError
from reviews.models import Score
from tests.bundles.samples import FILES, write_archive, write_bundle

pytestmark = pytest.mark.django_db
HEADER = "entity,system,round,reviewer,criterion,channel,value,comment"
GOOD = "e1,sites,r1,李,1.1#1,,1,"
BAD = "e1,sites,r1,李,1.1#1,,2,"


def faults_of(path: Path) -> list[str]:
    with translation.override("en"), pytest.raises(FaultsError) as refused:
        read_bundle(path)
    return [str(fault) for fault in refused.value.faults]


def scores(tmp_path: Path, text: str | bytes) -> list[str]:
    """The faults of a bundle with this scores.csv."""
    return faults_of(write_bundle(tmp_path / "bundle", {**FILES, "scores.csv": text}))


# --- lines and cells ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{HEADER}\n{BAD}\n", 2),
        (f"{HEADER}\r\n\r\n\r\n{BAD}\r\n", 4),
        (f"{HEADER}\r{BAD}\r", 2),
        (f'{HEADER}\n{GOOD}"one\ntwo\r\nthree"\n{BAD}', 5),
        (f'{HEADER}\n{GOOD}"one\rtwo"\n{BAD}', 4),
        (f'\ufeff{HEADER}\n"e1",sites,r1,李,1.1#1,,"2",""\n', 2),
        (f'{HEADER}\n{GOOD}"say ""hello"", 你好"\n{BAD}\n', 3),
    ],
)
def test_lines_count_as_in_a_text_editor(text: str, line: int, tmp_path: Path) -> None:
    found = [fault for fault in scores(tmp_path, text) if ":value:" in fault]
    assert found == [f"scores.csv:{line}:value: “2” lies outside 0 to 1."]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", ["channel", "comment", "criterion", "entity", "reviewer", "round", "system", "value"]),
        (HEADER.replace("value", "score"), ["score", "value"]),
        (HEADER.replace(",comment", ""), ["comment"]),
        (f"{HEADER},note", ["note"]),
        (f"{HEADER},value", ["value"]),
        (HEADER.replace(",", ";"), ["channel", "comment", "criterion", "entity"]),
    ],
)
def test_columns_are_those_of_the_format(header: str, expected: list[str], tmp_path: Path) -> None:
    places = [fault.split(":")[2] for fault in scores(tmp_path, f"{header}\n") if fault.startswith("scores.csv:1:")]
    assert places[: len(expected)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HEADER}\n{GOOD},\n", "scores.csv:2: The row has 9 cells, expected are 8."),
        (f"{HEADER}\n{GOOD[:-1]}\n", "scores.csv:2: The row has 7 cells, expected are 8."),
        (f"{HEADER}\n   \n", "scores.csv:2: The row has 1 cells, expected are 8."),
        (f"{HEADER}\n{GOOD}".encode("utf-16"), "scores.csv:1: This is not UTF-8."),
        (f"{HEADER}\n{GOOD}\n{GOOD}无".encode("gbk"), "scores.csv:2: This is not UTF-8."),
        (f"{HEADER}\n\n{GOOD}\0\n", "scores.csv:3: The line holds a NUL byte."),
        (f"{HEADER}\n{GOOD}a\x1b[31mb\n", "scores.csv:2:comment: The cell holds a control character."),
        (f"{HEADER}\n{GOOD}a\u009bb\n", "scores.csv:2:comment: The cell holds a control character."),
        (f'{HEADER}\ne1,"si\ttes",r1,李,1.1#1,,1,\n', "scores.csv:2:system: The cell holds a control character."),
        (f"{HEADER}\n{GOOD}{'x' * (1 << 20)}", "scores.csv:2: The line is longer than 1048575 characters."),
    ],
    ids=range(10),
)
def test_what_is_no_table_is_named_at_its_line(text: str | bytes, expected: str, tmp_path: Path) -> None:
    assert expected in scores(tmp_path, text)


@pytest.mark.parametrize("text", [f'{HEADER}\n{GOOD}"open\n{GOOD}\n', f'{HEADER}\n{GOOD}"a"b\n'])
def test_broken_quotes_are_named_where_the_row_begins(text: str, tmp_path: Path) -> None:
    assert [fault.split(": ")[0] for fault in scores(tmp_path, text)] == ["scores.csv:2"]


def test_tabs_and_line_ends_of_a_comment_are_kept(tmp_path: Path) -> None:
    comment = "一\t二\r\n三\n\n四"
    text = f'{HEADER}\n{GOOD}"{comment}"\n'
    files = {**FILES, "scores.csv": text}
    import_bundle(path=write_bundle(tmp_path, files), actor=None)
    assert Score.objects.get().comment == comment


def test_rows_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 13)
    faults = faults_of(write_bundle(tmp_path, FILES))
    assert faults == ["scores.csv:16: At most 13 rows are accepted."]


def test_the_list_of_faults_is_bounded_and_says_so(tmp_path: Path) -> None:
    text = HEADER + "\n" + f"{BAD}\n" * (MOST_LISTED + 5)
    faults = scores(tmp_path, text)
    assert len(faults) == MOST_LISTED + 1
    assert "…: 5 more faults are not listed." in faults


def test_a_fault_is_one_line_whatever_it_quotes(tmp_path: Path) -> None:
    faults = scores(tmp_path, f'{HEADER}\ne1,sites,r1,李,1.1#1,,"1\u2028\u20282",\n')
    assert faults == ["scores.csv:2:value: “1��2” is not a number from 0 to 1."]


# --- folders --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["campaign.yaml", "entities.csv"])
def test_a_bundle_needs_a_campaign_and_entities(name: str, tmp_path: Path) -> None:
    files = {key: text for key, text in FILES.items() if key != name}
    assert f"{name}: The file is missing." in faults_of(write_bundle(tmp_path, files))


@pytest.mark.parametrize("name", ["Scores.csv", "score.csv", "notes.yaml", "campaign.yml", "systems/media2.yml"])
def test_a_misspelt_file_does_not_pass_for_an_absent_one(name: str, tmp_path: Path) -> None:
    faults = faults_of(write_bundle(tmp_path, {**FILES, name: "x"}))
    assert [fault.split(": ")[0] for fault in faults] == [name]


def test_what_else_lies_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    files = {**FILES, "README.md": "x", "expected.json": "{", "systems/.keep": "", "old/scores.csv": "x"}
    assert len(read_bundle(write_bundle(tmp_path, files)).scores) == 14


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    outside = write_bundle(tmp_path / "outside", FILES)
    bundle = write_bundle(tmp_path / "bundle", FILES)
    (bundle / "gates.csv").unlink()
    (bundle / "gates.csv").symlink_to(outside / "gates.csv")
    (bundle / "vetoes.csv").unlink()
    os.mkfifo(bundle / "vetoes.csv")
    (bundle / "channels.csv").unlink()
    (bundle / "channels.csv").mkdir()
    assert [fault for fault in faults_of(bundle) if not fault.startswith(("scores", "adjudications"))] == [
        "channels.csv: This is no regular file.",
        "gates.csv: A link is not accepted, only files.",
        "vetoes.csv: This is no regular file.",
    ]


@pytest.mark.parametrize("name", ["absent", "absent/deeper", "a\0b", "x" * 300])
def test_a_path_that_is_none(name: str, tmp_path: Path) -> None:
    with translation.override("en"), pytest.raises(FaultsError) as refused:
        read_bundle(tmp_path / name)
    assert [fault.message for fault in refused.value.faults] == ["There is no such file or folder."]


# --- archives -------------------------------------------------------------------------------------------------------


def archive_with(tmp_path: Path, name: str, content: bytes = b"x", **fields: int) -> Path:
    """The good bundle and one more member whose header says what it likes."""
    path = write_archive(tmp_path / "bundle.zip", FILES)
    info = zipfile.ZipInfo("placeholder" if "\\" in name else name)
    info.filename = name
    for field, value in fields.items():
        setattr(info, field, value)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(info, content, compress_type=zipfile.ZIP_DEFLATED)
    return path


@pytest.mark.parametrize(
    ("name", "fields", "expected"),
    [
        ("../../evil.csv", {}, "The name leads out of the bundle."),
        ("systems/../../evil.yaml", {}, "The name leads out of the bundle."),
        ("/etc/evil.csv", {}, "The name leads out of the bundle."),
        ("C:/evil.csv", {}, "The name leads out of the bundle."),
        ("..\\evil.csv", {}, "The name leads out of the bundle."),
        ("e\x1bvil.csv", {}, "The name holds a control character."),
        ("link.csv", {"external_attr": (stat.S_IFLNK | 0o777) << 16}, "A link is not accepted, only files."),
        ("pipe.csv", {"external_attr": (stat.S_IFIFO | 0o666) << 16}, "A link is not accepted, only files."),
    ],
)
def test_hostile_members_are_refused(name: str, fields: dict[str, int], expected: str, tmp_path: Path) -> None:
    shown = name.replace("\x1b", "�")
    assert faults_of(archive_with(tmp_path, name, **fields)) == [f"bundle.zip:{shown}: {expected}"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle.zip"]


def test_an_archive_bomb_is_refused_by_its_ratio_before_it_is_read(tmp_path: Path) -> None:
    faults = faults_of(archive_with(tmp_path, "bomb.csv", b"\0" * 11 * 1024**2))
    assert faults == ["bundle.zip:bomb.csv: The file unpacks to more than 200 times its size."]


def test_an_archive_is_refused_by_its_unpacked_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MOST_BYTES", 5 * 1024**2)
    faults = faults_of(archive_with(tmp_path, "large.txt", os.urandom(5 * 1024**2)))
    assert faults == ["bundle.zip: Unpacked, the bundle exceeds 5 MB."]


def test_a_member_that_lies_about_its_size_is_not_read_beyond_it(tmp_path: Path) -> None:
    """The central directory says 4 bytes, the data unpacks to 2 MB: reading stops there and the checksum fails."""
    path = archive_with(tmp_path, "gates.csv.txt", b"x")
    data = bytearray(write_archive(tmp_path / "lie.zip", {**FILES, "gates.csv": "x" * 2 * 1024**2}).read_bytes())
    position = data.rindex(b"gates.csv") - 46
    struct.pack_into("<I", data, position + 24, 4)
    path.write_bytes(data)
    assert [fault.split(": ")[0] for fault in faults_of(path)] == ["gates.csv"]


def test_a_name_may_stand_once(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = archive_with(tmp_path, "gates.csv", b"entity,system,gate,reason\n")
    assert "bundle.zip:gates.csv: The name stands in the archive twice." in faults_of(path)


def test_many_files_are_refused(tmp_path: Path) -> None:
    files = {f"{number}.txt": "" for number in range(source.MOST_FILES)}
    assert faults_of(write_archive(tmp_path / "many.zip", {**FILES, **files})) == [
        "many.zip: At most 2000 files are accepted."
    ]


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    data = bytearray(write_archive(tmp_path / "locked.zip", FILES).read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        while start != -1:
            data[start + offset] |= 1
            start = data.find(signature, start + 4)
    (tmp_path / "locked.zip").write_bytes(data)
    assert faults_of(tmp_path / "locked.zip") == sorted(f"locked.zip:{name}: The file is encrypted." for name in FILES)


def test_damaged_archives_are_faults_not_errors(tmp_path: Path) -> None:
    whole = write_archive(tmp_path / "whole.zip", FILES).read_bytes()
    middle = whole.index(b"scores.csv") + 40
    damaged = {
        "cut.zip": whole[: len(whole) // 2],
        "empty.zip": b"",
        "text.zip": b"entity,name\n",
        "flipped.zip": whole[:middle] + b"\xff\xff\xff\xff" + whole[middle + 4 :],
    }
    for name, data in damaged.items():
        (tmp_path / name).write_bytes(data)
        assert len(faults_of(tmp_path / name)) > 0
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    (tmp_path / "nothing.zip").write_bytes(empty.getvalue())
    assert faults_of(tmp_path / "nothing.zip") == [
        "campaign.yaml: The file is missing.",
        "entities.csv: The file is missing.",
    ]
