"""YAML text → plain values, with the line of every key and value. No schema here.

Own resolution instead of PyYAML's constructor, because files are written by people and come from strangers: only
``true``/``false`` are truth values (a bare ``no:`` key stays text), dates and ``1:30`` stay text, keys given twice are
faults, tags are refused, and size, depth and aliases are bounded before anything is built.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from indicators.documents.checks import UNPRINTABLE, Path

MOST_BYTES = 4 * 1024 * 1024
MOST_VALUES = 200_000  # scalars, lists and mappings, aliases counted as what they stand for
DEEPEST = 60

NULL = re.compile(r"~|null|Null|NULL|")
TRUTH = re.compile(r"true|True|TRUE|false|False|FALSE")
INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,30})")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*|(0|[1-9][0-9]*)(?=[eE]))([eE][-+]?[0-9]{1,4})?")
SIGNATURES = {
    b"PK\x03\x04": "zip, xlsx, docx",
    b"\xd0\xcf\x11\xe0": "xls, doc",
    b"%PDF": "pdf",
    b"\x89PNG": "png",
    b"\x1f\x8b": "gzip",
}

#: What the parser says, as far as people meet it often, in words that say what to do.
PARSER_WORDS = {
    "cannot start any token": gettext_noop(
        "a tab or a reserved sign (@ ` %) begins a value: indent with spaces, quote texts"
    ),
    "found a tab character": gettext_noop("a tab stands in the indentation: use spaces"),
    "mapping values are not allowed": gettext_noop(
        "a colon stands where no key can be: quote the text, check the indentation"
    ),
    "could not find expected ':'": gettext_noop("a key without colon: check this line and the one before"),
    "found unexpected end of stream": gettext_noop("a quote or bracket is never closed"),
    "did not find expected <block end>": gettext_noop("the indentation does not fit the lines above"),
    "did not find expected key": gettext_noop("the indentation does not fit the lines above"),
    "did not find expected ',' or": gettext_noop("a comma or closing bracket is missing"),
    "found undefined alias": gettext_noop("the alias (*name) has no anchor (&name) before it"),
}

#: libyaml's parser where PyYAML was built with it (the wheels are), else the same in Python.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Unreadable(Exception):  # noqa: N818 - the text is at fault, not the program
    """The text can't be read on from ``line`` (0: as a whole)."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


def decode(data: bytes) -> str:
    """Bytes → text; raises Unreadable for what is no UTF-8 text."""
    for signature, kind in SIGNATURES.items():
        if data.startswith(signature):
            raise Unreadable(0, _("this is not YAML but a binary file (%(kind)s).") % {"kind": kind})
    if len(data) > MOST_BYTES:
        size = {"size": len(data), "most": MOST_BYTES}
        raise Unreadable(0, _("the file has %(size)s bytes, at most %(most)s are read.") % size)
    try:
        decoded = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(line, _("this is not UTF-8 text; save the file as UTF-8.")) from error
    strange = UNPRINTABLE.search(decoded)
    if strange:
        line = decoded.count("\n", 0, strange.start()) + 1
        raise Unreadable(line, _("the text holds a control character; is this a YAML file?"))
    return decoded


class Reader:
    """Builds the value of one document from the parser's events.

    ``lines``: path → line (from 1) of its key or list item. ``faults``: (line, path, sentence) of what can be read
    past; what can't raises Unreadable.
    """

    def __init__(self, decoded: str) -> None:
        self.events: Iterator[Any] = yaml.parse(decoded, Loader=LOADER)
        self.lines: dict[Path, int] = {}
        self.faults: list[tuple[int, Path, str]] = []
        self.count = 0
        self.anchors: dict[str, tuple[Any, int] | None] = {}

    def read(self) -> Any:
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            raise Unreadable(_line(error), _sentence(str(error.problem))) from error
        except yaml.YAMLError as error:
            raise Unreadable(0, _sentence(str(error))) from error

    def _document(self) -> Any:
        next(self.events)  # the stream
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise Unreadable(0, _("the file is empty."))
        value = self._node(next(self.events), (), line=1)
        next(self.events)  # the document's end
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise Unreadable(after.start_mark.line + 1, _("a second document begins here; one file holds one version."))
        return value

    def _node(self, event: Any, path: Path, *, line: int | None = None) -> Any:
        """The value that begins with ``event``."""
        line = line or event.start_mark.line + 1
        self.lines[path] = line
        self._grow(1, line)
        if len(path) > DEEPEST:
            raise Unreadable(line, _("the nesting is deeper than %(count)s levels.") % {"count": DEEPEST})
        if isinstance(event, yaml.AliasEvent):
            return self._alias(str(event.anchor), line)
        if event.tag is not None:
            self.faults.append((line, path, _("tags (%(tag)s) are not possible.") % {"tag": event.tag}))
        before = self.count
        if event.anchor:
            self.anchors[event.anchor] = None  # still open: an alias inside would contain itself
        if isinstance(event, yaml.ScalarEvent):
            value = resolve(event.value) if event.implicit[0] else event.value
        elif isinstance(event, yaml.MappingStartEvent):
            value = self._mapping(path)
        else:
            value = self._list(path)
        if event.anchor:
            self.anchors[event.anchor] = (value, self.count - before + 1)
        return value

    def _mapping(self, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            key = self._key(event, path)
            if key in values:
                words = {"line": self.lines[(*path, key)]}
                self.faults.append((line, (*path, key), _("this key is given twice, first in line %(line)s.") % words))
                self._node(next(self.events), (*path, f"{key} (2)"), line=line)
            else:
                values[key] = self._node(next(self.events), (*path, key), line=line)
        return values

    def _key(self, event: Any, path: Path) -> str:
        line = event.start_mark.line + 1
        if not isinstance(event, yaml.ScalarEvent):
            raise Unreadable(line, _("a key must be text; is a text with { or [ not quoted?"))
        if event.implicit[0] and not isinstance(resolve(event.value), str):
            words = {"key": event.value}
            self.faults.append((line, (*path, event.value), _("the key %(key)s must be in quotes.") % words))
        return str(event.value)

    def _list(self, path: Path) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._node(event, (*path, len(values))))
        return values

    def _alias(self, name: str, line: int) -> Any:
        if name not in self.anchors:
            raise Unreadable(line, _sentence("found undefined alias"))
        anchored = self.anchors[name]
        if anchored is None:
            raise Unreadable(line, _("the alias *%(name)s contains itself.") % {"name": name})
        value, size = anchored
        self._grow(size, line)
        return copy.deepcopy(value)

    def _grow(self, size: int, line: int) -> None:
        self.count += size
        if self.count > MOST_VALUES:
            raise Unreadable(line, _("the file holds more than %(count)s values.") % {"count": MOST_VALUES})


def resolve(plain: str) -> Any:
    """What an unquoted scalar stands for: nothing, a truth value, a number, else the text itself."""
    if NULL.fullmatch(plain):
        return None
    if TRUTH.fullmatch(plain):
        return plain.lower() == "true"
    if INTEGER.fullmatch(plain):
        return int(plain)
    return float(plain) if DECIMAL.fullmatch(plain) else plain


def _line(error: yaml.MarkedYAMLError) -> int:
    """Where the reader should look: for what was never closed at its beginning."""
    unclosed = "end of stream" in str(error.problem)
    mark = error.context_mark if unclosed and error.context_mark else error.problem_mark
    return mark.line + 1 if mark else 0


def _sentence(problem: str) -> str:
    for part, words in PARSER_WORDS.items():
        if part in problem:
            return _("this is not valid YAML: %(words)s.") % {"words": _(words)}
    return _("this is not valid YAML (%(problem)s).") % {"problem": problem}
