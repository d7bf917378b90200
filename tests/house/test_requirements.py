"""One venv serves all levels: each level pins what the one below it pins."""

import pytest

from tests.support.plugin import ROOT


def pins(name):
    lines = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return {line.split(" ")[0] for line in lines if "==" in line.split(" ")[0]}


@pytest.mark.parametrize(
    ("lower", "higher"),
    [("base", "embedded"), ("embedded", "test"), ("test", "dev"), ("base", "oidc"), ("oidc", "test")],
)
def test_a_level_contains_the_one_below_in_the_same_versions(lower, higher):
    assert pins(lower) - pins(higher) == set()
