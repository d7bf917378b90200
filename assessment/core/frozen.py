"""Published means frozen, held three times: service, model guard, database trigger (style.md §2.6)."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class FrozenError(Exception):
    """An attempt to change what is published, submitted or recorded for good."""


class GuardedQuerySet(models.QuerySet[Any]):
    """Refuses bulk writes that would pass by ``save()``; the trigger refuses them too, later and less clearly."""

    def update(self, **kwargs: Any) -> int:
        if self.model.frozen_rows(self).exists():
            refuse(self.model)
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.model.frozen_rows(self).exists():
            refuse(self.model)
        return super().delete()


def refuse(model: type[models.Model]) -> NoReturn:
    raise FrozenError(f"{model._meta.label} is frozen")


class Guarded(models.Model):
    """Base of rows that can't be changed or deleted while they are frozen: the model guard.

    A model says which of its rows are frozen; the trigger for the same rows is FreezeTable's, in a migration. One that
    is frozen with its parent also answers ``is_frozen`` from the parent, so that nothing new is added to it either.
    """

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def frozen_rows(cls, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        raise NotImplementedError(f"{cls._meta.label} does not say which rows are frozen")

    @property
    def is_frozen(self) -> bool:
        """Of the row as it is stored, whatever this object says: its own state may just be about to change."""
        return not self._state.adding and self.frozen_rows(type(self).objects.filter(pk=self.pk)).exists()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.is_frozen:
            refuse(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.is_frozen:
            refuse(type(self))
        return super().delete(*args, **kwargs)


class WrittenOnce(Guarded):
    """Base of rows that are only ever added."""

    class Meta:
        abstract = True

    @classmethod
    def frozen_rows(cls, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return rows

    @property
    def is_frozen(self) -> bool:
        return not self._state.adding


class FreezeTable(Operation):
    """Install triggers that refuse writes to rows of ``table`` for which ``condition`` holds.

    ``condition`` is SQL over the alias ROW (replaced by OLD or NEW), true where the row is frozen. Inserts are refused
    too when ``inserts`` is given (children of a frozen parent). The same text serves SQLite and PostgreSQL.
    """

    reversible = True

    def __init__(self, table: str, condition: str, *, inserts: bool = False) -> None:
        self.table, self.condition, self.inserts = table, condition, inserts

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Triggers are not part of the models' state."""

    def events(self) -> list[tuple[str, str]]:
        events = [("update", "OLD"), ("delete", "OLD")]
        if self.inserts:
            events += [("insert", "NEW"), ("update_into", "NEW")]
        return events

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        postgres = schema_editor.connection.vendor == "postgresql"
        for event, row in self.events():
            name, verb = f"frozen_{self.table}_{event}", event.removesuffix("_into").upper()
            condition = self.condition.replace("ROW.", f"{row}.")
            if postgres:
                schema_editor.execute(
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN "
                    f"IF {condition} THEN RAISE EXCEPTION 'frozen: {self.table}' USING ERRCODE = 'restrict_violation'; "
                    f"END IF; RETURN {'OLD' if verb == 'DELETE' else 'NEW'}; END $body$"
                )
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {name}()"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {self.table} FOR EACH ROW WHEN {condition} "
                    f"BEGIN SELECT RAISE(ABORT, 'frozen: {self.table}'); END"
                )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        postgres = schema_editor.connection.vendor == "postgresql"
        for event, _row in self.events():
            name = f"frozen_{self.table}_{event}"
            if postgres:
                schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
            else:
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")

    def describe(self) -> str:
        return f"Freeze {self.table} where {self.condition}"

    @property
    def migration_name_fragment(self) -> str:
        return f"freeze_{self.table}"
