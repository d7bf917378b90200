"""The test databases behave like the real ones."""

import threading

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from assessment.core.models import AuditEntry, User
from assessment.core.services import audit


@pytest.mark.parametrize("again", [1, 2])
def test_it_starts_every_transactional_test_empty_although_triggers_freeze_rows(transactional_db, again):
    assert AuditEntry.objects.count() == 0
    with transaction.atomic():
        audit.record(actor=None, verb="tested", object_type="test", object_key="first")
    assert AuditEntry.objects.count() == 1


def test_it_keeps_the_triggers(transactional_db):
    with transaction.atomic():
        audit.record(actor=None, verb="tested", object_type="test", object_key="first")
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_auditentry")
    assert AuditEntry.objects.count() == 1


def test_threads_share_it(transactional_db):
    seen: list[int] = []

    def look() -> None:
        seen.append(User.objects.count())
        connection.close()

    User.objects.create(username="first")
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [1]


@pytest.mark.postgres
def test_the_postgres_run_is_on_postgres(db):
    assert connection.vendor == "postgresql"
