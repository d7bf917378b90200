"""CSV tables of a bundle (formats.md §3)."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.bundles.source import Source
from assessment.core.fault_list import Faults
from assessment.core.tables import Row, Table, read_rows

ENTITIES = Table("entities.csv", ("entity", "name", "class", "leagues", "attributes"))
CHANNELS = Table("channels.csv", ("entity", "channel", "name", "address", "open"))
SCORES = Table("scores.csv", ("entity", "system", "round", "reviewer", "criterion", "channel", "value", "comment"))
ADJUDICATIONS = Table("adjudications.csv", ("entity", "system", "round", "criterion", "channel", "value", "reason"))
APPLICABILITY = Table("applicability.csv", ("entity", "system", "indicator", "reason"))
GATES = Table("gates.csv", ("entity", "system", "gate", "reason"))
VETOES = Table("vetoes.csv", ("entity", "system", "veto", "condition", "channel", "status", "reason"))


def read_table(source: Source, table: Table, faults: Faults) -> Iterator[Row]:
    """The rows of a table; an absent file has none. Rows of the wrong shape become faults and are left out."""
    if table.name not in source:
        return
    with source.open(table.name) as stream:
        yield from read_rows(stream, table, faults)
