"""Small documents for tests, and all the real ones: the shipped library and the golden cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = sorted((ROOT / "indicators" / "library").glob("*.yaml"))
CASES = sorted((ROOT / "tests" / "golden" / "cases").glob("*/systems/*.yaml"))
FILES = [*LIBRARY, *CASES]


def name_of(path: Path) -> str:
    return path.stem


def texts(zh: str, en: str = "text") -> dict[str, str]:
    return {"zh": zh, "en": en}


def criterion(no: int = 1, **more: Any) -> dict[str, Any]:
    return {"no": no, "text": texts(f"要点{no}"), "rule": {"type": "rating"}, **more}


def node(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "name": texts(f"指标{code}"), **more}


def leaf(code: str, weight: Any = 10, **more: Any) -> dict[str, Any]:
    return {**node(code), "weight": weight, **more}


def version(*tree: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A version with the classes city and county and the channel website; it has no lint finding by itself."""
    return {
        "key": "sample",
        "version": "1",
        "name": texts("样例"),
        "classes": ["city", "county"],
        "channels": ["website"],
        "tree": list(tree) or [leaf("1")],
        **more,
    }


def tally(mode: str | None = None, **categories: dict[str, float]) -> dict[str, Any]:
    return {"type": "tally", **({"mode": mode} if mode else {}), "categories": categories}
