"""Rules of the house for templates and style sheets that no tool knows."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((ROOT / "static" / "css").rglob("*.css"))
TOKENS = ROOT / "static" / "css" / "tokens.css"


def name(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_has_no_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text) == []
    assert [tag for tag in re.findall(r"<script\b[^>]*>", text) if " src=" not in tag] == []


@pytest.mark.parametrize("path", [path for path in SHEETS if path != TOKENS], ids=name)
def test_colours_come_from_tokens(path):
    """A literal elsewhere would not follow the dark mode. Shadows and veils (rgb with alpha) are the exception."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)", text) == []
    assert re.findall(r"\b(?:rgb|hsl|oklch)a?\((?![^)]*/)[^)]*\)", text) == []


def test_every_token_has_its_dark_value():
    text = TOKENS.read_text(encoding="utf-8")
    light, dark, _rest = re.split(r"@media \(prefers-color-scheme: dark\)|@media print", text)
    colours = set(re.findall(r"(--[\w-]+):\s*#", light))
    assert colours - {"--on-primary"} <= set(re.findall(r"(--[\w-]+):\s*#", dark))


def test_the_tokens_are_those_of_the_design():
    text = TOKENS.read_text(encoding="utf-8")
    light = dict(re.findall(r"--([\w-]+):\s*([^;]+);", text.split("@media")[0]))
    expected = {
        "ink": "#1b2430",
        "ink-soft": "#5b6776",
        "line": "#e3e7ec",
        "paper": "#f6f7f9",
        "card": "#ffffff",
        "primary": "#1f4e79",
        "primary-hover": "#173c5e",
        "primary-tint": "#e8eff6",
        "done": "#2f7d5b",
        "attention": "#b7791f",
        "veto": "#b3261e",
        "na": "#8a97a8",
        "chart-1": "#1f4e79",
        "chart-2": "#4c8c8a",
        "chart-3": "#c58b2a",
        "chart-4": "#8c5a7b",
        "chart-5": "#5e7f3a",
        "chart-6": "#a65a49",
        "chart-7": "#6b7a8f",
        "row": "36px",
        "row-dense": "30px",
        "bar": "48px",
        "rail": "200px",
        "radius": "6px",
    }
    assert {token: light[token] for token in expected} == expected
