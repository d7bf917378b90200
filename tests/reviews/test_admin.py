"""The administration shows what stands on submitted sheets, and changes nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from assessment.core.models import User
from reviews.models import ScoreSheet
from reviews.services.cells import save_cells
from reviews.services.findings import propose_gate, propose_veto, save_finding
from reviews.services.snippets import save_snippet
from tests.reviews.world import client_of, fresh, make_world

pytestmark = pytest.mark.django_db
NAMES = ["scorechange", "finding", "gateproposal", "vetoproposal"]
SECRET = "密"


@pytest.fixture
def world():
    world = make_world()
    sheet, ann = world.sheet(), fresh(world.ann)
    save_cells(sheet=sheet, operations=[world.wish("1.1#1", "0.9")], actor=ann)
    cell = {"criterion": world.criterion("1.1#1"), "channel": "website"}
    save_finding(sheet=sheet, actor=ann, tags=[], severity="low", text=SECRET, **cell)
    propose_gate(sheet=sheet, gate="G1", reason=SECRET, actor=ann)
    propose_veto(sheet=sheet, veto="V1", condition="", channel="", reason=SECRET, actor=ann)
    save_snippet(campaign=world.campaign, actor=ann, text=SECRET)
    return world


@pytest.fixture
def staff():
    return client_of(User.objects.create_superuser("staff", password="correct-horse-battery"))


@pytest.mark.parametrize("name", NAMES)
def test_a_list_holds_the_rows_of_submitted_sheets_only(world, staff, name):
    path = reverse(f"admin:reviews_{name}_changelist")
    assert staff.get(path).context["cl"].result_count == 0
    ScoreSheet.objects.update(status="submitted")
    assert staff.get(path).context["cl"].result_count == 1


@pytest.mark.parametrize("name", [*NAMES, "screenshot", "snippet"])
def test_nothing_is_added_there(world, staff, name):
    assert staff.get(reverse(f"admin:reviews_{name}_add")).status_code == 403


def test_ones_own_snippets_are_not_listed(world, staff):
    assert staff.get(reverse("admin:reviews_snippet_changelist")).context["cl"].result_count == 0
