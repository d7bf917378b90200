"""The head of the trail exported by a command, and the trail checked against it by another."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from assessment.core.models import AuditEntry
from assessment.core.services import audit

pytestmark = pytest.mark.django_db


def write() -> None:
    with transaction.atomic():
        audit.record(actor=None, verb="start_run", object_type="run", object_key="k")


def commanded(*arguments: object) -> str:
    said = StringIO()
    call_command(*map(str, arguments), stdout=said)
    return said.getvalue()


def test_the_head_goes_to_a_new_file_or_is_the_one_of_the_day(tmp_path, settings):
    settings.HEAD_ROOT = tmp_path / "heads"
    write()
    path = tmp_path / "kept" / "head.json"
    assert commanded("export_audit_head", path) == f"{path}\n"
    kept = path.read_bytes()
    write()
    with pytest.raises(CommandError, match=r"head\.json 已存在。"):
        commanded("export_audit_head", path)
    assert (path.read_bytes(), [found.name for found in path.parent.iterdir()]) == (kept, ["head.json"])
    (of_the_day,) = commanded("export_audit_head").split()
    assert [str(found) for found in settings.HEAD_ROOT.iterdir()] == [of_the_day]
    assert commanded("export_audit_head") == "今日的链尾已导出。\n"


def test_an_end_that_was_cut_off_is_found_against_the_exported_head_alone(tmp_path, lifted_triggers):
    """Whoever may write to the database takes the last entry away, and has the stored end follow."""
    path = tmp_path / "head.json"
    for _time in range(2):
        write()
    commanded("export_audit_head", path)
    assert commanded("verify_audit", "--head", path) == "共 2 条审计条目，全部完好。\n"
    with lifted_triggers("core_auditentry"):
        AuditEntry.objects.get(sequence=2).delete()
    first = AuditEntry.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_audithead SET sequence = %s, hash = %s", [first.sequence, first.hash])
    assert commanded("verify_audit") == "共 1 条审计条目，全部完好。\n"
    with pytest.raises(CommandError, match="2"):
        commanded("verify_audit", "--head", path)


@pytest.mark.parametrize("content", [None, "", "{}", '{"format": "another/1"}'])
def test_a_file_that_is_no_head_is_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "none.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(CommandError, match=r"none\.json"):
        commanded("verify_audit", "--head", path)
