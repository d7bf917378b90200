"""The formula of a leaf is true: worked out from its text, it gives the leaf's score."""

from __future__ import annotations

import ast
import operator
import re

import pytest

from assessment.results.formulas import line, marks, number, points
from assessment.scoring import explain_entity
from tests.scoring.bundles import CASES, bundle_inputs, read_bundle

FOLDERS = sorted(path for path in CASES.iterdir() if path.is_dir())
SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def worked_out(text: str) -> float:
    """The value of an expression as formulas print them: ×, −, % and min(…)."""
    plain = text.replace("×", "*").replace("−", "-")
    plain = re.sub(r"(\d+(?:\.\d+)?)%", r"(\1/100)", plain)
    return _value(ast.parse(plain.strip(), mode="eval").body)


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.BinOp):
        return SIGNS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand)
    if isinstance(node, ast.Call):
        return min(_value(argument) for argument in node.args)
    assert isinstance(node, ast.Constant), ast.dump(node)
    return float(node.value)


def without_clamp(text: str) -> str:
    """``(sum → 0)`` stands for 0: what the sum was clamped to."""
    return re.sub(r"\([^()]*→ (\d+)\)", r"\1", text)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_formula_gives_the_score_of_its_leaf(folder):
    inputs = bundle_inputs(read_bundle(folder))
    seen = 0
    for index in range(inputs.entity_count):
        for component in explain_entity(inputs, index).components:
            for tree in component.trees:
                for leaf in tree.leaves:
                    text = line(leaf, tree)
                    if text:
                        said, expression = text.split(" = ", 1)
                        assert worked_out(said.lstrip("+")) == pytest.approx(leaf.score, abs=0.00005001), text
                        # Every figure in the formula is rounded to four places.
                        assert worked_out(without_clamp(expression)) == pytest.approx(leaf.score, abs=0.02), text
                        seen += 1
                    else:
                        assert leaf.score == 0
    assert seen > 50


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1"), (0.0, "0"), (0.7, "0.70"), (2 / 3, "0.6667"), (-0.5, "−0.50"), (12.345, "12.345"), (0.00001, "0")],
)
def test_numbers_are_as_short_as_they_can_be(value, text):
    assert number(value) == text


@pytest.mark.parametrize(("value", "text"), [(3.1, "3.10"), (2.956522, "2.9565"), (0.0, "0.00"), (-1.5, "−1.50")])
def test_scores_have_two_places_at_least(value, text):
    assert points(value) == text


@pytest.mark.parametrize(("value", "text"), [(4.0, "4"), (2.5, "2.5"), (10 / 3, "3.3333")])
def test_weights_have_no_trailing_zeros(value, text):
    assert marks(value) == text
