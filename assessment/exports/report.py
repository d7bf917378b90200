"""What every kind of report says of a run, before it takes a form. Computed when asked for, in the active language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessment.campaigns.models import Entity
from assessment.core.figures import moment
from assessment.exports.figures import FigureTable, figure_table
from assessment.exports.findings import GateLine, Marks, VetoLine, gate_lines, trace_marks, veto_lines
from assessment.exports.parts import Column, Part, parts_of, score_columns
from assessment.exports.ranking import RankingColumn, ranking_columns
from assessment.results.models import LeagueRank, Run
from assessment.results.reading import RunReader, Units
from assessment.scoring import band_sentences
from indicators.models.versions import in_language


@dataclass(frozen=True)
class Row:
    """One entity in a ranking. ``total`` in 10^-decimals units, None for the unqualified; ``index`` in key order."""

    index: int
    key: str
    name: str
    total: Units
    grade: str
    missing: int


@dataclass(frozen=True)
class LeagueTable:
    """A league in the order of its list: (rank, entity key), rank None for the unqualified at the end."""

    key: str
    name: str
    places: list[tuple[int | None, str]]


class Report:
    """A run, ready to be written. Every text is in the language that is active when it is asked for."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.reader = RunReader(run)

    @property
    def decimals(self) -> int:
        return self.reader.decimals

    @property
    def campaign_name(self) -> str:
        stated = self.reader.snapshot["campaign"]
        return in_language(stated["name_zh"], stated["name_en"])

    @property
    def run_line(self) -> str:
        """Which run this is, in one line."""
        return _("Run #%(run)s · %(time)s · inputs %(digest)s…") % {
            "run": self.run.number,
            "time": moment(self.run.created_at, full=True),
            "digest": self.run.inputs_digest[:12],
        }

    @cached_property
    def parts(self) -> list[Part]:
        return parts_of(self.reader.snapshot)

    @property
    def total_is_raw(self) -> bool:
        """Whether the total is simply the raw figure of the one component."""
        return len(self.parts) == 1 and self.reader.snapshot["policy"]["normalise_to"] is None

    @cached_property
    def columns(self) -> list[Column]:
        """The exact figures of files for programs: first level of every tree, and raw figures where they say more."""
        per_channel = any(part.plan.per_channel for part in self.parts)
        return score_columns(self.parts, with_raw=per_channel or not self.total_is_raw)

    @cached_property
    def ranking_columns(self) -> list[RankingColumn]:
        """The score columns of rankings."""
        return ranking_columns(self.run, self.parts, self.figures, with_raw=not self.total_is_raw)

    @cached_property
    def figures(self) -> FigureTable:
        return figure_table(self.reader)

    @cached_property
    def rows(self) -> dict[str, Row]:
        """What rankings show, by entity key in key order."""
        table, names = self.figures, self.reader.names
        columns = (table.keys, table.totals, table.grades, table.missing)
        return {
            key: Row(index=index, key=key, name=names[key], total=total, grade=grade, missing=missing)
            for index, (key, total, grade, missing) in enumerate(zip(*columns, strict=True))
        }

    @cached_property
    def leagues(self) -> list[LeagueTable]:
        names = {
            stated["key"]: in_language(stated["name_zh"], stated["name_en"])
            for stated in self.reader.snapshot["leagues"]
        }
        tables = {key: LeagueTable(key, name, []) for key, name in names.items()}
        keys = dict(Entity.objects.filter(campaign_id=self.run.campaign_id).values_list("pk", "key"))
        places = LeagueRank.objects.filter(run=self.run).order_by("league_id", "position")
        for league, entity, rank in places.values_list("league__key", "entity_id", "rank"):
            tables[league].places.append((rank, keys[entity]))
        return list(tables.values())

    @property
    def unplaced(self) -> LeagueTable:
        """Entities that stand in no league, as a table without ranks."""
        placed = {key for league in self.leagues for _rank, key in league.places}
        return LeagueTable("", _("Entities in no league"), [(None, key) for key in self.rows if key not in placed])

    def sentence(self, league: LeagueTable) -> str:
        """The leading ranks as centres print them, ties named (scoring.md §11, E6)."""
        groups: dict[int, list[str]] = {}
        for rank, key in league.places:
            if rank is not None:
                groups.setdefault(rank, []).append(self.reader.names[key])
        english = (get_language() or "").startswith("en")
        return (" " if english else "").join(band_sentences(groups, language="en" if english else "zh"))

    @cached_property
    def vetoes(self) -> list[VetoLine]:
        return veto_lines(self.reader, self.parts)

    @cached_property
    def vetoes_by_entity(self) -> dict[str, list[VetoLine]]:
        found: dict[str, list[VetoLine]] = {}
        for veto in self.vetoes:
            found.setdefault(veto.entity, []).append(veto)
        return found

    def remarks(self, key: str) -> str:
        """Why an entity is unqualified, or what else its vetoes did."""
        return "\n".join(veto.remark for veto in self.vetoes_by_entity.get(key, ()))

    @cached_property
    def marks(self) -> Marks:
        """What only the trace knows: gates raised by a count, indicators that don't apply."""
        return trace_marks(self.run)

    @cached_property
    def gates(self) -> list[GateLine]:
        return gate_lines(self.reader, self.parts, self.marks)
