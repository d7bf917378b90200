"""Faults of an input: where it is wrong and what is expected, all of them at once (formats.md, first lines)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault. ``line`` counts from 1 (0: the file as a whole), ``place`` is a column, a key path or a sheet cell.

    ``message`` is a sentence in the reader's language: what is wrong and what is expected.
    """

    file: str
    line: int
    place: str
    message: str

    def __str__(self) -> str:
        where = [self.file]
        if self.line:
            where.append(str(self.line))
        if self.place:
            where.append(self.place)
        return f"{':'.join(where)}: {self.message}"


class FaultsError(Exception):
    """An input that is refused whole. ``faults`` is never empty and ordered by file, line and place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: (fault.file, fault.line, fault.place, fault.message))
        super().__init__("\n".join(map(str, self.faults)))
