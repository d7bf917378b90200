"""Storing, publishing and discarding versions."""

from __future__ import annotations

import threading
from itertools import groupby
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.core.faults import FaultsError
from assessment.core.models import AuditEntry, SiteRole
from assessment.core.services.audit import first_bad_entry
from indicators.documents.normal import content_hash, normalise
from indicators.models import Criterion, Gate, Indicator, IndicatorSystem, IndicatorVersion, Veto, VetoCondition
from indicators.services.versions import discard_version, publish_version, store_version
from tests.indicators.samples import criterion, leaf, node, tally, texts, version

pytestmark = pytest.mark.django_db
Status = IndicatorVersion.Status
WHEN = {"criterion": "2#3", "below": 1}


def rich(**more: Any) -> dict[str, Any]:
    return version(
        leaf("1", 5, name=texts("甲", "First"), children=[node("1.1", share=0.4), node("1.2", share=0.6)]),
        leaf(
            "2",
            {"city": 3, "county": None},
            method="year_end",
            na={"policy": "scope", "code": "1"},
            applies_when={"attribute": "open", "equals": True},
            criteria=[
                criterion(3, share=1, **{"class": "C"}),
                criterion(4, rule=tally("penalty", b={"percent": 50}, a={"points": 1})),
            ],
        ),
        leaf("3", 6, kind="bonus"),
        gates=[
            {"code": "G1", "name": texts("门", "Gate"), "targets": ["1"]},
            {"code": "G2", "name": texts("半"), "targets": ["2#3"], "factor": 0.5, "when": WHEN},
        ],
        vetoes=[
            {
                "code": "V1",
                "name": texts("否", "Veto"),
                "scope": "component",
                "conditions": [
                    {"no": 1, "text": texts("条一"), "probe": {"kind": "availability", "share": 0.05}},
                    {"no": 2, "text": texts("条二")},
                ],
            }
        ],
        **more,
    )


def warned() -> dict[str, Any]:
    """A version with two warnings of two codes."""
    return version(leaf("1", 40, children=[leaf("1.1", 42)]), node("2", kind="bonus"))


def audit_trail() -> list[tuple[str, str, str]]:
    return list(AuditEntry.objects.order_by("sequence").values_list("verb", "object_key", "actor_name"))


# --- storing --------------------------------------------------------------------------------------------------------


def test_a_document_is_stored_as_a_draft_with_its_rows():
    draft = store_version(document=rich(), actor=None)
    assert (str(draft.system.key), draft.version, draft.status) == ("sample", "1", Status.DRAFT)
    assert draft.document == normalise(rich())
    assert draft.content_hash == content_hash(rich())
    assert list(
        Indicator.objects.order_by("position").values_list("code", "level", "is_leaf", "parent__code", "kind", "method")
    ) == [
        ("1", 1, False, None, "score", ""),
        ("1.1", 2, True, "1", "score", ""),
        ("1.2", 2, True, "1", "score", ""),
        ("2", 1, True, None, "score", "year_end"),
        ("3", 1, True, None, "bonus", ""),
    ]
    second = Indicator.objects.get(code="2")
    assert (second.weight, second.na) == ({"city": 3, "county": None}, {"policy": "scope", "code": "1"})
    assert second.applies_when == {"attribute": "open", "equals": True}
    assert (second.name_zh, second.name_en, second.share) == ("指标2", "text", None)
    assert list(Indicator.objects.filter(level=2).order_by("position").values_list("share", "weight")) == [
        (0.4, None),
        (0.6, None),
    ]
    assert list(
        Criterion.objects.order_by("position").values_list(
            "address", "number", "indicator__code", "share", "criterion_class", "channels", "text_zh"
        )
    ) == [
        ("1.1#1", 1, "1.1", None, "C", ["website"], "指标1.1"),
        ("1.2#1", 1, "1.2", None, "C", ["website"], "指标1.2"),
        ("2#3", 3, "2", 1.0, "C", ["website"], "要点3"),
        ("2#4", 4, "2", 0.0, "C", ["website"], "要点4"),
        ("3#1", 1, "3", None, "C", ["website"], "指标3"),
    ]
    assert Criterion.objects.get(address="2#4").rule == {
        "type": "tally",
        "mode": "penalty",
        "categories": {"a": {"points": 1}, "b": {"percent": 50}},
    }
    assert list(Gate.objects.order_by("position").values_list("code", "name_en", "targets", "factor", "when")) == [
        ("G1", "Gate", ["1"], 0.0, None),
        ("G2", "text", ["2#3"], 0.5, {"criterion": "2#3", "below": 1}),
    ]
    assert list(Veto.objects.values_list("code", "name_zh", "scope")) == [("V1", "否", "component")]
    assert list(VetoCondition.objects.order_by("position").values_list("veto__code", "number", "text_zh", "probe")) == [
        ("V1", 1, "条一", {"kind": "availability", "share": 0.05}),
        ("V1", 2, "条二", None),
    ]


def test_storing_the_same_content_again_changes_nothing():
    first = store_version(document=rich(), actor=None)
    again = store_version(document=normalise(rich()), actor=None)
    assert again.pk == first.pk
    assert audit_trail() == [("store_version", "sample/1", "system")]


def test_storing_other_content_replaces_the_draft_and_its_rows():
    first = store_version(document=rich(), actor=None)
    second = store_version(document=version(leaf("9")), actor=None)
    assert second.pk == first.pk
    assert list(Indicator.objects.values_list("code", flat=True)) == ["9"]
    assert [model.objects.count() for model in (Criterion, Gate, Veto, VetoCondition)] == [1, 0, 0, 0]
    entry = AuditEntry.objects.order_by("sequence").last()
    assert entry.before == {"hash": content_hash(rich())}
    assert entry.after == {"hash": content_hash(version(leaf("9"))), "status": "draft"}


def test_storing_a_published_version_again_gives_it_back():
    draft = store_version(document=rich(), actor=None)
    published = publish_version(version=draft, actor=None, acknowledged=None)
    again = store_version(document=rich(), actor=None)
    assert (again.pk, again.status, again.published_at) == (published.pk, Status.PUBLISHED, published.published_at)


def test_a_second_version_joins_its_system():
    store_version(document=rich(), actor=None)
    store_version(document=rich(version="2"), actor=None)
    assert list(IndicatorSystem.objects.values_list("key", "name_zh", "name_en")) == [("sample", "样例", "text")]
    assert sorted(IndicatorVersion.objects.values_list("version", flat=True)) == ["1", "2"]


def test_a_document_that_does_not_fit_is_refused_whole():
    with pytest.raises(FaultsError) as refused:
        store_version(document={**rich(), "mode": "both", "classes": []}, actor=None)
    assert [(fault.file, fault.place) for fault in refused.value.faults] == [
        ("sample 1", "classes"),
        ("sample 1", "mode"),
    ]
    assert (IndicatorSystem.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_a_draft_may_have_lint_errors_and_gets_its_rows_when_they_are_gone():
    draft = store_version(document=version(leaf("1"), leaf("1")), actor=None)
    assert (draft.status, Indicator.objects.count()) == (Status.DRAFT, 0)
    store_version(document=version(leaf("1"), leaf("2")), actor=None)
    assert sorted(Indicator.objects.values_list("code", flat=True)) == ["1", "2"]


@pytest.mark.django_db(transaction=True)
def test_two_who_store_the_same_version_at_once_store_it_once():
    started, stored = threading.Barrier(2), []

    def store() -> None:
        started.wait(timeout=10)
        stored.append(store_version(document=rich(), actor=None).pk)
        connection.close()

    threads = [threading.Thread(target=store) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored == [IndicatorVersion.objects.get().pk] * 2
    assert (Indicator.objects.count(), audit_trail()) == (5, [("store_version", "sample/1", "system")])


# --- publishing -----------------------------------------------------------------------------------------------------


def test_publishing_freezes_what_was_stored(administrator):
    draft = store_version(document=rich(), actor=administrator)
    published = publish_version(version=draft, actor=administrator, acknowledged=[])
    published.refresh_from_db()
    assert (published.status, published.published_by, published.acknowledged) == (Status.PUBLISHED, administrator, [])
    assert published.published_at is not None
    assert published.content_hash == content_hash(rich()) == content_hash(published.document)
    assert audit_trail() == [
        ("store_version", "sample/1", "administrator"),
        ("publish_version", "sample/1", "administrator"),
    ]
    entry = AuditEntry.objects.order_by("sequence").last()
    assert entry.before == {"hash": published.content_hash, "status": "draft"}
    assert entry.after == {"hash": published.content_hash, "status": "published", "acknowledged": []}
    assert first_bad_entry() is None


def test_publishing_again_changes_nothing():
    draft = store_version(document=rich(), actor=None)
    first = publish_version(version=draft, actor=None, acknowledged=None)
    again = publish_version(version=draft, actor=None, acknowledged=None)
    assert (again.pk, again.published_at, len(audit_trail())) == (first.pk, first.published_at, 2)


def test_an_error_of_the_lint_is_not_published():
    draft = store_version(document=version(leaf("1"), leaf("1")), actor=None)
    with pytest.raises(FaultsError) as refused:
        publish_version(version=draft, actor=None, acknowledged=None)
    assert [(fault.place, fault.message.split(":")[0]) for fault in refused.value.faults] == [("1", "duplicate_code")]
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_every_warning_must_be_acknowledged():
    draft = store_version(document=warned(), actor=None)
    with pytest.raises(FaultsError) as refused:
        publish_version(version=draft, actor=None, acknowledged=["no_cap"])
    assert [(fault.place, fault.message.split(":")[0]) for fault in refused.value.faults] == [("1", "children_weight")]
    draft.refresh_from_db()
    assert (draft.status, audit_trail()) == (Status.DRAFT, [("store_version", "sample/1", "system")])


@pytest.mark.parametrize("acknowledged", [None, ["no_cap", "children_weight", "another"]])
def test_the_acknowledged_warnings_are_kept(acknowledged):
    draft = store_version(document=warned(), actor=None)
    published = publish_version(version=draft, actor=None, acknowledged=acknowledged)
    assert published.acknowledged == ["children_weight", "no_cap"]


def test_a_draft_can_be_discarded():
    draft = store_version(document=rich(), actor=None)
    discard_version(version=draft, actor=None)
    models = (IndicatorVersion, Indicator, Criterion, Gate, Veto, VetoCondition)
    assert [model.objects.count() for model in models] == [0] * 6
    assert audit_trail()[-1] == ("discard_version", "sample/1", "system")


# --- who ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [None, SiteRole.Role.AUDITOR, SiteRole.Role.SECURITY])
def test_only_an_administrator_stores_publishes_and_discards(account, role):
    draft = store_version(document=rich(), actor=None)
    actor = account("someone", *([role] if role else []))
    for attempt in (
        lambda: store_version(document=rich(version="2"), actor=actor),
        lambda: publish_version(version=draft, actor=actor, acknowledged=None),
        lambda: discard_version(version=draft, actor=actor),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert list(IndicatorVersion.objects.values_list("version", "status")) == [("1", "draft")]


def test_nobody_signed_in_is_nobody_and_an_inactive_administrator_neither(administrator):
    administrator.is_active = False
    for actor in (AnonymousUser(), administrator):
        with pytest.raises(PermissionDenied):
            store_version(document=rich(), actor=actor)
    assert IndicatorVersion.objects.count() == 0


# --- how much -------------------------------------------------------------------------------------------------------


def statements(leaves: int) -> tuple[int, int]:
    """Statements of storing and of publishing a version with so many leaves."""
    branches = [node(f"{i}", children=[leaf(f"{i}.{j}") for j in range(1, leaves // 4 + 1)]) for i in range(1, 5)]
    document = version(*branches, key=f"size-{leaves}")
    with CaptureQueriesContext(
        connection,
    ) as storing:
        draft = store_version(document=document, actor=None)
    with CaptureQueriesContext(connection) as publishing:
        publish_version(version=draft, actor=None, acknowledged=None)
    assert Indicator.objects.filter(version=draft).count() == leaves + 4
    return without_batches(storing), len(publishing)


def without_batches(queries: CaptureQueriesContext) -> int:
    """SQLite takes a thousand parameters a statement, so inserts into one table come in batches; count them once."""
    beginnings = [query["sql"].split(" (")[0] for query in queries]
    runs = [(text, len(list(run))) for text, run in groupby(beginnings)]
    return sum(1 if text.startswith("INSERT") else count for text, count in runs)


def test_the_number_of_statements_does_not_grow_with_the_version():
    statements(4)  # the audit trail's head row and the content of caches
    assert statements(8) == statements(80) == statements(400)
