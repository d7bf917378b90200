"""The audit trail: in the transaction of the change, chained, append-only."""

import pytest
from django.db import DatabaseError, connection, transaction

from assessment.core.models import AuditEntry, AuditHead, User
from assessment.core.services import audit

pytestmark = pytest.mark.django_db


def write(count: int) -> list[AuditEntry]:
    actor = User.objects.create(username="linwan")
    return [
        audit.record(actor=actor, verb="try", object_type="thing", object_key=str(number), after={"值": number})
        for number in range(count)
    ]


def test_entries_are_chained_from_zero():
    entries = write(3)
    assert [entry.sequence for entry in entries] == [1, 2, 3]
    assert entries[0].prev_hash == "0" * 64
    assert [entry.prev_hash for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    assert audit.first_bad_entry() is None


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="in the transaction"):
        audit.record(actor=None, verb="try", object_type="thing", object_key="1")
    assert AuditEntry.objects.count() == 0


def test_the_entry_disappears_with_a_rolled_back_change():
    def record_and_fail() -> None:
        audit.record(actor=None, verb="try", object_type="thing", object_key="1")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record_and_fail()
    assert AuditEntry.objects.count() == 0
    assert not AuditHead.objects.exists()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE core_auditentry SET verb = 'other' WHERE sequence = 2", "DELETE FROM core_auditentry WHERE sequence = 2"],
)
def test_the_database_refuses_to_change_or_delete_an_entry(statement):
    write(3)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert audit.first_bad_entry() is None


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE core_auditentry SET actor_name = 'other' WHERE sequence = 2", (2, "changed")),
        ("UPDATE core_auditentry SET after = NULL WHERE sequence = 3", (3, "changed")),
        ("DELETE FROM core_auditentry WHERE sequence = 2", (2, "missing")),
        ("DELETE FROM core_auditentry WHERE sequence = 3", (3, "truncated")),
    ],
)
def test_the_first_bad_entry_is_named_where_somebody_lifted_the_trigger(statement, expected, lifted_triggers):
    write(3)
    with lifted_triggers("core_auditentry"), connection.cursor() as cursor:
        cursor.execute(statement)
    assert audit.first_bad_entry() == expected
