"""Assignments and conflicts as CSV: who scores what, and who must not. Faults come all at once, by line and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from assessment.campaigns.conflicts import same_name
from assessment.campaigns.models import Campaign, Conflict, Entity, Reviewer
from assessment.campaigns.planning import Plan, plan_of_rows
from assessment.campaigns.scope import Part
from assessment.campaigns.services.conflicts import LONGEST_REASON
from assessment.campaigns.situation import WHOLE, Row, Situation, situation_of
from assessment.core.fault_list import Faults
from assessment.core.guard import guard
from assessment.core.tables import Table, read_rows

ASSIGNMENTS = Table("assignments.csv", ("entity", "system", "section", "reviewer"))
CONFLICTS = Table("conflicts.csv", ("reviewer", "entity", "organisation", "reason"))
#: Excel in Chinese reads a CSV without this mark as GBK.
BYTE_ORDER_MARK = "\ufeff"
LONGEST_ORGANISATION = 200


def write_assignments(campaign: Campaign) -> str:
    """All assignments, in the order of the entities' names; a new campaign has the titles only."""
    found = situation_of(campaign)
    systems = {part.component.pk: part.system for part in found.scope.parts}
    positions = {part.component.pk: position for position, part in enumerate(found.scope.parts)}
    by_entity: dict[int, list[Row]] = {entity.pk: [] for entity in found.scope.entities}
    for row in sorted(found.rows, key=lambda row: (positions[row.component], row.section, row.reviewer)):
        by_entity[row.entity].append(row)
    return write_csv(
        ASSIGNMENTS.columns,
        (
            (entity.key, systems[row.component], row.section, row.reviewer)
            for entity in found.scope.entities
            for row in by_entity[entity.pk]
        ),
    )


def write_csv(columns: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """A table that spreadsheets open as text: formulas are made harmless, core.tables reads it back."""
    stream = io.StringIO(BYTE_ORDER_MARK)
    stream.seek(0, io.SEEK_END)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return stream.getvalue()


def read_assignments(campaign: Campaign, data: bytes) -> Plan:
    """The plan that a whole list of assignments makes: what the file does not state is removed.

    Raises FaultsError with every fault. Reads the database, writes nothing.
    """
    faults = Faults()
    found = situation_of(campaign)
    reader = _Assignments(found, faults)
    for line, cells in read_rows(io.BytesIO(data), ASSIGNMENTS, faults):
        reader.take(line, *(cell.strip() for cell in cells))
    reader.check_left_out()
    faults.raise_if_any()
    return plan_of_rows(found, reader.rows)


class _Assignments:
    def __init__(self, found: Situation, faults: Faults) -> None:
        self.found, self.faults = found, faults
        self.entities = {entity.key: entity for entity in found.scope.entities}
        self.parts = {part.system: part for part in found.scope.parts}
        self.people = {person.key: person for person in found.people}
        self.rows: dict[Row, int] = {}

    def take(self, line: int, entity_key: str, system: str, section: str, reviewer: str) -> None:
        """Note the row, or its faults. A reviewer without the role may stand where a sheet of theirs is already."""
        entity, part = self.entities.get(entity_key), self.parts.get(system)
        if entity is None:
            self._fault(line, "entity", _("There is no entity “%(key)s” in this campaign."), key=entity_key)
        if part is None:
            keys = ", ".join(self.parts)
            self._fault(
                line, "system", _("“%(key)s” is no component; expected is one of %(keys)s."), key=system, keys=keys
            )
        if reviewer not in self.people:
            self._fault(line, "reviewer", _("“%(key)s” is no evaluator of this campaign."), key=reviewer)
        if entity is None or part is None or reviewer not in self.people:
            return
        row = Row(part.component.pk, entity.pk, section, reviewer)
        if self._fits(line, part, entity, row):
            self.rows[row] = line

    def _fits(self, line: int, part: Part, entity: Entity, row: Row) -> bool:
        codes = [section.code for section in self.found.scope.sections(part, entity)]
        if not codes:
            return self._fault(line, "system", _("The entity does not stand in this component."))
        if row.section and row.section not in codes:
            words = {"code": row.section, "codes": ", ".join(codes)}
            return self._fault(
                line, "section", _("There is no section “%(code)s”; expected is one of %(codes)s."), **words
            )
        if row in self.rows:
            return self._fault(line, "", _("The same stands in line %(first)s already."), first=self.rows[row])
        conflicts = self.found.conflicts.of(row.reviewer, row.entity)
        if conflicts:
            return self._fault(line, "reviewer", _("Conflict of interest: %(why)s."), why=conflicts[0].sentence)
        known = self.people[row.reviewer].is_active or row in self.found.rows
        if not known and not self._has_sheet(row):
            return self._fault(line, "reviewer", _("“%(key)s” is no evaluator of this campaign."), key=row.reviewer)
        return True

    def _has_sheet(self, row: Row) -> bool:
        sheets = self.found.coverage.sheets.get(row.entity, ())
        return any((component, reviewer) == (row.component, row.reviewer) for component, reviewer, _begun in sheets)

    def check_left_out(self) -> None:
        """Whoever has begun must stay: the file as a whole is at fault, so the line is 0."""
        names = {entity.pk: entity.key for entity in self.found.scope.entities}
        for row in sorted(self.found.rows):
            begun = self.found.coverage.has_begun(row) and not self.found.conflicts.of(row.reviewer, row.entity)
            if begun and row not in self.rows and row._replace(section=WHOLE) not in self.rows:
                sentence = _("%(reviewer)s has begun to score “%(entity)s” and must stay in the list.")
                self._fault(0, "", sentence, reviewer=row.reviewer, entity=names[row.entity])

    def _fault(self, line: int, place: str, sentence: str, **words: object) -> bool:
        self.faults.add(ASSIGNMENTS.name, line, place, sentence % words)
        return False


def read_conflicts(campaign: Campaign, data: bytes) -> list[Conflict]:
    """The conflicts of a file, not stored yet: each names an entity or an organisation. Raises FaultsError."""
    faults = Faults()
    entities = {entity.key: entity for entity in Entity.objects.filter(campaign=campaign)}
    reviewers = {reviewer.key: reviewer for reviewer in Reviewer.objects.filter(campaign=campaign)}
    conflicts = []
    for line, cells in read_rows(io.BytesIO(data), CONFLICTS, faults):
        key, entity_key, organisation, reason = (cell.strip() for cell in cells)
        reviewer, entity = reviewers.get(key), entities.get(entity_key)
        said = list(_conflict_faults(key, reviewer, entity_key, entity, organisation, reason))
        for place, message in said:
            faults.add(CONFLICTS.name, line, place, message)
        if not said and reviewer is not None:
            conflicts.append(Conflict(reviewer=reviewer, entity=entity, organisation=organisation, reason=reason))
    faults.raise_if_any()
    return conflicts


def _conflict_faults(
    key: str, reviewer: Reviewer | None, entity_key: str, entity: Entity | None, organisation: str, reason: str
) -> Iterator[tuple[str, str]]:
    if reviewer is None:
        yield "reviewer", _("“%(key)s” is no evaluator of this campaign.") % {"key": key}
    if entity_key and entity is None:
        yield "entity", _("There is no entity “%(key)s” in this campaign.") % {"key": entity_key}
    if bool(entity_key) == bool(same_name(organisation)):
        yield "organisation", _("Either an entity or an organisation is expected.")
    if len(organisation) > LONGEST_ORGANISATION:
        yield "organisation", _("At most %(most)s characters are accepted.") % {"most": LONGEST_ORGANISATION}
    if len(reason) > LONGEST_REASON:
        yield "reason", _("At most %(most)s characters are accepted.") % {"most": LONGEST_REASON}
