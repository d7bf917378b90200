"""Score rows to packed sheets (architecture.md §2): the one place where a submitted sheet becomes a vector."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from math import nan
from sys import byteorder

from django.db.models import Max

from assessment.scoring.cells import locate, pack_text
from assessment.scoring.model import Cell, VersionPlan
from reviews.models import Score, ScoreSheet, SheetPack
from reviews.plans import plan_of


def pack_values(plan: VersionPlan, cells: Iterable[tuple[str, str, str]]) -> bytes:
    """The pack of (criterion address, channel, value) rows; cells without a row or with an empty value are empty.

    ``plan.slot_count`` little-endian float64. Raises CellFault or ValueFault for what is no cell or value of the plan.
    An empty value is an empty cell under every rule, ``items`` too: a reviewer who clears a cell takes nothing back to
    0. (In a file an empty list of items is the amount 0; the importer stores it as "0".)
    """
    located = ((locate(plan, address, channel), value) for address, channel, value in cells if value.strip())
    return pack_slots(plan, ((cell, pack_text(plan.criteria[cell.criterion], value)) for cell, value in located))


def pack_slots(plan: VersionPlan, cells: Iterable[tuple[Cell, Sequence[float]]]) -> bytes:
    """The pack of cells whose slots are known already (scoring.cells)."""
    slots = array("d", (nan,)) * plan.slot_count
    for cell, values in cells:
        slots[cell.first_slot : cell.first_slot + cell.slots] = array("d", values)
    if byteorder == "big":
        slots.byteswap()
    return slots.tobytes()


def pack_sheets(sheets: Sequence[ScoreSheet]) -> list[SheetPack]:
    """Store the next pack of each sheet from its score rows, in the order of ``sheets``.

    Three queries whatever the number of sheets, which come with ``component__version`` loaded. The caller holds the
    transaction, points the sheets at their packs and marks them submitted.
    """
    ids = [sheet.pk for sheet in sheets]
    rows: dict[int, list[tuple[str, str, str]]] = {pk: [] for pk in ids}
    stored = Score.objects.filter(sheet__in=ids).values_list("sheet_id", "criterion__address", "channel", "value")
    for sheet_id, address, channel, value in stored.iterator():
        rows[sheet_id].append((address, channel, value))
    counted = SheetPack.objects.filter(sheet__in=ids).values_list("sheet_id").annotate(last=Max("revision"))
    revisions = dict(counted.order_by())
    return SheetPack.objects.bulk_create(
        SheetPack(
            sheet=sheet,
            revision=revisions.get(sheet.pk, 0) + 1,
            payload=pack_values(plan_of(sheet.component.version), rows[sheet.pk]),
        )
        for sheet in sheets
    )
