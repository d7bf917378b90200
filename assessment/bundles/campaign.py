"""campaign.yaml: the campaign, its components, rounds, leagues and policy (formats.md §3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.bundles.source import CAMPAIGN, Source
from assessment.campaigns.keys import CAMPAIGN_KEY, KEY
from assessment.campaigns.policy import find_policy_faults, read_policy
from assessment.core.fault_list import Faults
from assessment.core.faults import FaultsError
from indicators.documents import reader
from indicators.documents.checks import Path, Report, is_number, listed, number, optional, record, text, whole
from indicators.documents.schema import place
from indicators.documents.yaml import line_of

LONGEST_NAME = 200
FIRST_YEAR, LAST_YEAR = 1990, 2200
LARGEST_SHARE = 1e6
MOST_ROUNDS = 1000
MOST_COMPONENTS = 100

key_hint = gettext_lazy("a key of letters, digits and . _ - @ that begins with a letter or digit")
campaign_hint = gettext_lazy("a key of the letters a to z, digits, - and _ that begins with a letter or digit")


@dataclass(frozen=True)
class StatedComponent:
    """A component as campaign.yaml names it; ``line`` is where its ``version`` stands."""

    system: str
    version: str
    share: float
    position: int
    line: int


@dataclass(frozen=True)
class Named:
    """A text in one or both languages, as the models keep it."""

    zh: str
    en: str

    @classmethod
    def of(cls, stated: Any) -> Named:
        """Text alone is the Chinese one. What is neither text nor a mapping is a fault already."""
        if isinstance(stated, Mapping):
            return cls(stated.get("zh") or "", stated.get("en") or "")
        return cls(str(stated), "")


@dataclass
class Header:
    """What campaign.yaml says.

    A part that can't be read is ``None``: then nothing is said about the rows that refer to it, because every one of
    them would only repeat that fault.
    """

    key: str | None = None
    key_line: int = 0
    name: Named | None = None
    year: int | None = None
    baseline: str = ""
    policy: dict[str, Any] = field(default_factory=dict)
    components: list[StatedComponent] | None = None
    rounds: list[str] | None = None
    leagues: dict[str, Named] | None = None


def read_header(source: Source, faults: Faults) -> Header:
    """Everything campaign.yaml says, with every fault in it noted."""
    if CAMPAIGN not in source:
        return Header()
    try:
        with source.open(CAMPAIGN) as stream:
            built = reader.Reader(reader.decode(stream.read(reader.MOST_BYTES + 1)))
        document = built.read()
    except reader.Unreadable as unreadable:
        faults.add(CAMPAIGN, unreadable.line, "", unreadable.message)
        return Header()
    except FaultsError as error:
        faults.extend(error.faults)
        return Header()
    report = Report()
    SCHEMA(document, (), report)
    found = [(line_of(built.lines, path), path, message) for path, message in report.faults]
    for line, path, message in [*built.faults, *found]:
        faults.add(CAMPAIGN, line, place(path), message)
    if not isinstance(document, Mapping):
        return Header()
    return _header(document, {path[0] for _line, path, _message in [*built.faults, *found] if path}, built.lines)


def _header(document: Mapping[str, Any], bad: set[Any], lines: Mapping[Path, int]) -> Header:
    """The parts that can be read. Components, rounds and leagues only need their keys for that, to check the rows."""
    header = Header()
    if "key" not in bad:
        header.key, header.key_line = document["key"], line_of(lines, ("key",))
    if "name" not in bad:
        header.name = Named.of(document["name"])
    if "year" not in bad:
        header.year = document["year"]
    if "baseline" not in bad:
        header.baseline = document.get("baseline") or ""
    if "policy" not in bad:
        header.policy = read_policy(document.get("policy"))
    rounds = document.get("rounds")
    if isinstance(rounds, list) and all(isinstance(item, str) for item in rounds):
        header.rounds = rounds
    leagues = [] if document.get("leagues") is None else document["leagues"]
    if _have_texts(leagues, "key"):
        header.leagues = {league["key"]: Named.of(league.get("name") or "") for league in leagues}
    components = document.get("components") or []
    if components and _have_texts(components, "system", "version"):
        header.components = [_component(stated, position, lines) for position, stated in enumerate(components)]
    return header


def _have_texts(items: Any, *names: str) -> bool:
    return isinstance(items, list) and all(
        isinstance(item, Mapping) and all(isinstance(item.get(name), str) for name in names) for item in items
    )


def _component(stated: Mapping[str, Any], position: int, lines: Mapping[Path, int]) -> StatedComponent:
    share = stated.get("share") or 0  # none is a fault by now: nothing will be stored
    return StatedComponent(
        system=stated["system"],
        version=stated["version"],
        share=float(share) if is_number(share) else 0.0,
        position=position,
        line=line_of(lines, ("components", position, "version")),
    )


def _name(value: Any, path: Path, report: Report) -> None:
    """Text, or text by language."""
    if isinstance(value, str):
        text(longest=LONGEST_NAME)(value, path, report)
        return
    record({}, {"zh": text(longest=LONGEST_NAME), "en": text(longest=LONGEST_NAME)})(value, path, report)
    if isinstance(value, Mapping) and value.get("zh") is None and value.get("en") is None:
        report.add(path, _("a text in one language at least (zh, en) is expected."))


def _policy(value: Any, path: Path, report: Report) -> None:
    for where, message in find_policy_faults(value):
        report.add((*path, *where), message)


def _once(name: str) -> Any:
    """No two items of a list may have the same ``name``."""

    def check(value: Any, path: Path, report: Report) -> None:
        seen: set[str] = set()
        for position, item in enumerate(value if isinstance(value, list) else ()):
            word = item.get(name) if isinstance(item, Mapping) else None
            if isinstance(word, str) and word in seen:
                report.add((*path, position, name), _("“%(value)s” stands in the list twice.") % {"value": word})
            elif isinstance(word, str):
                seen.add(word)

    return check


def _at_most(most: int) -> Any:
    def check(value: Any, path: Path, report: Report) -> None:
        if isinstance(value, list) and len(value) > most:
            report.add(path, _("At most %(most)s items are accepted.") % {"most": most})
            del value[most:]  # what follows would be compared pair by pair

    return check


def _all(*checks: Any) -> Any:
    def check(value: Any, path: Path, report: Report) -> None:
        for item in checks:
            item(value, path, report)

    return check


def _other_baseline(value: Any, path: Path, report: Report) -> None:
    if isinstance(value, Mapping) and value.get("baseline") is not None and value["baseline"] == value.get("key"):
        report.add((*path, "baseline"), _("A campaign can't be its own baseline."))


def _key(longest: int) -> Any:
    return text(longest=longest, pattern=KEY, hint=key_hint)


CAMPAIGN_KEY_CHECK = text(longest=100, pattern=CAMPAIGN_KEY, hint=campaign_hint)
COMPONENT = record(
    {
        "system": text(longest=80),
        "version": text(longest=40),
        "share": number(above=0, most=LARGEST_SHARE),
    },
    {},
)
SCHEMA = record(
    {
        "key": CAMPAIGN_KEY_CHECK,
        "name": _name,
        "year": whole(least=FIRST_YEAR, most=LAST_YEAR),
        "components": _all(_at_most(MOST_COMPONENTS), listed(COMPONENT, least=1), _once("system")),
        "rounds": _all(_at_most(MOST_ROUNDS), listed(_key(40), least=1, unique=True)),
    },
    {
        "policy": _policy,
        "leagues": _all(listed(record({"key": _key(60), "name": _name}, {})), _once("key")),
        "baseline": optional(CAMPAIGN_KEY_CHECK),
    },
    _other_baseline,
)
