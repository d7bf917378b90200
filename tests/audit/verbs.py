"""Every verb and kind of object that the code writes into the audit trail, found by reading it.

A verb stands in a call of ``audit.record(verb="…")``, or in a call of a helper that hands its parameter on to such a
call; a helper may be called by another helper, or imported by another module. Verbs put together at run time show as
shapes ("remove_{}"): who adds one says in tests/audit/test_words.py what it can become.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib import admin

from assessment.campaigns.admin import MembershipAdmin
from assessment.campaigns.recording import RecordedAdmin

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("assessment", "indicators", "reviews")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Helper:
    """A function that hands one of its parameters on: its name, the parameter's name and place (-1: keyword only)."""

    name: str
    parameter: str
    place: int


@cache
def sources() -> list[ast.Module]:
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return [ast.parse(path.read_text(encoding="utf-8")) for path in paths if "migrations" not in path.parts]


def name_of(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def argument(call: ast.Call, name: str, place: int) -> ast.expr | None:
    """What a call gives for a parameter; a method's own ``self`` is not among the arguments."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[place] if 0 <= place < len(call.args) else None


def literals(node: ast.expr | None) -> Iterator[str]:
    """The texts an expression can be: a literal, a choice of literals, an f-string as its shape."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def helper_of(function: Function, parameter: str) -> Helper | None:
    names = [each.arg for each in (*function.args.posonlyargs, *function.args.args) if each.arg != "self"]
    keywords = [each.arg for each in function.args.kwonlyargs]
    if parameter in names:
        return Helper(function.name, parameter, names.index(parameter))
    return Helper(function.name, parameter, -1) if parameter in keywords else None


@cache
def written(keyword: str) -> frozenset[str]:
    """All texts that reach ``record(<keyword>=…)``."""
    modules = sources()
    found: set[str] = set()
    public: set[Helper] = set()
    for module in modules:
        helpers = _follow(module, {Helper("record", keyword, -1)}, found)
        public |= {helper for helper in helpers if not helper.name.startswith("_")}
    for module in modules:
        _follow(module, {helper for helper in public if helper.name in imported(module)}, found)
    return frozenset(found)


def imported(module: ast.Module) -> set[str]:
    nodes = [node for node in ast.walk(module) if isinstance(node, ast.ImportFrom)]
    return {alias.name for node in nodes for alias in node.names}


def _follow(module: ast.Module, first: set[Helper], found: set[str]) -> set[Helper]:
    """Note what reaches ``first`` inside a module; the helpers met on the way, ``first`` among them."""
    known: set[Helper] = set()
    pending = first
    while pending:
        known |= pending
        pending = {made for helper in pending for made in _through(module, helper, found)} - known
    return known


def _through(module: ast.Module, helper: Helper, found: set[str]) -> Iterator[Helper]:
    """Note the literals that calls of ``helper`` give; the functions that hand a parameter of theirs on to it."""
    for function in [node for node in ast.walk(module) if isinstance(node, Function)]:
        for call in [node for node in ast.walk(function) if isinstance(node, ast.Call)]:
            if name_of(call) != helper.name:
                continue
            given = argument(call, helper.parameter, helper.place)
            found.update(literals(given))
            if isinstance(given, ast.Name):
                made = helper_of(function, given.id)
                found.update(_assigned(function, given.id))
                if made:
                    yield made


def _assigned(function: Function, name: str) -> Iterator[str]:
    """The literals a local variable is set to."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(
            isinstance(each, ast.Name) and each.id == name for each in node.targets
        ):
            yield from literals(node.value)


def of_the_administration() -> tuple[set[str], set[str]]:
    """Verbs and kinds of objects of the pages under /admin/ that write."""
    writing = [page for page in admin.site._registry.values() if isinstance(page, RecordedAdmin)]
    names = {page.model._meta.model_name or "" for page in writing if not isinstance(page, MembershipAdmin)}
    return {f"{verb}_{name}" for verb in ("add", "change", "delete") for name in names}, names


def names_of_values() -> set[str]:
    """The literal names in the dicts that calls of ``record`` give as ``before`` and ``after``."""
    calls = [node for module in sources() for node in ast.walk(module) if isinstance(node, ast.Call)]
    given = [argument(call, side, -1) for call in calls if name_of(call) == "record" for side in ("before", "after")]
    return {text for sides in given if isinstance(sides, ast.Dict) for key in sides.keys for text in literals(key)}
