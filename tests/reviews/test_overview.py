"""My work, progress, and how sheets follow assignments: exact counts, own order, nothing of others."""

from __future__ import annotations

import csv
import io
import re
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from openpyxl import load_workbook

from assessment.campaigns.models import Channel, Membership, Round
from assessment.campaigns.planning import propose_assignment
from assessment.campaigns.services.assignment import AssignmentRefused, apply_assignment, assign, unassign
from assessment.core.models import User
from indicators.models import Criterion
from reviews.models import NotApplicable, Score, ScoreChange, ScoreSheet
from reviews.overview.mine import work_of
from reviews.overview.progress import progress_of, sheets_of_entity
from reviews.services.opening import open_sheets
from reviews.services.packing import pack_sheets
from tests.campaigns.people import Role, scoring
from tests.results.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def world():
    made = scoring()
    give(made, "a", "ann")
    give(made, "c", "ann")
    give(made, "d", "ann")
    give(made, "a", "ben", "1")
    give(made, "d", "ben", component=made.media)
    return made


def give(world, entity, key, section="", component=None):
    assign(
        campaign=world.campaign,
        component=component or world.sites,
        entity=world.entities[entity],
        key=key,
        section=section,
        actor=None,
    )


def take(world, entity, key, section="", component=None):
    unassign(
        campaign=world.campaign,
        component=component or world.sites,
        entity=world.entities[entity],
        key=key,
        section=section,
        actor=None,
    )


def sheet(world, entity, name, component=None):
    chosen = component or world.sites
    return ScoreSheet.objects.get(component=chosen, entity__key=entity, reviewer__user__username=name)


def fill(sheet, address, value="1", channel="website"):
    criterion = Criterion.objects.get(version=sheet.component.version, address=address)
    Score.objects.create(sheet=sheet, criterion=criterion, channel=channel, value=value)
    now = timezone.now()
    ScoreChange.objects.create(
        sheet=sheet,
        criterion=criterion,
        channel=channel,
        operation=uuid.uuid4(),
        base_version=0,
        version=1,
        value=value,
        at=now,
        actor=sheet.reviewer.user,
    )


def submit(sheet):
    (sheet.pack,) = pack_sheets([sheet])
    sheet.status, sheet.submitted_at = ScoreSheet.Status.SUBMITTED, timezone.now()
    sheet.save()


def counts(tally):
    return list(zip(tally.done.tolist(), tally.total.tolist(), strict=True))


def tallies(world, name):
    return {
        (task.sheet.entity.key, task.part.component.version.system.key): counts(task.tally)
        for task in work_of(world.evaluators[name], world.campaign).tasks
    }


# --- sheets follow assignments ----------------------------------------------------------------------------------------
def test_an_assignment_opens_a_sheet_a_round_and_taking_it_back_drops_the_empty_ones(world):
    Round.objects.create(campaign=world.campaign, key="r2", position=1)
    assert open_sheets(campaign=world.campaign, actor=None) == 5
    assert open_sheets(campaign=world.campaign, actor=None) == 0
    take(world, "c", "ann")
    assert not ScoreSheet.objects.filter(entity__key="c").exists()
    assert ScoreSheet.objects.count() == 8


def test_a_section_less_leaves_the_sheet_while_another_is_there(world):
    give(world, "a", "ben", "2")
    take(world, "a", "ben", "1")
    assert ScoreSheet.objects.filter(entity__key="a", reviewer__user__username="ben").count() == 1
    take(world, "a", "ben", "2")
    assert ScoreSheet.objects.filter(entity__key="a", reviewer__user__username="ben").count() == 0


def test_work_that_has_begun_is_not_taken_away(world):
    fill(sheet(world, "c", "ann"), "1.1#1")
    with pytest.raises(AssignmentRefused, match="ann has begun to score 丙县"):
        take(world, "c", "ann")
    plan = propose_assignment(campaign=world.campaign, k=1, unit="entity")
    apply_assignment(plan=plan, actor=None)
    assert {line.item.key: line.reviewers for line in plan.lines}["c"] == ("ann",)
    assert Score.objects.count() == 1


def test_begun_work_of_somebody_in_conflict_is_taken_from_them_but_kept(world):
    fill(sheet(world, "c", "ann"), "1.1#1")
    Membership.objects.create(
        campaign=world.campaign, user=world.evaluators["ann"], role=Role.AGENCY, entity=world.entities["c"]
    )
    take(world, "c", "ann")
    assert Score.objects.filter(sheet__entity__key="c").count() == 1


# --- tallies ----------------------------------------------------------------------------------------------------------
def test_cells_are_counted_by_section_class_channel_and_assignment(world):
    fill(sheet(world, "a", "ann"), "1.1#1", "0")
    fill(sheet(world, "a", "ann"), "1.1#2", "NA")
    fill(sheet(world, "a", "ann"), "2#1", "")
    fill(sheet(world, "d", "ben", world.media), "1#1", "0.5", "weixin")
    assert tallies(world, "ann") == {
        ("a", "sites"): [(2, 2), (0, 1), (0, 1)],  # a zero and N/A are values, an emptied cell is none
        ("c", "sites"): [(0, 2), (0, 1), (0, 0)],  # section 3 is not assessed in counties
        ("d", "sites"): [(0, 2), (0, 1), (0, 0)],
    }
    assert tallies(world, "ben") == {
        ("a", "sites"): [(0, 2), (0, 0), (0, 0)],  # only section 1 is ben's
        ("d", "media"): [(1, 1)],  # one channel is open
    }


def test_what_is_no_longer_asked_does_not_hide_what_is_missing(world):
    own = sheet(world, "d", "ben", world.media)
    Channel.objects.create(entity=world.entities["d"], kind="app")
    fill(own, "1#1", "0.5", "weixin")
    Channel.objects.filter(entity=world.entities["d"], kind="weixin").update(is_open=False)
    assert tallies(world, "ben")["d", "media"] == [(0, 1)]


def test_submitted_sheets_are_counted_like_open_ones(world):
    own = sheet(world, "a", "ann")
    fill(own, "1.1#1", "0")
    fill(own, "3#1", "NA")
    before = tallies(world, "ann")["a", "sites"]
    submit(own)
    assert tallies(world, "ann")["a", "sites"] == before == [(1, 2), (0, 1), (1, 1)]


def test_declared_not_applicable_is_nothing_to_score(world):
    indicator = world.sites.version.indicator_set.get(code="1")
    NotApplicable.objects.create(component=world.sites, entity=world.entities["a"], indicator=indicator)
    assert tallies(world, "ann")["a", "sites"] == [(0, 0), (0, 1), (0, 1)]


# --- my work ----------------------------------------------------------------------------------------------------------
def test_the_order_is_each_evaluators_own_and_stays(world):
    for number in range(12):
        world.entity(f"x{number}", f"第{number}市")
        give(world, f"x{number}", "ann")
        give(world, f"x{number}", "cai")
    order = {
        name: [task.sheet.entity.key for task in work_of(world.evaluators[name], world.campaign).tasks]
        for name in ("ann", "cai")
    }
    again = [task.sheet.entity.key for task in work_of(world.evaluators["ann"], world.campaign).tasks]
    assert again == order["ann"]
    both = set(order["cai"])
    assert [key for key in order["ann"] if key in both] != order["cai"]
    assert order["cai"] != sorted(order["cai"])


def test_one_continues_at_the_cell_changed_last_on_a_sheet_still_open(world):
    begin = work_of(world.evaluators["ann"], world.campaign)
    assert (begin.resume, begin.has_begun) == (begin.tasks[0], False)
    fill(sheet(world, "d", "ann"), "1.1#2")
    fill(sheet(world, "a", "ann"), "2#1")
    assert work_of(world.evaluators["ann"], world.campaign).resume.sheet.entity.key == "a"
    submit(sheet(world, "a", "ann"))
    left = work_of(world.evaluators["ann"], world.campaign)
    assert (left.resume.sheet.entity.key, left.due, left.submitted) == ("d", 2, 1)
    assert [task.sheet.entity.key for task in left.shown("done")] == ["a"]


def test_nothing_of_others_is_on_the_page_whatever_they_do(world):
    browser = signed_in(world.evaluators["ben"])

    def page():
        content = browser.get("/work/").content.decode()
        return re.sub(r'"[A-Za-z0-9]{64}"', "token", content)

    before = page()
    fill(sheet(world, "a", "ann"), "1.1#1", "0")
    fill(sheet(world, "d", "ann"), "1.1#1", "0")
    submit(sheet(world, "d", "ann"))
    assert page() == before
    assert [name in before for name in ("甲市", "丙县")] == [True, False]


def test_somebody_without_tasks_is_told_what_comes(world):
    content = signed_in(world.evaluators["cai"]).get("/work/").content.decode()
    assert "还没有分配给您的任务" in content
    assert "还没有分配给您的任务" in signed_in(User.objects.create_user("stranger")).get("/work/").content.decode()


# --- progress ---------------------------------------------------------------------------------------------------------
def test_the_heat_map_adds_up_the_sheets_of_an_entity(world):
    fill(sheet(world, "a", "ann"), "1.1#1")
    fill(sheet(world, "a", "ann"), "2#1")
    fill(sheet(world, "a", "ben"), "1.1#2")
    found = progress_of(world.campaign, AnonymousUser())
    assert [label for _part, label in found.heads] == ["1 Openness", "2 Services", "3 Dialogue", "1 Updates"]
    assert {row.entity.key: [(cell.done, cell.total) for cell in row.cells] for row in found.rows} == {
        "a": [(2, 4), (1, 1), (0, 1), (0, 0)],
        "b": [(0, 0)] * 4,
        "c": [(0, 2), (0, 1), (0, 0), (0, 0)],
        "d": [(0, 2), (0, 1), (0, 0), (0, 1)],
    }
    row = found.rows[0]
    assert [(cell.state, cell.step) for cell in row.cells] == [
        ("partial", 2),
        ("done", 5),
        ("empty", 0),
        ("not-applicable", -1),
    ]
    assert (found.done, found.total, found.sheets, found.submitted) == (3, 13, 5, 0)


def test_the_pace_counts_cells_filled_for_the_first_time(world):
    fill(sheet(world, "a", "ann"), "1.1#1")
    fill(sheet(world, "a", "ann"), "1.1#2")
    pace = {row.reviewer.key: row for row in progress_of(world.campaign, AnonymousUser()).paces}
    assert sorted(pace) == ["ann", "ben"]
    ann, ben = pace["ann"], pace["ben"]
    assert (ann.fresh, ann.days, ann.per_day, ann.left, ann.days_left) == (2, 1, 2.0, 8, 4)
    assert (ben.fresh, ben.per_day, ben.days_left, ben.last) == (0, None, None, None)


def test_the_drill_down_shows_the_sheets_of_the_entity_only(world):
    lines = sheets_of_entity(world.campaign, world.entities["d"])
    assert [(line.part.component, line.reviewer.key, line.tally.asked) for line in lines] == [
        (world.sites, "ann", 3),
        (world.media, "ben", 1),
    ]


def test_the_drill_down_leads_to_the_sheets_that_are_handed_in(world):
    lead = User.objects.create_user("lead")
    Membership.objects.create(campaign=world.campaign, user=lead, role=Role.LEAD)
    own = sheet(world, "d", "ann")
    fill(own, "1.1#1")
    path = "/campaigns/demo/progress/d/"
    assert "/sheets/" not in signed_in(lead).get(path).content.decode()
    ScoreSheet.objects.filter(pk=own.pk).update(status=ScoreSheet.Status.SUBMITTED)
    assert signed_in(lead).get(path).content.decode().count(f'href="/sheets/{own.pk}/"') == 1


def test_who_scores_sees_the_progress_of_others_after_submitting(world):
    ben = world.evaluators["ben"]
    Membership.objects.create(campaign=world.campaign, user=ben, role=Role.LEAD)
    path = "/campaigns/demo/progress/"
    assert signed_in(ben).get(path).status_code == 403
    ScoreSheet.objects.filter(reviewer__user=ben).update(status=ScoreSheet.Status.SUBMITTED)
    assert signed_in(ben).get(path).status_code == 200


def test_the_file_says_the_same_as_the_page(world):
    fill(sheet(world, "a", "ann"), "1.1#1")
    lead = User.objects.create_user("lead")
    Membership.objects.create(campaign=world.campaign, user=lead, role=Role.LEAD)
    text = signed_in(lead).get("/campaigns/demo/progress.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    book = load_workbook(io.BytesIO(signed_in(lead).get("/campaigns/demo/progress.xlsx").content)).active
    assert [[str(cell) for cell in line] for line in book.iter_rows(min_row=2, values_only=True)] == [
        list(row.values()) for row in rows
    ]
    assert [(row["entity"], row["system"], row["indicator"], row["done"], row["total"]) for row in rows] == [
        ("a", "sites", "1", "1", "4"),
        ("a", "sites", "2", "0", "1"),
        ("a", "sites", "3", "0", "1"),
        ("c", "sites", "1", "0", "2"),
        ("c", "sites", "2", "0", "1"),
        ("d", "sites", "1", "0", "2"),
        ("d", "sites", "2", "0", "1"),
        ("d", "media", "1", "0", "1"),
    ]


PAGES = {
    "ann": ["/work/"],
    "lead": [
        "/campaigns/demo/assignment/",
        "/campaigns/demo/assignment/?unit=section&k=2",
        "/campaigns/demo/assignment/entities/a/",
        "/campaigns/demo/conflicts/",
        "/campaigns/demo/progress/",
        "/campaigns/demo/progress/a/",
    ],
}


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in PAGES.items() for path in paths])
def test_a_page_takes_the_same_queries_for_few_and_many_rows(world, name, path):
    lead = User.objects.create_user("lead")
    Membership.objects.create(campaign=world.campaign, user=lead, role=Role.LEAD)
    browser = signed_in(User.objects.get(username=name))

    def count():
        browser.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        return len(queries)

    few = count()
    for number in range(8):
        world.entity(f"x{number}", f"第{number}市", organisation=f"局{number}")
        world.evaluator(f"p{number}", organisation=f"局{number}")
    for number in range(8):
        give(world, f"x{number}", "ann")
        give(world, "a", f"p{number}", "1")
        fill(sheet(world, f"x{number}", "ann"), "1.1#1")
    assert count() == few
