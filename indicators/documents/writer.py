"""A document → readable YAML in the style of formats.md §1: the tree as a block, what belongs together on one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from indicators.documents import reader

#: Keys in the order in which people read them. A key that is not listed comes after, in its own order.
READING_ORDER = """
key version code no name zh en text source mode columns classes channels channel_weights missing_channel shares totals
weight share kind method class scope type attribute policy targets factor when rule probe applies_when na crossref
notes vetoes conditions gates tree criteria children
"""
ORDER = {name: position for position, name in enumerate(READING_ORDER.split())}
#: Values under these keys stand on one line; lists under BY_LINE have one item a line.
FLOW = {"name", "text", "classes", "channels", "totals", "weight", "na", "applies_when", "crossref"}
BY_LINE = {"criteria", "conditions", "gates", "channel_weights"}
ODD_LINE_ENDS = re.compile("[\r\x85\u2028\u2029\ufeff]")


class _Flow(dict[str, Any]):
    """A mapping on one line."""


class _Writer(yaml.SafeDumper):
    """Indents lists, never writes aliases, and quotes whatever YAML 1.1 or our reader would take for something else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def represent_text(self, data: str) -> yaml.Node:
        """Line ends that are not ``\\n`` survive only as escapes, and those only in double quotes."""
        style = '"' if ODD_LINE_ENDS.search(data) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)

    def represent_flow(self, data: _Flow) -> yaml.Node:
        return self.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)

    def represent_line(self, data: list[Any]) -> yaml.Node:
        """Lists of plain values stand on one line, lists of mappings one below the other."""
        plain = not any(isinstance(item, (dict, list)) or len(str(item)) > 40 for item in data)
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=plain)


_Writer.add_representer(_Flow, _Writer.represent_flow)
_Writer.add_representer(str, _Writer.represent_text)
_Writer.add_representer(list, _Writer.represent_line)
for _tag, _pattern in (("int", reader.INTEGER), ("float", reader.DECIMAL)):
    _Writer.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern.pattern})\Z"), None)


def write(document: Mapping[str, Any]) -> str:
    """YAML text that reads back as an equal document."""
    return str(
        yaml.dump(_ordered(document), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=10**9, indent=2)
    )


def _ordered(value: Any, *, flow: bool = False) -> Any:
    """Mappings with their keys in reading order, those that stand on one line marked."""
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda name: ORDER.get(name, len(ORDER)))
        pairs = {name: _ordered(value[name], flow=flow or name in FLOW or name in BY_LINE) for name in names}
        return _Flow(pairs) if flow else pairs
    if isinstance(value, list):
        return [_ordered(item, flow=flow) for item in value]
    return value
