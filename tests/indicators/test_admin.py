"""The admin shows versions and discards drafts; it changes nothing else."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from assessment.core.models import AuditEntry, SiteRole, User
from indicators.models import Criterion, Gate, Indicator, IndicatorSystem, IndicatorVersion, Veto, VetoCondition
from indicators.services.versions import publish_version, store_version
from tests.indicators.samples import texts, version

pytestmark = pytest.mark.django_db
MODELS = [IndicatorSystem, IndicatorVersion, Indicator, Criterion, Gate, Veto, VetoCondition]


@pytest.fixture
def superuser() -> User:
    user = User.objects.create_superuser("root")
    SiteRole.objects.create(user=user, role=SiteRole.Role.ADMINISTRATOR)
    return user


@pytest.fixture
def desk(superuser) -> Client:
    client = Client()
    client.force_login(superuser)
    return client


@pytest.fixture
def draft() -> IndicatorVersion:
    document = version(
        gates=[{"code": "G1", "name": texts("门"), "targets": ["1"]}],
        vetoes=[{"code": "V1", "name": texts("否"), "conditions": [{"no": 1, "text": texts("条")}]}],
    )
    return store_version(document=document, actor=None)


def url(model, action: str, *arguments: object) -> str:
    return reverse(f"admin:indicators_{model._meta.model_name}_{action}", args=arguments)


@pytest.mark.parametrize("model", MODELS)
def test_every_kind_of_row_can_be_looked_at_but_not_added_or_changed(desk, draft, model):
    row = model.objects.get()
    assert desk.get(url(model, "changelist")).status_code == 200
    page = desk.get(url(model, "change", row.pk))
    assert (page.status_code, page.context["has_change_permission"]) == (200, False)
    assert desk.get(url(model, "add")).status_code == 403
    assert desk.post(url(model, "change", row.pk), {"position": 9}).status_code == 403


def test_a_draft_is_discarded_with_an_audit_entry(desk, draft):
    assert desk.post(url(IndicatorVersion, "delete", draft.pk), {"post": "yes"}).status_code == 302
    assert [model.objects.count() for model in MODELS] == [1, 0, 0, 0, 0, 0, 0]
    entry = AuditEntry.objects.order_by("sequence").last()
    assert (entry.verb, entry.actor_name) == ("discard_version", "root")


def test_a_published_version_is_not_deleted(desk, draft):
    publish_version(version=draft, actor=None, acknowledged=None)
    assert desk.post(url(IndicatorVersion, "delete", draft.pk), {"post": "yes"}).status_code == 403
    assert IndicatorVersion.objects.count() == 1


def test_staff_without_the_administrators_role_discard_nothing(desk, superuser, draft):
    superuser.site_roles.all().delete()
    assert desk.post(url(IndicatorVersion, "delete", draft.pk), {"post": "yes"}).status_code == 403
    assert IndicatorVersion.objects.count() == 1


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_of_versions_takes_as_many_statements_for_one_as_for_three(desk, size, django_assert_num_queries):
    for number in range(size):
        store_version(document=version(version=str(number)), actor=None)
    desk.get(url(IndicatorVersion, "changelist"))
    with django_assert_num_queries(6):
        desk.get(url(IndicatorVersion, "changelist"))


def test_all_rows_of_a_version_are_registered():
    assert {model for model in admin.site._registry if model._meta.app_label == "indicators"} == set(MODELS)
