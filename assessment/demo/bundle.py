"""A demo campaign as the files of a bundle (formats.md §3). The same script gives the same bytes, always."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from assessment.demo.comments import ADJUDICATIONS, comment_on
from assessment.demo.draws import Draws
from assessment.demo.marks import Mark, Marks, Sheet, marks_of
from assessment.demo.script import Script, Subject
from assessment.scoring.cells import NA_TEXT
from assessment.scoring.model import NO_CHANNEL, VersionPlan
from assessment.scoring.plan import plan_version
from indicators.documents.yaml import read_yaml

LIBRARY = Path(__file__).resolve().parents[2] / "indicators" / "library"

#: Values that yield less are commented on by this part of the reviewers.
LOW, COMMENTED = 0.55, 0.5

HEADERS = {
    "entities.csv": ("entity", "name", "class", "leagues", "attributes"),
    "channels.csv": ("entity", "channel", "name", "address", "open"),
    "scores.csv": ("entity", "system", "round", "reviewer", "criterion", "channel", "value", "comment"),
    "adjudications.csv": ("entity", "system", "round", "criterion", "channel", "value", "reason"),
    "applicability.csv": ("entity", "system", "indicator", "reason"),
    "gates.csv": ("entity", "system", "gate", "reason"),
    "vetoes.csv": ("entity", "system", "veto", "condition", "channel", "status", "reason"),
}

CHANNEL_NAMES = {"website": "{}人民政府门户网站", "weixin": "{}发布", "weibo": "{}发布", "app": "掌上{}"}
DEPARTMENT_SITE = "{}门户网站"


def bundle_files(script: Script) -> dict[str, bytes]:
    """Every file of the campaign's bundle, by its path in the bundle."""
    files = {"campaign.yaml": _campaign(script)}
    plans = {}
    for part in script.parts:
        data = (LIBRARY / f"{part.system}.yaml").read_bytes()
        files[f"systems/{part.system}.yaml"] = data
        plans[part.system] = plan_version(read_yaml(data, file=f"{part.system}.yaml"))
    sheets = [Sheet(script, part, plans[part.system], subject) for subject in script.subjects for part in script.parts]
    marked = [(sheet, marks_of(sheet)) for sheet in sheets]
    tables = {
        "entities.csv": _entities(script),
        "channels.csv": _channels(script),
        "scores.csv": (row for sheet, marks in marked for row in _scores(sheet, marks)),
        "adjudications.csv": (row for sheet, marks in marked for row in _adjudications(sheet, marks)),
        "applicability.csv": ((r.entity, r.system, r.indicator, r.reason) for r in script.not_applicable),
        "gates.csv": ((r.entity, r.system, r.gate, r.reason) for r in script.gates),
        "vetoes.csv": ((r.entity, r.system, r.veto, r.condition, r.channel, r.status, r.reason) for r in script.vetoes),
    }
    return files | {name: _csv(HEADERS[name], rows) for name, rows in tables.items()}


def write_bundle(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files below ``folder``, which exists."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def _campaign(script: Script) -> bytes:
    document: dict[str, Any] = {
        "key": script.key,
        "name": {"zh": script.name_zh, "en": script.name_en},
        "year": script.year,
        "components": [{"system": part.system, "version": part.version, "share": part.share} for part in script.parts],
        "rounds": list(script.rounds),
        "policy": dict(script.policy),
        "leagues": [{"key": key, "name": {"zh": zh, "en": en}} for key, zh, en in script.leagues],
        "baseline": script.baseline,
    }
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False).encode()


def _entities(script: Script) -> Iterator[tuple[str, ...]]:
    for subject in script.subjects:
        attributes = ";".join(f"{name}={value}" for name, value in subject.attributes.items())
        yield subject.key, subject.place.name, subject.klass, ";".join(subject.leagues), attributes


def _channels(script: Script) -> Iterator[tuple[str, ...]]:
    for subject in script.subjects:
        for kind, is_open in subject.channels.items():
            yield subject.key, kind, _channel_name(subject, kind), _address(subject.key, kind), str(int(is_open))


def _channel_name(subject: Subject, kind: str) -> str:
    if kind == "website":
        pattern = DEPARTMENT_SITE if subject.klass == "department" else CHANNEL_NAMES[kind]
        return pattern.format(subject.place.name)
    return CHANNEL_NAMES[kind].format(subject.place.short)


def _address(key: str, kind: str) -> str:
    """An address below ``.example``, a domain that is never given to anybody (RFC 2606)."""
    return f"https://www.{key}.example/" if kind == "website" else f"https://{kind}.example/{key}"


def _channel_of(plan: VersionPlan, cell: int) -> str:
    channel = plan.cells[cell].channel
    return "" if channel == NO_CHANNEL else plan.channels[channel]


def _topics(plan: VersionPlan, criterion: int) -> tuple[str, ...]:
    """Indicator, criterion and parent, as comments look at them."""
    item = plan.criteria[criterion]
    node = plan.leaf_node(item.leaf)
    parent = plan.nodes[node.parent].name.get("zh", "") if node.parent >= 0 else ""
    return node.name.get("zh", ""), item.text.get("zh", ""), parent


def _scores(sheet: Sheet, marks: Marks) -> Iterator[tuple[str, ...]]:
    """The rows of one entity and component: by round, reviewer and criterion, as sheets are filled in."""
    script, plan, key = sheet.script, sheet.plan, sheet.subject.key
    for place, round_key in enumerate(script.rounds):
        cells = sorted(cell for at, cell in marks if at == place)
        for position, reviewer in enumerate(script.reviewers):
            if (reviewer, key, round_key) in script.unstarted:
                continue
            draws = Draws("comments", script.key, sheet.part.system, key, round_key, reviewer)
            for cell in cells:
                mark = marks[place, cell]
                if mark.texts[position]:
                    criterion = plan.criteria[plan.cells[cell].criterion]
                    said = _comment(plan, criterion.index, mark, position, draws)
                    yield (
                        key,
                        sheet.part.system,
                        round_key,
                        reviewer,
                        criterion.address,
                        _channel_of(plan, cell),
                        mark.texts[position],
                        said,
                    )


def _comment(plan: VersionPlan, criterion: int, mark: Mark, position: int, draws: Draws) -> str:
    if mark.texts[position] == NA_TEXT:
        return "不适用：没有这类事项。"
    ratio = mark.ratios[position]
    if ratio >= LOW or not draws.chance(COMMENTED):
        return ""
    return comment_on(_topics(plan, criterion), ratio, draws)


def _adjudications(sheet: Sheet, marks: Marks) -> Iterator[tuple[str, ...]]:
    """Settled disagreements: the middle one of the reviewers' values, with a reason."""
    script, plan, key = sheet.script, sheet.plan, sheet.subject.key
    draws = Draws("adjudications", script.key, sheet.part.system, key)
    for place, cell in sorted(marks):
        mark = marks[place, cell]
        if not mark.disputed or key in script.quiet or not draws.chance(script.settled):
            continue
        criterion = plan.criteria[plan.cells[cell].criterion]
        yield (
            key,
            sheet.part.system,
            script.rounds[place],
            criterion.address,
            _channel_of(plan, cell),
            _settled(mark),
            draws.pick(ADJUDICATIONS),
        )


def _settled(mark: Mark) -> str:
    given = sorted((ratio, text) for ratio, text in zip(mark.ratios, mark.texts, strict=True) if text != NA_TEXT)
    return given[len(given) // 2][1]
