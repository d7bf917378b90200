"""Saving cells: compare-and-set, idempotent, nothing lost (quality.md §1)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from assessment.campaigns.models import Assignment, Campaign, Conflict, Entity, Membership
from reviews.errors import LockedError, RefusedError
from reviews.models import Score, ScoreChange, ScoreSheet
from reviews.services.cells import SCORES, save_cell, save_cells
from reviews.services.operations import Conflict as Lost
from reviews.services.operations import Content, Operation, OvertakenError, Refused, Result, Saved, compare_and_set
from tests.reviews.world import World, complete, fresh, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def put(world: World, *wishes: Operation) -> list[Result]:
    return save_cells(sheet=world.sheet(), operations=wishes, actor=fresh(world.ann))


def stored() -> list[tuple[str, str, str, str, int]]:
    rows = Score.objects.order_by("criterion__address", "channel")
    return list(rows.values_list("criterion__address", "channel", "value", "comment", "version"))


def test_the_first_value_is_version_one_and_the_next_one_two(world):
    (first,) = put(world, world.wish("1.1#1", "0.5"))
    (second,) = put(world, world.wish("1.1#1", "0.6", base=1, comment="好"))
    assert [(a.content.value, a.content.version) for a in (first, second)] == [("0.5", 1), ("0.6", 2)]
    assert stored() == [("1.1#1", "website", "0.6", "好", 2)]


def test_a_stale_value_changes_nothing_and_is_kept(world):
    put(world, world.wish("1.1#1", "0.5"))
    put(world, world.wish("1.1#1", "0.6", base=1, comment="二"))
    (answer,) = put(world, world.wish("1.1#1", "0.7", base=1, comment="三"))
    assert isinstance(answer, Lost)
    assert (answer.mine.value, answer.mine.comment, answer.mine.version) == ("0.7", "三", 1)
    assert (answer.theirs.value, answer.theirs.comment, answer.theirs.version) == ("0.6", "二", 2)
    assert stored() == [("1.1#1", "website", "0.6", "二", 2)]
    history = ScoreChange.objects.order_by("pk").values_list("value", "version", "previous_value", "lost")
    assert list(history) == [("0.5", 1, "", False), ("0.6", 2, "0.5", False), ("0.7", 2, "0.6", True)]


@pytest.mark.parametrize("base", [0, 2])
def test_every_base_but_the_current_one_is_stale(world, base):
    put(world, world.wish("1.1#1", "0.5"))
    (answer,) = put(world, world.wish("1.1#1", "0.7", base=base))
    assert isinstance(answer, Lost)
    assert stored() == [("1.1#1", "website", "0.5", "", 1)]


def test_a_repeated_operation_gets_its_first_answer_whatever_came_between(world):
    mine, late = world.wish("1.1#1", "0.5"), world.wish("1.1#1", "0.9")
    first = put(world, mine, late)
    put(world, world.wish("1.1#1", "0.6", base=1))
    again = put(world, mine, late)
    assert [type(answer) for answer in again] == [Saved, Lost]
    assert [(a.operation, a.content if isinstance(a, Saved) else a.theirs.value) for a in first] == [
        (a.operation, a.content if isinstance(a, Saved) else a.theirs.value) for a in again
    ]
    assert stored() == [("1.1#1", "website", "0.6", "", 2)]
    assert ScoreChange.objects.count() == 3


def test_the_same_operation_twice_in_one_request_counts_once(world):
    wish = world.wish("1.1#1", "0.5")
    first, second = put(world, wish, wish)
    assert first == second
    assert stored() == [("1.1#1", "website", "0.5", "", 1)]


def test_an_operation_id_of_another_cell_is_refused(world):
    wish = world.wish("1.1#1", "0.5")
    put(world, wish)
    (answer,) = put(world, world.wish("1.1#2", "1", operation=wish.operation))
    assert isinstance(answer, Refused)
    assert answer.code == "operation_reused"
    assert stored() == [("1.1#1", "website", "0.5", "", 1)]


def test_changes_of_one_cell_in_one_request_follow_each_other(world):
    answers = put(world, world.wish("1.1#1", "0.5"), world.wish("1.1#1", "0.6", base=1))
    assert [answer.content.version for answer in answers] == [1, 2]
    assert stored() == [("1.1#1", "website", "0.6", "", 2)]


def test_empty_zero_and_not_applicable_stay_apart(world):
    put(world, world.wish("1.1#1", "0"), world.wish("1.1#2", "ＮＡ"), world.wish("1.1#5", ""))
    assert [(row[0], row[2]) for row in stored()] == [("1.1#1", "0"), ("1.1#2", "NA"), ("1.1#5", "")]


@pytest.mark.parametrize(
    ("address", "typed", "kept"),
    [
        ("1.1#1", "０．５０", "0.5"),
        ("1.1#3", "完全(好)", "完全（好）"),
        ("1.1#4", " ３／４ ", "3/4"),
        ("1.1#5", "-0", "0"),
        ("1.1#6", "a=2", "a=2;zz=0"),
        ("2#1", "１； 2.50", "1;2.50"),
    ],
)
def test_a_value_is_kept_in_one_spelling(world, address, typed, kept):
    (answer,) = put(world, world.wish(address, typed))
    assert answer.content.value == kept


BAD = {
    ("1.1#1", "1.5"): ("out_of_range", "“1.5” lies outside 0 to 1.", "“1.5”超出 0 到 1 的范围。"),
    ("1.1#2", "2"): ("not_a_check", "“2” is neither 0 nor 1.", "“2”既不是 0 也不是 1。"),
    ("1.1#4", "5/4"): (
        "out_of_range",
        "“5/4”: n may not be larger than d in n/d.",
        "“5/4”：n/d 中 n 不能大于 d。",
    ),
}


@pytest.mark.parametrize(("address", "value"), BAD)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_bad_value_is_refused_in_the_readers_language_and_the_others_are_saved(world, address, value, language):
    code, english, chinese = BAD[address, value]
    with translation.override(language):
        bad, good = put(world, world.wish(address, value), world.wish("1.1#5", "3"))
    assert isinstance(bad, Refused)
    assert (bad.code, bad.reason) == (code, english if language == "en" else chinese)
    assert isinstance(good, Saved)
    assert stored() == [("1.1#5", "website", "3", "", 1)]


@pytest.mark.parametrize(
    ("address", "channel", "code"),
    [
        ("1.1#1", "", "channel_required"),
        ("1.1#1", "fax", "unknown_channel"),
        ("1.1#1", "weixin", "channel_not_listed"),
        ("3#1", "", "not_asked"),  # no weight in the county
    ],
)
def test_what_is_no_cell_of_the_sheet_is_refused(world, address, channel, code):
    (answer,) = put(world, world.wish(address, "1", channel=channel))
    assert isinstance(answer, Refused)
    assert answer.code == code


def test_a_closed_channel_is_not_asked(world):
    Entity.objects.get().channels.filter(kind="weixin").update(is_open=False)
    (answer,) = put(world, world.wish("1.2#1", "1", channel="weixin"))
    assert isinstance(answer, Refused)
    assert answer.code == "not_asked"


def test_an_evaluator_of_one_section_writes_there_only(world):
    Assignment.objects.filter(reviewer__user=world.ann).update(section="2")
    inside, outside = put(world, world.wish("2#1", "1"), world.wish("1.1#1", "1"))
    assert isinstance(inside, Saved)
    assert isinstance(outside, Refused)
    assert outside.code == "not_asked"


@pytest.mark.parametrize("comment", ["a\x00b", "x" * 4001])
def test_a_comment_that_cannot_be_stored_is_refused(world, comment):
    (answer,) = put(world, world.wish("1.1#1", "1", comment=comment))
    assert isinstance(answer, Refused)


def test_one_cell_alone_raises_what_a_batch_answers(world):
    wish = world.wish("1.1#1", "7")
    with pytest.raises(RefusedError, match=r"7"):
        save_cell(sheet=world.sheet(), actor=fresh(world.ann), **vars(wish))


@pytest.mark.parametrize("count", [0, 51])
def test_one_to_fifty_changes_go_into_a_request(world, count):
    with pytest.raises(RefusedError):
        put(world, *[world.wish("1.1#1", "1")] * count)


# --- who --------------------------------------------------------------------------------------------------------------
def barred_by_phase(world: World) -> None:
    Campaign.objects.update(phase="reconciliation")


def barred_by_role(world: World) -> None:
    Membership.objects.filter(user=world.ann).update(role="auditor")


def barred_by_representing(world: World) -> None:
    Membership.objects.create(campaign=world.campaign, user=world.ann, role="agency", entity=Entity.objects.get())


def barred_by_organisation(world: World) -> None:
    Entity.objects.update(organisation="市　政府")
    type(world.ann).objects.filter(pk=world.ann.pk).update(organisation="市政府")


def barred_by_declaration(world: World) -> None:
    reviewer = world.sheet().reviewer
    Conflict.objects.create(campaign=world.campaign, reviewer=reviewer, entity=Entity.objects.get(), source="declared")


def barred_by_declared_organisation(world: World) -> None:
    Entity.objects.update(organisation="市政府")
    reviewer = world.sheet().reviewer
    Conflict.objects.create(campaign=world.campaign, reviewer=reviewer, organisation="市政府", source="imported")


def barred_by_assignment(world: World) -> None:
    Assignment.objects.filter(reviewer__user=world.ann).delete()


@pytest.mark.parametrize(
    "bar",
    [
        barred_by_phase,
        barred_by_role,
        barred_by_representing,
        barred_by_organisation,
        barred_by_declaration,
        barred_by_declared_organisation,
        barred_by_assignment,
    ],
)
def test_who_is_barred_saves_nothing(world, bar):
    sheet = world.sheet()
    bar(world)
    sheet = ScoreSheet.objects.select_related("component__version__system", "reviewer__campaign").get(pk=sheet.pk)
    with pytest.raises(PermissionDenied):
        save_cells(sheet=sheet, operations=[world.wish("1.1#1", "1")], actor=fresh(world.ann))
    assert stored() == []


def test_nobody_saves_on_another_evaluators_sheet(world):
    with pytest.raises(PermissionDenied):
        save_cells(sheet=world.sheet(world.ben), operations=[world.wish("1.1#1", "1")], actor=fresh(world.ann))
    assert stored() == []


def test_a_submitted_sheet_is_locked_also_for_who_opened_it_before(world):
    opened = world.sheet()
    ScoreSheet.objects.filter(pk=opened.pk).update(status="submitted")
    with pytest.raises(LockedError):
        save_cells(sheet=opened, operations=[world.wish("1.1#1", "1")], actor=fresh(world.ann))
    assert stored() == []


# --- how --------------------------------------------------------------------------------------------------------------
def test_fifty_cells_take_as_many_queries_as_one():
    world = make_world(more=60)
    many = [world.wish(f"1.2#{number}", "1", channel="") for number in range(2, 52)]
    again = [world.wish(f"1.2#{number}", "0", channel="", base=1) for number in range(2, 52)]
    counts = []
    for wishes in (many[:1], many[1:2], many[2:], again[:1], again[1:]):  # the first reads what is kept afterwards
        sheet, actor = world.sheet(), fresh(world.ann)
        with CaptureQueriesContext(connection) as queries:
            save_cells(sheet=sheet, operations=wishes, actor=actor)
        counts.append(len(queries))
    assert counts[1] == counts[2]  # inserted
    assert counts[3] == counts[4]  # changed


def test_an_update_takes_nothing_that_was_changed_without_the_lock(world):
    put(world, world.wish("1.1#1", "0.5"))
    row = Score.objects.get()
    Score.objects.update(version=5, value="0.9")
    with pytest.raises(OvertakenError), transaction.atomic():
        compare_and_set(SCORES, {row.pk: (row.version, Content("0.1", "", 2))}, at=row.updated_at)
    assert stored() == [("1.1#1", "website", "0.9", "", 5)]


def test_the_history_is_never_changed(world):
    put(world, world.wish("1.1#1", "0.5"))
    for statement in ("UPDATE reviews_scorechange SET value = '1'", "DELETE FROM reviews_scorechange"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert ScoreChange.objects.get().value == "0.5"


def test_a_whole_sheet_fits_into_one_request(world):
    answers = put(world, *complete(world))
    assert {type(answer) for answer in answers} == {Saved}
    assert ScoreChange.objects.exclude(operation=uuid4()).count() == len(answers) == Score.objects.count()
