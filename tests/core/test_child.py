"""A file is read in a child process that can't take the server down with it (quality.md §3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.core import child
from assessment.core.child import ChildRefused, Limits


def ask(name: str, path: Path, *, seconds: int = 10, folder: Path | None = None, **arguments):
    limits = Limits(seconds=seconds, memory=256 * 2**20, output=8 * 2**20)
    return child.run(f"tests.core.child_samples:{name}", path, arguments, limits=limits, folder=folder)


@pytest.fixture
def path(tmp_path) -> Path:
    made = tmp_path / "given.txt"
    made.write_text("given", encoding="utf-8")
    return made


def test_the_child_knows_no_secret_and_loads_no_framework(path, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    answer = ask("shown", path, folder=tmp_path, more=3)
    assert set(answer.pop("env")) <= {"LANG", "LC_CTYPE", "TMPDIR", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"}
    assert answer == {"read": "given", "more": 3, "loaded": []}
    assert (tmp_path / "made.txt").read_text(encoding="utf-8") == "made"


@pytest.mark.parametrize(
    ("name", "seconds", "code"),
    [
        ("refusing", 10, "too_blue"),
        ("computing", 1, "time"),
        ("swelling", 10, "memory"),
        ("breaking", 10, "broken"),
        ("writing", 10, "broken"),
    ],
)
def test_a_child_that_gives_no_answer_is_a_refusal_with_its_reason(path, name, seconds, code):
    with pytest.raises(ChildRefused) as refused:
        ask(name, path, seconds=seconds)
    assert (refused.value.code, refused.value.params) == (code, {"shade": 7} if code == "too_blue" else {})


def test_nothing_that_a_child_started_outlives_it(path):
    with pytest.raises(ChildRefused) as refused:
        ask("waiting", path, seconds=1)
    assert refused.value.code == "time"
    state = Path(f"/proc/{path.with_suffix('.pid').read_text(encoding='ascii')}/stat")
    assert not state.exists() or state.read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
