"""``manage.py load_systems``: all or nothing, twice is once (formats.md §5)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from assessment.core.models import AuditEntry
from indicators.documents.normal import content_hash
from indicators.documents.yaml import read_yaml, write_yaml
from indicators.models import Indicator, IndicatorSystem, IndicatorVersion
from tests.indicators.samples import CASES, LIBRARY, leaf, node, version

pytestmark = pytest.mark.django_db


def run(*files: object) -> tuple[int, list[str], list[str]]:
    """Exit status, lines of standard output and of standard error."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("load_systems", *map(str, files), stdout=out, stderr=err)
        status = 0
    except SystemExit as stop:
        status = int(stop.code or 0)
    return status, out.getvalue().splitlines(), err.getvalue().splitlines()


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Write a document (or text) into a file of the current directory."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, content: dict[str, Any] | str) -> Path:
        path = Path(name)
        path.write_text(content if isinstance(content, str) else write_yaml(content), encoding="utf-8")
        return path

    return write


def stored() -> dict[str, tuple[str, str]]:
    return {
        f"{found.system.key} {found.version}": (found.status, found.content_hash)
        for found in IndicatorVersion.objects.select_related("system")
    }


def hashes(paths: list[Path]) -> dict[str, str]:
    documents = [read_yaml(path.read_bytes(), file=path.name) for path in paths]
    return {f"{document['key']} {document['version']}": content_hash(document) for document in documents}


def test_without_files_it_loads_and_publishes_the_shipped_library():
    wanted = hashes(LIBRARY)
    assert run() == (0, [f"{name} 已载入 {content}" for name, content in wanted.items()], [])
    assert stored() == {name: ("published", content) for name, content in wanted.items()}


def test_twice_is_once():
    run()
    before = (stored(), AuditEntry.objects.count(), list(Indicator.objects.values_list("pk", flat=True)))
    assert run() == (0, [f"{name} 无变化 {content}" for name, content in hashes(LIBRARY).items()], [])
    assert (stored(), AuditEntry.objects.count(), list(Indicator.objects.values_list("pk", flat=True))) == before


def test_given_files_are_loaded_instead():
    status, out, err = run(*CASES)
    assert (status, len(out), err) == (0, len(CASES), [])
    assert stored() == {name: ("published", content) for name, content in hashes(CASES).items()}


def test_warnings_are_acknowledged(file):
    run(file("a.yaml", version(leaf("1", 40, children=[leaf("1.1", 42)]))))
    assert IndicatorVersion.objects.get().acknowledged == ["children_weight"]


def test_a_draft_of_the_same_content_is_published(file):
    from indicators.services.versions import store_version

    store_version(document=version(), actor=None)
    assert run(file("a.yaml", version())) == (0, [f"sample 1 已载入 {content_hash(version())}"], [])
    assert IndicatorVersion.objects.get().is_published


def test_the_faults_of_all_files_are_named_and_nothing_is_stored(file):
    good = file("good.yaml", version(key="good"))
    broken = file("broken.yaml", 'key: "x\n')
    formless = file("formless.yaml", version(key="formless", mode="both", shares="none"))
    doubtful = file("doubtful.yaml", version(leaf("1"), node("2"), leaf("1"), key="doubtful"))
    status, out, err = run(good, broken, formless, doubtful, "absent.yaml")
    assert (status, out) == (1, [])
    assert err == [
        "absent.yaml: 没有这个文件。",
        "broken.yaml:1: 不是有效的 YAML：引号或括号没有闭合。",
        "doubtful.yaml:10:2: 末级指标没有权重，其上级也没有。",
        "doubtful.yaml:12:1: 有 2 项使用此代码。",
        "formless.yaml:4:mode: 应为 entity, per_channel 之一，实为“both”。",
        "formless.yaml:7:shares: 应为 normalise, strict 之一，实为“none”。",
    ]
    assert (IndicatorSystem.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_a_published_version_is_not_replaced_and_the_other_files_are_not_stored(file):
    run(file("a.yaml", version()), file("b.yaml", version(key="second")))
    before = stored()
    changed = [file("a.yaml", version(leaf("1", 11))), file("b.yaml", version(leaf("1", 12), key="second"))]
    status, out, err = run(file("new.yaml", version(key="new")), *changed)
    assert (status, out) == (1, [])
    assert [line.split(": ")[0] for line in err] == ["a.yaml:version", "b.yaml:version"]
    assert stored() == before


def test_two_files_for_one_version_must_agree(file):
    first, second = file("a.yaml", version()), file("b.yaml", version(leaf("1", 11)))
    status, _out, err = run(first, second)
    assert (status, [line.split(": ")[0] for line in err], stored()) == (1, ["b.yaml:version"], {})
    assert run(first, first)[0] == 0
