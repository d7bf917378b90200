"""``export_results``: a report of the last run, or one clear sentence."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from assessment.exports.services import FORMATS
from tests.bundles.samples import FILES, write_bundle
from tests.exports.campaigns import computed, imported, sample_run

pytestmark = pytest.mark.django_db
BEGINNINGS = {"json": b"{\n", "csv": b"\xef\xbb\xbfentity", "xlsx": b"PK", "docx": b"PK", "pdf": b"%PDF"}


def export(*arguments):
    out = io.StringIO()
    with translation.override("zh-hans"):
        call_command("export_results", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("format", FORMATS)
def test_it_writes_every_format(format, tmp_path):
    sample_run(tmp_path)
    path = tmp_path / f"report.{format}"
    said = export("demo", "--format", format, "--output", path)
    assert path.read_bytes().startswith(BEGINNINGS[format])
    assert said == f"测算 #1 已写入 {path}：{path.stat().st_size:,} 字节。\n"


@pytest.mark.parametrize("format", ["json", "csv"])
def test_the_console_gets_what_a_file_would(format, tmp_path):
    sample_run(tmp_path)
    export("demo", "--format", format, "--output", tmp_path / "file")
    assert export("demo", "--format", format, "--output", "-") == (tmp_path / "file").read_bytes().decode()


def test_the_last_run_is_meant_unless_another_is_named(tmp_path):
    run = sample_run(tmp_path)
    run.campaign.entities.filter(key="e1").update(name="新名")
    computed(run.campaign)
    for arguments, number in (((), "2"), (("--run", "1"), "1"), (("--run", "2"), "2")):
        assert json.loads(export("demo", "--format", "json", "--output", "-", *arguments))["run"] == number


def test_the_language_can_be_chosen(tmp_path):
    sample_run(tmp_path)
    said = export("demo", "--format", "csv", "--output", "-", "--language", "en")
    assert "sites:1 Openness" in said.splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody", "--format", "json", "--output", "-"], "没有评估批次 nobody。"),
        (["demo", "--format", "json", "--output", "-", "--run", "9"], "批次“demo”没有测算 #9。"),
        (["demo", "--format", "xlsx", "--output", "-"], "只有 json 和 csv 可以写到控制台；xlsx 请给出文件名。"),
    ],
)
def test_what_is_not_there_is_named(arguments, sentence, tmp_path):
    sample_run(tmp_path)
    with pytest.raises(CommandError) as refused:
        export(*arguments)
    assert str(refused.value) == sentence


def test_a_campaign_without_a_run_is_told_what_to_do(tmp_path):
    imported(write_bundle(tmp_path / "bundle", FILES))
    with pytest.raises(CommandError) as refused:
        export("demo", "--format", "csv", "--output", tmp_path / "a.csv")
    assert str(refused.value) == "批次“demo”还没有测算：请先测算（aggregate）。"
    assert not (tmp_path / "a.csv").exists()


def test_a_path_that_can_not_be_written_is_named(tmp_path):
    sample_run(tmp_path)
    with pytest.raises(CommandError) as refused:
        export("demo", "--format", "json", "--output", tmp_path / "no" / "such" / "folder")
    assert str(refused.value) == f"{tmp_path}/no/such/folder 无法写入：No such file or directory。"
    for place in (tmp_path, "/dev/null"):
        with pytest.raises(CommandError) as refused:
            export("demo", "--format", "json", "--output", place)
        assert str(refused.value) == f"{place} 不是文件。"
