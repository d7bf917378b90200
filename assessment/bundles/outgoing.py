"""What a campaign's bundle says, file by file, in canonical order (formats.md §3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import yaml
from django.db.models import QuerySet

from assessment.bundles.entities import UNCLASSED
from assessment.bundles.source import SYSTEMS
from assessment.bundles.tables import (
    ADJUDICATIONS,
    APPLICABILITY,
    CHANNELS,
    ENTITIES,
    GATES,
    SCORES,
    VETOES,
)
from assessment.bundles.writing import batches
from assessment.campaigns.attributes import write_attribute
from assessment.campaigns.models import Campaign, Channel, Entity
from assessment.campaigns.policy import plain, read_policy
from assessment.core.tables import Table
from assessment.results.models import VetoFinding
from assessment.scoring import VersionPlan
from indicators.documents.normal import normalise
from indicators.documents.reader import resolve
from indicators.documents.yaml import write_yaml
from indicators.models import Criterion
from reviews.models import Adjudication, NotApplicable, RaisedGate, Score, ScoreSheet
from reviews.plans import plan_of

ENTITIES_AT_ONCE = 200

Row = tuple[str, ...]


class Outgoing:
    """Reads a campaign; every part is in an order that depends on its content alone."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.components = list(campaign.components.select_related("version__system").order_by("position", "pk"))

    # --- campaign.yaml and systems/ ---------------------------------------------------------------------------------

    def header(self) -> str:
        """campaign.yaml. Raises FaultsError when the stored policy is none."""
        campaign = self.campaign
        document = {
            "key": campaign.key,
            "name": _named(campaign.name_zh, campaign.name_en),
            "year": campaign.year,
            "components": [
                {
                    "system": component.version.system.key,
                    "version": component.version.version,
                    "share": plain(component.share),
                }
                for component in self.components
            ],
            "rounds": [turn.key for turn in self.rounds.values()],
            "policy": read_policy(campaign.policy),
            "leagues": [
                {"key": league.key, "name": _named(league.name_zh, league.name_en)}
                for league in campaign.leagues.order_by("position", "pk")
            ],
            "baseline": campaign.baseline_key or None,
        }
        return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9)

    def systems(self) -> Iterator[tuple[str, str]]:
        """File name and text of each component's version."""
        for component in self.components:
            name = f"{SYSTEMS}/{component.version.system.key}.yaml"
            yield name, write_yaml(normalise(component.version.document))

    # --- tables -----------------------------------------------------------------------------------------------------

    def tables(self) -> Iterator[tuple[Table, Iterable[Row]]]:
        yield ENTITIES, self.entity_rows()
        yield CHANNELS, self.channel_rows()
        yield SCORES, self.score_rows()
        yield ADJUDICATIONS, self.adjudication_rows()
        yield APPLICABILITY, self.mark_rows(NotApplicable.objects.all(), "indicator__position", "indicator__code")
        yield GATES, self.mark_rows(RaisedGate.objects.all(), "gate__position", "gate__code")
        yield VETOES, self.veto_rows()

    @cached_property
    def entities(self) -> dict[int, Entity]:
        """By id, in the order of their keys."""
        found = Entity.objects.filter(campaign=self.campaign).order_by("pk")
        return {entity.pk: entity for entity in sorted(found, key=lambda entity: entity.key)}

    @cached_property
    def rounds(self) -> dict[int, Any]:
        return {turn.pk: turn for turn in self.campaign.rounds.order_by("position", "pk")}

    @cached_property
    def round_order(self) -> dict[int, int]:
        return {pk: position for position, pk in enumerate(self.rounds)}

    @cached_property
    def component_order(self) -> dict[int, int]:
        return {component.pk: position for position, component in enumerate(self.components)}

    @cached_property
    def plans(self) -> list[VersionPlan]:
        return [plan_of(component.version) for component in self.components]

    @cached_property
    def addresses(self) -> dict[int, str]:
        """Address of a criterion by its id."""
        versions = [component.version_id for component in self.components]
        return dict(Criterion.objects.filter(version__in=versions).values_list("pk", "address"))

    def entity_rows(self) -> Iterator[Row]:
        standing: dict[int, list[str]] = {}
        through = Entity.leagues.through.objects.filter(entity__campaign=self.campaign)
        ordered = through.order_by("league__position", "league_id").values_list("entity_id", "league__key")
        for entity_id, league in ordered:
            standing.setdefault(entity_id, []).append(league)
        for entity in self.entities.values():
            attributes = (f"{name}={write_attribute(value)}" for name, value in sorted(entity.attributes.items()))
            leagues = ";".join(standing.get(entity.pk, ()))
            yield entity.key, entity.name, self.class_cell(entity), leagues, ";".join(attributes)

    def class_cell(self, entity: Entity) -> str:
        """One word where all components that have classes say the same, else class by system."""
        stated = {
            plan.key: entity.classes[plan.key]
            for plan in self.plans
            if not plan.channel_columns and plan.columns != UNCLASSED and entity.classes.get(plan.key)
        }
        if len(set(stated.values())) == 1:
            return next(iter(stated.values()))
        return ";".join(f"{system}:{klass}" for system, klass in stated.items())

    def channel_rows(self) -> Iterator[Row]:
        found = Channel.objects.filter(entity__campaign=self.campaign)
        rows = found.values_list("entity__key", "kind", "name", "address", "is_open")
        for entity, kind, name, address, is_open in sorted(rows):
            yield entity, kind, name, address, "1" if is_open else "0"

    def score_rows(self) -> Iterator[Row]:
        """Scores of submitted sheets: by entity, component, round, reviewer, criterion, channel."""
        reviewers = dict(self.campaign.reviewers.values_list("pk", "key"))
        for batch in batches(self.entities, ENTITIES_AT_ONCE):
            rows = Score.objects.filter(
                sheet__entity__in=batch,
                sheet__component__in=self.components,
                sheet__status=ScoreSheet.Status.SUBMITTED,
            ).values_list(
                "sheet__entity_id",
                "sheet__component_id",
                "sheet__round_id",
                "sheet__reviewer_id",
                "criterion_id",
                "channel",
                "value",
                "comment",
            )
            by_entity: dict[int, list[tuple[Any, ...]]] = {}
            for entity, component, turn, reviewer, criterion, channel, value, comment in rows.iterator():
                part = self.component_order[component]
                address = self.addresses[criterion]
                if self.sayable(part, address, value):
                    key = (part, self.round_order[turn], reviewers[reviewer], *self.cell_order(part, address, channel))
                    row = (self.rounds[turn].key, reviewers[reviewer], address, channel, value, comment)
                    by_entity.setdefault(entity, []).append((key, row))
            for entity_id in batch:
                for key, row in sorted(by_entity.get(entity_id, ())):
                    yield self.entities[entity_id].key, self.plans[key[0]].key, *row

    def sayable(self, part: int, address: str, value: str) -> bool:
        """A cleared ``items`` cell has no row: its empty text would say "no case", the amount 0."""
        plan = self.plans[part]
        return bool(value) or plan.criteria[plan.criterion_index[address]].rule.type != "items"

    def cell_order(self, part: int, address: str, channel: str) -> tuple[int, int]:
        plan = self.plans[part]
        return plan.criterion_index[address], plan.channel_index.get(channel, -1)

    def adjudication_rows(self) -> Iterator[Row]:
        rows = self.of_campaign(Adjudication.objects.all()).values_list(
            "entity__key", "component_id", "round_id", "criterion_id", "channel", "value", "reason"
        )
        ordered = []
        for entity, component, turn, criterion, channel, value, reason in rows:
            part, address = self.component_order[component], self.addresses[criterion]
            key = (entity, part, self.round_order[turn], *self.cell_order(part, address, channel))
            ordered.append((key, (self.rounds[turn].key, address, channel, value, reason)))
        for key, row in sorted(ordered):
            yield key[0], self.plans[key[1]].key, *row

    def mark_rows(self, marks: QuerySet[Any], position: str, code: str) -> Iterator[Row]:
        rows = self.of_campaign(marks).values_list("entity__key", "component_id", position, code, "reason")
        ordered = ((entity, self.component_order[component], *rest) for entity, component, *rest in rows)
        for entity, part, _position, name, reason in sorted(ordered):
            yield entity, self.plans[part].key, name, reason

    def veto_rows(self) -> Iterator[Row]:
        rows = self.of_campaign(VetoFinding.objects.all()).values_list(
            "entity__key", "component_id", "veto__position", "veto__code", "condition", "channel", "status", "reason"
        )
        ordered = ((entity, self.component_order[component], *rest) for entity, component, *rest in rows)
        for entity, part, _position, *rest in sorted(ordered):
            yield entity, self.plans[part].key, *rest

    def of_campaign(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(component__in=self.components).order_by("pk")

    def open_sheets(self) -> int:
        """Sheets that are not submitted: they are not part of a bundle, where every row counts."""
        return ScoreSheet.objects.filter(component__in=self.components, status=ScoreSheet.Status.OPEN).count()


class _Dumper(yaml.SafeDumper):
    """Quotes what our reader would take for something else than text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_text(self, value: str) -> yaml.Node:
        style = None if isinstance(resolve(value), str) else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)


def _named(zh: str, en: str) -> dict[str, str]:
    return {language: text for language, text in (("zh", zh), ("en", en)) if text}
