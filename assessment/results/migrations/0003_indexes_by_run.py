"""Indexes of results begin with the run; one by entity alone would change on every page of it with each run."""

import django.db.models.deletion
from django.db import migrations, models

MODELS = ("EntityResult", "LeagueRank")


def drop_indexes(apps, schema_editor):
    """By hand: Django's AlterField would copy the whole table on SQLite and lose the triggers that freeze it."""
    for name in MODELS:
        table = apps.get_model("results", name)._meta.db_table
        with schema_editor.connection.cursor() as cursor:
            found = schema_editor.connection.introspection.get_constraints(cursor, table)
        for index, stated in found.items():
            if stated["index"] and not stated["unique"] and stated["columns"] == ["entity_id"]:
                schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(index)}")


def create_indexes(apps, schema_editor):
    for name in MODELS:
        table = apps.get_model("results", name)._meta.db_table
        schema_editor.execute(f"CREATE INDEX {table}_entity_id ON {table} (entity_id)")


class Migration(migrations.Migration):
    dependencies = [("results", "0002_freeze_runs")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_indexes, create_indexes)],
            state_operations=[
                migrations.AlterField(
                    model_name=model.lower(),
                    name="entity",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name=related,
                        to="campaigns.entity",
                    ),
                )
                for model, related in zip(MODELS, ("results", "ranks"), strict=True)
            ],
        ),
        migrations.AddIndex(
            model_name="leaguerank",
            index=models.Index(fields=["run", "entity"], name="places_of_an_entity"),
        ),
    ]
