"""Who scores what: plans, changes by hand and by file, conflicts, and the trace they leave."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from assessment.campaigns.conflicts import Ground, conflicts_of, conflicts_of_user
from assessment.campaigns.files import read_assignments, read_conflicts, write_assignments
from assessment.campaigns.models import Assignment, Campaign, Conflict, Membership
from assessment.campaigns.planning import propose_assignment
from assessment.campaigns.services.assignment import AssignmentRefused, apply_assignment, assign, unassign
from assessment.campaigns.services.conflicts import declare_conflict, import_conflicts, withdraw_conflict
from assessment.campaigns.services.evaluators import enrol_evaluators
from assessment.core.faults import FaultsError
from assessment.core.models import AuditEntry, User
from tests.campaigns.people import Role, scoring

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def world():
    return scoring()


@pytest.fixture
def administrator(world):
    user = User.objects.create_user("admin")
    Membership.objects.create(campaign=world.campaign, user=user, role=Role.ADMINISTRATOR)
    return user


def rows(campaign):
    fields = ("entity__key", "component__version__system__key", "section", "reviewer__key")
    return sorted(Assignment.objects.filter(campaign=campaign).values_list(*fields))


def apply(world, actor=None, **options):
    plan = propose_assignment(campaign=world.campaign, **{"k": 1, "unit": "entity", **options})
    apply_assignment(plan=plan, actor=actor)
    return plan


# --- plans ------------------------------------------------------------------------------------------------------------
def test_a_plan_by_entity_gives_all_components_of_an_entity_to_the_same_reviewers(world):
    plan = apply(world, k=2)
    held = {line.item.entity.key: set(line.reviewers) for line in plan.lines}
    stored = rows(world.campaign)
    assert {(entity, system) for entity, system, _section, _who in stored} == {
        ("a", "sites"),
        ("b", "sites"),
        ("c", "sites"),
        ("d", "sites"),
        ("d", "media"),  # the only one with an open channel of the new media
    }
    assert all(who in held[entity] and section == "" for entity, _system, section, who in stored)
    assert sorted(load.after for load in plan.loads) == [2, 3, 3]


def test_a_plan_by_section_leaves_out_what_is_not_assessed_in_the_class(world):
    plan = apply(world, unit="section")
    assert sorted((entity, system, section) for entity, system, section, _who in rows(world.campaign)) == [
        *(("a", "sites", section) for section in "123"),
        *(("b", "sites", section) for section in "123"),
        *(("c", "sites", section) for section in "12"),
        ("d", "media", "1"),
        *(("d", "sites", section) for section in "12"),
    ]
    assert plan.spread == (3, 4)


def test_a_plan_seen_again_is_the_same_and_after_applying_changes_nothing(world):
    first = propose_assignment(campaign=world.campaign, k=2, unit="section")
    assert propose_assignment(campaign=world.campaign, k=2, unit="section").digest == first.digest
    apply_assignment(plan=first, actor=None)
    assert propose_assignment(campaign=world.campaign, k=2, unit="section").is_empty


def test_a_new_entity_is_added_without_moving_the_others(world):
    apply(world, k=2)
    before = rows(world.campaign)
    world.entity("e", "戊市")
    apply(world, k=2)
    after = rows(world.campaign)
    assert [row for row in after if row[0] != "e"] == before
    assert sorted(Counter(who for _entity, system, _section, who in after if system == "sites").values()) == [3, 3, 4]


def test_too_few_who_may_leave_an_item_short_and_said_so(world):
    plan = propose_assignment(campaign=world.campaign, k=4, unit="entity")
    assert [(line.item.key, line.wanting, len(line.reviewers)) for line in plan.wanting] == [
        (key, 1, 3) for key in "abcd"
    ]


def test_a_plan_that_is_out_of_date_is_refused(world):
    plan = propose_assignment(campaign=world.campaign, k=1, unit="entity")
    apply(world, k=2)
    before = rows(world.campaign)
    with pytest.raises(AssignmentRefused, match="changed since this plan"):
        apply_assignment(plan=plan, actor=None)
    assert rows(world.campaign) == before


def test_a_conflict_found_after_the_plan_was_shown_stops_it(world):
    plan = propose_assignment(campaign=world.campaign, k=3, unit="entity")
    Membership.objects.create(
        campaign=world.campaign, user=world.evaluators["ann"], role=Role.AGENCY, entity=world.entities["b"]
    )
    with pytest.raises(AssignmentRefused, match="ann may not score 乙市: represents this entity"):
        apply_assignment(plan=plan, actor=None)
    assert rows(world.campaign) == []


def test_planning_takes_the_same_queries_for_three_entities_or_thirty(world):
    def count():
        with CaptureQueriesContext(connection) as queries:
            propose_assignment(campaign=world.campaign, k=2, unit="section")
        return len(queries)

    few = count()
    for number in range(30):
        world.entity(f"x{number:02}", f"第{number}市")
        world.evaluator(f"p{number}")
    assert count() == few


@pytest.mark.parametrize("role", [Role.LEAD, Role.AUDITOR, Role.EVALUATOR])
def test_only_an_administrator_applies_a_plan(world, role):
    user = User.objects.create_user("somebody")
    Membership.objects.create(campaign=world.campaign, user=user, role=role)
    plan = propose_assignment(campaign=world.campaign, k=1, unit="entity")
    with pytest.raises(PermissionDenied):
        apply_assignment(plan=plan, actor=user)
    assert rows(world.campaign) == []


@pytest.mark.parametrize("phase", [Campaign.Phase.RECONCILIATION, Campaign.Phase.PUBLISHED])
def test_nothing_is_assigned_after_scoring(world, administrator, phase):
    Campaign.objects.update(phase=phase)
    world.campaign.refresh_from_db()
    plan = propose_assignment(campaign=world.campaign, k=1, unit="entity")
    with pytest.raises(PermissionDenied, match="Scoring is over"):
        apply_assignment(plan=plan, actor=administrator)


def test_applying_leaves_one_entry_with_what_changed(world, administrator):
    assign(**place(world, "a", "ann"), actor=administrator)
    plan = propose_assignment(campaign=world.campaign, k=1, unit="entity")
    apply_assignment(plan=plan, actor=administrator)
    entry = AuditEntry.objects.filter(verb="change_assignments").latest("sequence")
    assert (entry.actor, entry.campaign_key, entry.before) == (administrator, "demo", {"removed": 0, "rows": []})
    assert entry.after["added"] == len(rows(world.campaign)) - 1
    assert sorted(entry.after["rows"]) == sorted(
        f"{entity} {system} {who}" for entity, system, _section, who in rows(world.campaign) if entity != "a"
    )


# --- by hand ----------------------------------------------------------------------------------------------------------
def place(world, entity, key, section="", component=None):
    return {
        "campaign": world.campaign,
        "component": component or world.sites,
        "entity": world.entities[entity],
        "key": key,
        "section": section,
    }


def test_by_hand_a_section_then_the_whole_then_nothing(world, administrator):
    assign(**place(world, "a", "ann", "2"), actor=administrator)
    assign(**place(world, "a", "ann", "3"), actor=administrator)
    assert rows(world.campaign) == [("a", "sites", "2", "ann"), ("a", "sites", "3", "ann")]
    assign(**place(world, "a", "ann"), actor=administrator)
    assign(**place(world, "a", "ann", "3"), actor=administrator)  # covered already
    assert rows(world.campaign) == [("a", "sites", "", "ann")]
    unassign(**place(world, "a", "ann"), actor=administrator)
    unassign(**place(world, "a", "ann"), actor=administrator)
    assert rows(world.campaign) == []
    assert AuditEntry.objects.filter(verb="change_assignments").count() == 4


@pytest.mark.parametrize(
    ("entity", "key", "section", "said"),
    [
        ("c", "ann", "3", "There is nothing to score for “丙县” there."),
        ("a", "ann", "9", "There is nothing to score for “甲市” there."),
        ("a", "nobody", "", "“nobody” is no evaluator of this campaign."),
    ],
)
def test_by_hand_what_makes_no_sense_is_refused(world, administrator, entity, key, section, said):
    with pytest.raises(AssignmentRefused) as refused:
        assign(**place(world, entity, key, section), actor=administrator)
    assert str(refused.value) == said
    assert rows(world.campaign) == []


# --- conflicts --------------------------------------------------------------------------------------------------------
def test_every_ground_of_a_conflict_keeps_a_reviewer_out_of_plans(world, administrator):
    enrol_evaluators(campaign=world.campaign, actor=None)
    world.evaluators["ann"].organisation = "甲市 政务办（筹）"
    world.evaluators["ann"].save()
    world.entities["a"].organisation = "甲市政务办(筹)"
    world.entities["a"].save()
    Membership.objects.create(
        campaign=world.campaign, user=world.evaluators["ben"], role=Role.AGENCY, entity=world.entities["b"]
    )
    cai = world.reviewer("cai")
    declare_conflict(reviewer=cai, entity=world.entities["c"], reason="家属", actor=world.evaluators["cai"])
    text = "reviewer,entity,organisation,reason\ncai,,甲市政务办(筹),曾任\n"
    stated = read_conflicts(world.campaign, text.encode())
    assert import_conflicts(campaign=world.campaign, conflicts=stated, actor=administrator) == 1
    plan = propose_assignment(campaign=world.campaign, k=3, unit="entity")
    assert {line.item.key: line.reviewers for line in plan.lines} == {
        "a": ("ben",),
        "b": ("ann", "cai"),
        "c": ("ann", "ben"),
        "d": ("ann", "ben", "cai"),
    }
    grounds = {
        (name, key): [found.ground for found in conflicts_of(reviewer=world.reviewer(name), entity=entity)]
        for name in ("ann", "ben", "cai")
        for key, entity in world.entities.items()
    }
    assert {pair: found for pair, found in grounds.items() if found} == {
        ("ann", "a"): [Ground.ORGANISATION],
        ("ben", "b"): [Ground.REPRESENTS],
        ("cai", "a"): [Ground.IMPORTED],
        ("cai", "c"): [Ground.DECLARED],
    }
    of_user = conflicts_of_user(user=world.evaluators["cai"], entity=world.entities["c"])
    assert [(found.ground, found.reason) for found in of_user] == [(Ground.DECLARED, "家属")]


def test_empty_organisations_are_nobodys_and_no_conflict(world):
    enrol_evaluators(campaign=world.campaign, actor=None)
    assert conflicts_of(reviewer=world.reviewer("ann"), entity=world.entities["a"]) == []


def test_an_evaluator_declares_for_themselves_only_and_withdraws_nothing(world, administrator):
    enrol_evaluators(campaign=world.campaign, actor=None)
    ann, ben = world.evaluators["ann"], world.reviewer("ben")
    with pytest.raises(PermissionDenied):
        declare_conflict(reviewer=ben, entity=world.entities["a"], reason="", actor=ann)
    own = declare_conflict(reviewer=world.reviewer("ann"), entity=world.entities["a"], reason="", actor=ann)
    assert declare_conflict(reviewer=own.reviewer, entity=own.entity, reason="again", actor=ann).pk == own.pk
    with pytest.raises(PermissionDenied):
        withdraw_conflict(conflict=own, actor=ann)
    withdraw_conflict(conflict=own, actor=administrator)
    assert Conflict.objects.count() == 0
    verbs = AuditEntry.objects.filter(campaign_key="demo").order_by("sequence").values_list("verb", flat=True)
    assert list(verbs) == ["enrol_evaluators", "declare_conflicts", "withdraw_conflict"]


# --- files ------------------------------------------------------------------------------------------------------------
def test_a_file_read_back_changes_nothing(world):
    apply(world, k=2, unit="section")
    text = write_assignments(world.campaign)
    assert text.splitlines()[0] == "\ufeffentity,system,section,reviewer"
    assert len(text.splitlines()) == 1 + len(rows(world.campaign))
    assert read_assignments(world.campaign, text.encode()).is_empty


def test_a_file_states_the_whole_list(world):
    apply(world, k=2)
    text = "entity,system,section,reviewer\na,sites,,ann\na,sites,3,ben\nd,media,1,cai\n"
    plan = read_assignments(world.campaign, text.encode())
    apply_assignment(plan=plan, actor=None)
    assert rows(world.campaign) == [("a", "sites", "", "ann"), ("a", "sites", "3", "ben"), ("d", "media", "1", "cai")]
    assert read_assignments(world.campaign, text.encode()).is_empty


def test_every_fault_of_a_file_is_named_by_line_and_column(world):
    Membership.objects.create(
        campaign=world.campaign, user=world.evaluators["ben"], role=Role.AGENCY, entity=world.entities["b"]
    )
    text = """\
entity,system,section,reviewer
x,sites,,ann
a,other,,nobody
a,sites,9,ann
c,media,,ann
a,sites,,ann
a,sites,,ann
b,sites,,ben
a,sites
"""
    with pytest.raises(FaultsError) as refused:
        read_assignments(world.campaign, text.encode())
    assert [str(fault) for fault in refused.value.faults] == [
        "assignments.csv:2:entity: There is no entity “x” in this campaign.",
        "assignments.csv:3:reviewer: “nobody” is no evaluator of this campaign.",
        "assignments.csv:3:system: “other” is no component; expected is one of sites, media.",
        "assignments.csv:4:section: There is no section “9”; expected is one of 1, 2, 3.",
        "assignments.csv:5:system: The entity does not stand in this component.",
        "assignments.csv:7: The same stands in line 6 already.",
        "assignments.csv:8:reviewer: Conflict of interest: represents this entity.",
        "assignments.csv:9: The row has 2 cells, expected are 4.",
    ]


def test_faults_of_a_list_of_conflicts_are_named(world):
    enrol_evaluators(campaign=world.campaign, actor=None)
    text = "reviewer,entity,organisation,reason\nxu,a,,\nann,z,,\nann,a,局,\nann,,,\n"
    with pytest.raises(FaultsError) as refused:
        read_conflicts(world.campaign, text.encode())
    assert [str(fault) for fault in refused.value.faults] == [
        "conflicts.csv:2:reviewer: “xu” is no evaluator of this campaign.",
        "conflicts.csv:3:entity: There is no entity “z” in this campaign.",
        "conflicts.csv:4:organisation: Either an entity or an organisation is expected.",
        "conflicts.csv:5:organisation: Either an entity or an organisation is expected.",
    ]
