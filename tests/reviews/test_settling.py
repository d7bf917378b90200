"""Settling: a lead who did not score the cell, a value of its rule, a reason, and never over somebody else's head."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.bundles.importer import import_bundle
from assessment.campaigns.models import Assignment, Campaign, Conflict, Entity, Membership, Reviewer, Round
from assessment.core.models import AuditEntry, User
from reviews.blindness import unfinished_entities
from reviews.errors import RefusedError
from reviews.models import Adjudication, ScoreSheet
from reviews.services.settling import settle_cell, unsettle_cell
from reviews.settling import CellPlace, Settler, can_settle_cell
from tests.bundles.samples import FILES, write_bundle

pytestmark = pytest.mark.django_db

SCORES = """\
entity,system,round,reviewer,criterion,channel,value,comment
e1,sites,r1,张三,1.1#1,,0.9,
e1,sites,r1,李四,1.1#1,,0.2,
e1,sites,r1,王五,1.1#1,,NA,
e1,sites,r1,张三,1.2#2,website,1/2,
e1,sites,r1,李四,1.2#2,website,1/2,
e1,sites,r1,张三,1.2#1,website,none,
e1,sites,r1,李四,1.2#1,website,完全（好）,
e2,sites,r1,张三,1.1#1,,0.4,
e2,sites,r1,李四,1.1#1,,0.8,
"""


@pytest.fixture
def campaign(tmp_path) -> Campaign:
    files = {**FILES, "scores.csv": SCORES, "adjudications.csv": "entity,system,round,criterion,channel,value,reason\n"}
    campaign = Campaign.objects.get(key=import_bundle(path=write_bundle(tmp_path, files), actor=None).campaign.key)
    assert campaign.phase == "reconciliation"
    return campaign


def person(campaign: Campaign, role: str, name: str = "", **account) -> User:
    user = User.objects.create(username=name or role, **account)
    Membership.objects.create(campaign=campaign, user=user, role=role)
    return user


@pytest.fixture
def lead(campaign) -> User:
    return person(campaign, "lead")


def place(campaign: Campaign, address: str = "1.1#1", channel: str = "", entity: str = "e1") -> CellPlace:
    component = campaign.components.get(version__system__key="sites")
    return CellPlace(
        component=component,
        entity=Entity.objects.get(campaign=campaign, key=entity),
        round=Round.objects.get(campaign=campaign, key="r1"),
        criterion=component.version.criterion_set.get(address=address),
        channel=channel,
    )


def becomes(campaign: Campaign, user: User, key: str) -> Reviewer:
    """The account scores under a key of the campaign."""
    reviewer = Reviewer.objects.get(campaign=campaign, key=key)
    reviewer.user = user
    reviewer.save()
    return reviewer


def reason_of(verdict) -> str:
    return getattr(verdict, "reason", "")


def rows() -> list[tuple[str, str, str, str]]:
    return list(Adjudication.objects.values_list("entity__key", "criterion__address", "value", "reason"))


def entries() -> list[tuple[str, str, object, object]]:
    recorded = AuditEntry.objects.filter(object_type="cell").order_by("sequence")
    return list(recorded.values_list("verb", "object_key", "before", "after"))


def test_a_lead_settles_with_a_value_and_a_reason_and_the_trail_says_so(campaign, lead):
    settle_cell(place=place(campaign), value="０．６０", reason=" 栏目在二级页 ", actor=lead)
    assert rows() == [("e1", "1.1#1", "0.6", "栏目在二级页")]
    after = {"value": "0.6", "reason": "栏目在二级页"}
    assert entries() == [("settle_cell", "sites e1 r1 1.1#1", None, after)]
    assert AuditEntry.objects.get(object_type="cell").actor == lead


def test_settling_again_changes_the_value_and_keeps_the_old_one_in_the_trail(campaign, lead):
    settle_cell(place=place(campaign), value="0.6", reason="a", actor=lead)
    settle_cell(place=place(campaign), value="NA", reason="b", actor=lead, replaces="0.6")
    assert rows() == [("e1", "1.1#1", "NA", "b")]
    assert entries()[1][2:] == ({"value": "0.6", "reason": "a"}, {"value": "NA", "reason": "b"})


def test_the_same_settlement_twice_is_one(campaign, lead):
    first = settle_cell(place=place(campaign), value="0.6", reason="a", actor=lead)
    again = settle_cell(place=place(campaign), value="0.60", reason="a", actor=lead)
    assert (first.pk, len(entries())) == (again.pk, 1)


@pytest.mark.parametrize(
    ("address", "channel", "value", "reason", "code"),
    [
        ("1.1#1", "", "1.5", "x", "value"),
        ("1.1#1", "", "七", "x", "value"),
        ("1.1#1", "", "  ", "x", "value"),
        ("1.2#1", "website", "partly", "x", "value"),
        ("1.1#1", "", "0.5", "  ", "reason_required"),
        ("1.1#1", "", "0.5", "x\x00", "bad_text"),
        ("1.2#2", "website", "1/2", "x", "agreed"),
        ("1.1#2", "weixin", "1", "x", "agreed"),  # nobody gave a value
    ],
)
def test_what_is_no_settlement_is_refused_and_leaves_nothing(campaign, lead, address, channel, value, reason, code):
    with pytest.raises(RefusedError) as refused:
        settle_cell(place=place(campaign, address, channel), value=value, reason=reason, actor=lead)
    assert (refused.value.code, rows(), entries()) == (code, [], [])


def test_a_settlement_that_the_lead_did_not_see_is_not_overwritten(campaign, lead):
    other = person(campaign, "lead", "other")
    settle_cell(place=place(campaign), value="0.6", reason="seen twice", actor=other)
    with pytest.raises(RefusedError) as refused:
        settle_cell(place=place(campaign), value="0.3", reason="x", actor=lead)
    assert refused.value.code == "settled_meanwhile"
    assert rows() == [("e1", "1.1#1", "0.6", "seen twice")]


@pytest.mark.parametrize("role", ["administrator", "evaluator", "auditor"])
def test_only_leads_settle(campaign, role):
    with pytest.raises(PermissionDenied):
        settle_cell(place=place(campaign), value="0.5", reason="x", actor=person(campaign, role))
    assert (rows(), entries()) == ([], [])


@pytest.mark.parametrize("phase", Campaign.Phase.values)
def test_disagreements_are_settled_during_scoring_and_reconciliation_only(campaign, lead, phase):
    campaign.phase = phase
    campaign.save()
    assert bool(can_settle_cell(lead, place(campaign))) == (phase in ("scoring", "reconciliation"))


def test_a_lead_never_settles_a_cell_they_scored_but_may_settle_others_of_the_sheet(campaign, lead):
    becomes(campaign, lead, "王五")
    assert not can_settle_cell(lead, place(campaign))
    assert can_settle_cell(lead, place(campaign, "1.2#1", "website"))
    with pytest.raises(PermissionDenied):
        settle_cell(place=place(campaign), value="0.5", reason="x", actor=lead)
    assert rows() == []


def test_a_lead_with_an_open_sheet_of_the_entity_settles_nothing_of_it(campaign, lead):
    ScoreSheet.objects.filter(reviewer=becomes(campaign, lead, "王五")).update(status="open")
    assert unfinished_entities(lead, campaign) == {place(campaign).entity.pk}
    assert not can_settle_cell(lead, place(campaign, "1.2#1", "website"))
    assert can_settle_cell(lead, place(campaign, entity="e2"))


def test_work_that_is_assigned_but_has_no_sheet_yet_blinds_too(campaign, lead):
    reviewer = becomes(campaign, lead, "王五")
    cell = place(campaign, entity="e2")
    Assignment.objects.create(campaign=campaign, component=cell.component, entity=cell.entity, reviewer=reviewer)
    assert unfinished_entities(lead, campaign) == {cell.entity.pk}
    submitted = {"component": cell.component, "entity": cell.entity, "reviewer": reviewer, "status": "submitted"}
    ScoreSheet.objects.create(round=cell.round, **submitted)
    assert unfinished_entities(lead, campaign) == set()


def test_a_conflict_of_interest_bars_from_settling(campaign, lead):
    cell = place(campaign)
    Entity.objects.filter(pk=cell.entity.pk).update(organisation="某 市政府")
    lead.organisation = "某市政府"
    lead.save()
    assert reason_of(can_settle_cell(lead, place(campaign)))
    assert can_settle_cell(lead, place(campaign, entity="e2"))
    other = person(campaign, "lead", "other")
    mine = Reviewer.objects.create(campaign=campaign, key="other-key", user=other)
    assert can_settle_cell(other, cell)
    Conflict.objects.create(campaign=campaign, reviewer=mine, entity=cell.entity, source="declared")
    assert not can_settle_cell(other, cell)


def test_a_lead_of_another_campaign_settles_nothing_here(campaign):
    assert not can_settle_cell(User.objects.create(username="stranger"), place(campaign))


def test_taking_a_settlement_back_needs_a_lead_and_a_reason_and_is_in_the_trail(campaign, lead):
    row = settle_cell(place=place(campaign), value="0.6", reason="a", actor=lead)
    with pytest.raises(PermissionDenied):
        unsettle_cell(adjudication=row, reason="x", actor=person(campaign, "evaluator"))
    with pytest.raises(RefusedError):
        unsettle_cell(adjudication=row, reason=" ", actor=lead)
    assert len(rows()) == 1
    unsettle_cell(adjudication=row, reason="wrong cell", actor=lead)
    assert rows() == []
    last = entries()[-1]
    assert last == ("unsettle_cell", "sites e1 r1 1.1#1", {"value": "0.6", "reason": "a"}, {"reason": "wrong cell"})
    with pytest.raises(RefusedError) as refused:
        unsettle_cell(adjudication=Adjudication(pk=row.pk or 1, **_of(row)), reason="again", actor=lead)
    assert refused.value.code == "settled_meanwhile"


def _of(row: Adjudication) -> dict[str, object]:
    names = ("component", "entity", "round", "criterion", "channel", "value", "reason")
    return {name: getattr(row, name) for name in names}


def test_deciding_over_many_cells_takes_as_many_queries_as_over_one(campaign, lead):
    becomes(campaign, lead, "王五")
    counts = []
    for places in (
        [place(campaign)],
        [place(campaign), place(campaign, entity="e2"), place(campaign, "1.2#1", "website")],
    ):
        fresh = User.objects.get(pk=lead.pk)
        with CaptureQueriesContext(connection) as captured:
            settler = Settler.of(fresh, campaign, places)
            verdicts = [bool(settler.can_settle(cell)) for cell in places]
        counts.append((len(captured), verdicts))
    assert counts[0][0] == counts[1][0]
    assert counts[1][1] == [False, True, True]


@pytest.mark.django_db(transaction=True)
def test_of_leads_who_settle_at_once_one_wins_and_the_others_are_told(campaign):
    leads = [person(campaign, "lead", f"lead{number}") for number in range(4)]
    start = Barrier(len(leads))

    def settle(number: int) -> str:
        try:
            start.wait(timeout=30)
            settle_cell(place=place(campaign), value=f"0.{number + 1}", reason=str(number), actor=leads[number])
        except RefusedError as refused:
            return refused.code
        finally:
            connection.close()
        return "settled"

    with ThreadPoolExecutor(len(leads)) as pool:
        outcomes = list(pool.map(settle, range(len(leads))))
    assert sorted(outcomes) == ["settled", *["settled_meanwhile"] * 3]
    winner = outcomes.index("settled")
    assert rows() == [("e1", "1.1#1", f"0.{winner + 1}", str(winner))]
    assert [entry[0] for entry in entries()] == ["settle_cell"]
