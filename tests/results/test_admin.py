"""The administration shows runs, results and decisions and changes none of them."""

from __future__ import annotations

import pytest
from django.contrib.admin.sites import site
from django.urls import reverse

from assessment.core.models import User
from assessment.results.models import EntityResult, LeagueRank, Run, VetoFinding
from reviews.models import Adjudication, NotApplicable, RaisedGate, ScoreSheet
from tests.bundles.samples import FILES, write_bundle
from tests.results.people import computed, imported, signed_in

pytestmark = pytest.mark.django_db
MODELS = [Run, EntityResult, LeagueRank, VetoFinding, ScoreSheet, Adjudication, NotApplicable, RaisedGate]


@pytest.fixture
def staff(tmp_path):
    computed(imported(write_bundle(tmp_path, FILES)))
    return signed_in(User.objects.create_superuser("root", password="correct-horse-battery"))


def address(model: type, view: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_rows_can_be_looked_at_but_not_added_changed_or_deleted(staff, model):
    row = model.objects.first()
    assert staff.get(address(model, "changelist")).status_code == 200
    assert staff.get(address(model, "change", row.pk)).status_code == 200
    assert staff.get(address(model, "add")).status_code == 403
    assert staff.post(address(model, "change", row.pk), {}).status_code == 403
    assert staff.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_searching_a_list_works(staff, model):
    fields = site.get_model_admin(model).search_fields
    assert staff.get(address(model, "changelist"), {"q": "e1"} if fields else {}).status_code == 200


def test_the_would_be_total_of_an_unqualified_entity_is_not_shown(staff):
    result = EntityResult.objects.first()
    page = staff.get(address(EntityResult, "change", result.pk)).content.decode()
    assert "若无否决的总分" not in page
