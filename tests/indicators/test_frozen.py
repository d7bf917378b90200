"""Published means frozen, held three times: by the services, by the models, by the database (style.md §2.6)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from assessment.core.faults import FaultsError
from assessment.core.frozen import FrozenError
from indicators.models import Criterion, Gate, Indicator, IndicatorVersion, Veto, VetoCondition
from indicators.services.versions import discard_version, publish_version, store_version
from tests.indicators.samples import criterion, leaf, node, texts, version

pytestmark = pytest.mark.django_db
CHILDREN = [Indicator, Criterion, Gate, Veto, VetoCondition]
MODELS = [IndicatorVersion, *CHILDREN]


def document(**more: Any) -> dict[str, Any]:
    """A version with a row of every kind."""
    return version(
        node("1", children=[leaf("1.1", criteria=[criterion(1), criterion(2)])]),
        gates=[{"code": "G1", "name": texts("门"), "targets": ["1.1"]}],
        vetoes=[{"code": "V1", "name": texts("否"), "conditions": [{"no": 1, "text": texts("条")}]}],
        **more,
    )


@pytest.fixture
def published() -> IndicatorVersion:
    draft = store_version(document=document(), actor=None)
    return publish_version(version=draft, actor=None, acknowledged=None)


@pytest.fixture
def draft() -> IndicatorVersion:
    return store_version(document=document(version="2"), actor=None)


def row_of(model: Any, of: IndicatorVersion) -> Any:
    return of if model is IndicatorVersion else model.objects.filter(version=of).first()


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def refused_by_database(statement: str, *parameters: Any) -> None:
    with pytest.raises(DatabaseError, match="frozen: indicators_"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


# --- services -------------------------------------------------------------------------------------------------------


def test_the_service_stores_nothing_over_a_published_version(published):
    before = everything()
    with pytest.raises(FaultsError) as refused:
        store_version(document=document(notes=["changed"]), actor=None, file="f.yaml")
    assert [(fault.file, fault.place) for fault in refused.value.faults] == [("f.yaml", "version")]
    assert everything() == before


def test_the_service_discards_no_published_version(published):
    before = everything()
    with pytest.raises(FrozenError):
        discard_version(version=published, actor=None)
    assert everything() == before


# --- models ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_a_published_row_is_not_saved(published, model):
    before = everything()
    with pytest.raises(FrozenError):
        row_of(model, published).save()
    assert everything() == before


@pytest.mark.parametrize("model", MODELS)
def test_a_published_row_is_not_deleted(published, model):
    before = everything()
    with pytest.raises(FrozenError):
        row_of(model, published).delete()
    assert everything() == before


@pytest.mark.parametrize("model", MODELS)
def test_published_rows_are_not_updated_or_deleted_together(published, draft, model):
    before, changes = everything(), {"version": "x"} if model is IndicatorVersion else {"position": 9}
    with pytest.raises(FrozenError):
        model.objects.update(**changes)
    with pytest.raises(FrozenError):
        model.objects.all().delete()
    with pytest.raises(FrozenError), transaction.atomic():
        model.objects.bulk_update([row_of(model, published)], list(changes))
    assert everything() == before


def test_a_version_read_before_it_was_published_is_not_saved_either():
    stale = store_version(document=document(), actor=None)
    publish_version(version=IndicatorVersion.objects.get(), actor=None, acknowledged=None)
    stale.name_zh = "changed"
    with pytest.raises(FrozenError):
        stale.save()


def test_drafts_are_not_frozen(published, draft):
    for model in CHILDREN:
        row = row_of(model, draft)
        row.position += 1
        row.save()
        assert model.objects.filter(version=draft).update(position=7) > 0
    draft.name_zh = "changed"
    draft.save()
    draft.delete()
    assert [model.objects.exclude(version=published).count() for model in CHILDREN] == [0] * len(CHILDREN)


# --- database -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_the_database_refuses_to_change_a_published_row(published, model):
    before, table = everything(), model._meta.db_table
    column = "version" if model is IndicatorVersion else "position"
    refused_by_database(f"UPDATE {table} SET {column} = {column} WHERE id = %s", row_of(model, published).pk)
    assert everything() == before


@pytest.mark.parametrize("model", MODELS)
def test_the_database_refuses_to_delete_a_published_row(published, model):
    before = everything()
    refused_by_database(f"DELETE FROM {model._meta.db_table} WHERE id = %s", row_of(model, published).pk)
    assert everything() == before


@pytest.mark.parametrize("model", CHILDREN)
def test_the_database_refuses_a_new_row_in_a_published_version(published, model):
    before, table = everything(), model._meta.db_table
    fresh = {"code": "'new'", "address": "'new'", "number": "99"}  # the rest is copied from a row that is there
    columns = [field.column for field in model._meta.concrete_fields if field.column != "id"]
    into = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(fresh.get(column, f'"{column}"') for column in columns)
    refused_by_database(
        f"INSERT INTO {table} ({into}) SELECT {values} FROM {table} WHERE id = %s", row_of(model, published).pk
    )
    assert everything() == before


@pytest.mark.parametrize("model", CHILDREN)
def test_the_database_refuses_to_move_a_row_into_a_published_version(published, draft, model):
    before = everything()
    refused_by_database(
        f"UPDATE {model._meta.db_table} SET version_id = %s WHERE id = %s", published.pk, row_of(model, draft).pk
    )
    assert everything() == before


@pytest.mark.parametrize("model", CHILDREN)
def test_bulk_create_adds_nothing_to_a_published_version(published, model):
    before, row = everything(), row_of(model, published)
    row.pk = None
    for name, value in {"code": "new", "address": "new", "number": 99}.items():
        if hasattr(row, name):
            setattr(row, name, value)
    with pytest.raises((FrozenError, DatabaseError), match="frozen"), transaction.atomic():
        model.objects.bulk_create([row])
    assert everything() == before
