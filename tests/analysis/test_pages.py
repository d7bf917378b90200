"""The lead's pages: what is listed, settled and refused; nobody blind is shown anything; constant queries."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.campaigns.models import Campaign, Membership, Reviewer
from assessment.core.models import AuditEntry, User
from indicators.models import Criterion
from reviews.models import Adjudication, Score, ScoreSheet
from reviews.submissions.models import SelfAssessment
from tests.bundles.samples import FILES, write_bundle
from tests.results.people import account, client_of, imported, signed_in
from tests.reviews.submissions.world import claimed
from tests.scoring.bundles import CASES

pytestmark = pytest.mark.django_db

SCORES = """\
entity,system,round,reviewer,criterion,channel,value,comment
e1,sites,r1,张三,1.1#1,,0.9,栏目齐全
e1,sites,r1,李四,1.1#1,,0.2,缺三个栏目
e1,sites,r1,张三,1.2#1,website,完全（好）,
e1,sites,r1,李四,1.2#1,website,none,
e1,sites,r1,张三,1.2#2,website,3/4,
e1,sites,r1,李四,1.2#2,website,NA,
e2,sites,r1,张三,1.1#1,,0.4,隔壁县的说明
e2,sites,r1,李四,1.1#1,,0.8,
e2,sites,r1,张三,1.2#3,website,5,
e2,sites,r1,李四,1.2#3,website,5,
"""
SETTLED = """\
entity,system,round,criterion,channel,value,reason
e1,sites,r1,1.2#2,website,1/2,按公示数
"""


@pytest.fixture
def campaign(tmp_path) -> Campaign:
    files = {
        **FILES,
        "scores.csv": SCORES,
        "adjudications.csv": SETTLED,
        "applicability.csv": "entity,system,indicator,reason\n",
    }
    return imported(write_bundle(tmp_path, files))


def address(campaign: Campaign, name: str = "disagreements", **query: str) -> str:
    return reverse(f"analysis:{name}", args=[campaign.key], query=query)


def listed(answer) -> list[tuple[str, str]]:
    return [(row.place.entity.key, row.place.criterion.address) for row in answer.context["rows"]]


def form_of(campaign: Campaign, entity: str, criterion: str, channel: str = "", **typed: str) -> dict[str, str]:
    component = campaign.components.get(version__system__key="sites")
    return {
        "component": str(component.pk),
        "entity": str(campaign.entities.get(key=entity).pk),
        "round": str(campaign.rounds.get(key="r1").pk),
        "criterion": str(component.version.criterion_set.get(address=criterion).pk),
        "channel": channel,
        "replaces": "",
        **typed,
    }


def test_the_answer_of_the_agency_and_its_files_stand_beside_the_values_once_submitted(campaign):
    component = campaign.components.get(version__system__key="sites")
    entity = campaign.entities.get(key="e1")
    cell = Criterion.objects.get(version=component.version_id, address="1.2#1")
    claimed(component, entity, account("agency"), cell.pk, value="完全（好）")
    browser = client_of("lead", campaign)
    answer = browser.get(address(campaign))
    assert [row.claimed for row in answer.context["rows"]] == ["完全（好）", "", ""]
    assert all(text in answer.text for text in ("已公开", "首页.png"))
    SelfAssessment.objects.update(status="open")
    assert [row.claim for row in browser.get(address(campaign)).context["rows"]] == [None, None, None]


def settled(campaign: Campaign) -> list[tuple[str, str, str, str]]:
    rows = Adjudication.objects.filter(component__campaign=campaign).order_by("entity__key", "criterion__address")
    return list(rows.values_list("entity__key", "criterion__address", "value", "reason"))


BEFORE = ("e1", "1.2#2", "1/2", "按公示数")


def test_open_disagreements_stand_in_the_order_of_their_effect_with_all_values_and_comments(campaign):
    answer = client_of("lead", campaign).get(address(campaign))
    rows = answer.context["rows"]
    assert listed(answer) == [("e1", "1.2#1"), ("e1", "1.1#1"), ("e2", "1.1#1")]
    assert [round(row.effect, 6) for row in rows] == [16.0, 11.2, 10.0]
    assert [(given.reviewer.name, given.value, given.comment) for given in rows[1].given] == [
        ("张三", "0.9", "栏目齐全"),
        ("李四", "0.2", "缺三个栏目"),
    ]
    assert [given.value for given in rows[0].given] == ["完全（好）", "无"]
    assert [(link.kind, link.address) for link in rows[1].links] == [("website", "https://e1.example/")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"state": "settled"}, [("e1", "1.2#2")]),
        ({"state": "all", "entity": "e1"}, [("e1", "1.2#1"), ("e1", "1.2#2"), ("e1", "1.1#1")]),
        ({"indicator": "sites:1.1"}, [("e1", "1.1#1"), ("e2", "1.1#1")]),
        ({"indicator": "sites:1"}, [("e1", "1.2#1"), ("e1", "1.1#1"), ("e2", "1.1#1")]),
        ({"indicator": "sites:"}, [("e1", "1.2#1"), ("e1", "1.1#1"), ("e2", "1.1#1")]),
        ({"indicator": "media:"}, []),
        ({"indicator": "sites:9"}, []),
        ({"indicator": "nonsense"}, []),
        ({"entity": "Fu Zhoushi"}, [("e1", "1.2#1"), ("e1", "1.1#1")]),
        ({"entity": "E2"}, [("e2", "1.1#1")]),
        ({"entity": "福州", "state": "anything"}, [("e1", "1.2#1"), ("e1", "1.1#1")]),
        ({"entity": "nobody"}, []),
    ],
)
def test_the_list_is_filtered_by_state_indicator_and_entity(campaign, query, expected):
    answer = client_of("lead", campaign).get(address(campaign, **query))
    assert (answer.status_code, sorted(listed(answer))) == (200, sorted(expected))


def test_settling_goes_back_to_the_list_and_the_cell_is_open_no_more(campaign):
    browser = client_of("lead", campaign)
    form = form_of(campaign, "e1", "1.1#1", value="0.6", reason="以二级页为准")
    answer = browser.post(address(campaign, "adjudications", indicator="sites:1.1"), form)
    assert (answer.status_code, answer["Location"]) == (302, address(campaign, indicator="sites:1.1"))
    assert settled(campaign) == [("e1", "1.1#1", "0.6", "以二级页为准"), BEFORE]
    assert listed(browser.get(answer["Location"])) == [("e2", "1.1#1")]


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"value": "七", "reason": "x"}, "value"), ({"value": "0.5", "reason": " "}, "reason"), ({}, "value")],
)
def test_a_refused_form_comes_back_in_its_row_with_what_was_typed(campaign, typed, field):
    browser = client_of("lead", campaign)
    answer = browser.post(address(campaign, "adjudications"), form_of(campaign, "e1", "1.1#1", **typed))
    row = next(row for row in answer.context["rows"] if row.place.criterion.address == "1.1#1")
    assert (answer.status_code, list(row.form.errors), settled(campaign)) == (422, [field], [BEFORE])
    assert row.form["value"].value() == typed.get("value")
    others = [other.form.errors for other in answer.context["rows"] if other is not row]
    assert others == [{}, {}]


def test_a_settlement_made_meanwhile_is_shown_and_not_overwritten(campaign):
    browser = client_of("lead", campaign)
    form = form_of(campaign, "e1", "1.2#2", "website", value="1/3", reason="x")
    answer = browser.post(address(campaign, "adjudications", state="settled"), form)
    assert (answer.status_code, settled(campaign)) == (422, [BEFORE])
    assert "1/2" in str(next(iter(answer.context["messages"])))


def test_a_settlement_is_taken_back_with_a_reason_only(campaign):
    browser = client_of("lead", campaign)
    row = Adjudication.objects.get()
    path = reverse("analysis:withdrawal", args=[campaign.key, row.pk])
    assert browser.post(path, {"reason": " "}).status_code == 422
    assert settled(campaign) == [BEFORE]
    assert browser.post(path, {"reason": "看错了"})["Location"] == address(campaign)
    assert (settled(campaign), browser.post(path, {"reason": "x"}).status_code) == ([], 404)
    assert AuditEntry.objects.filter(verb="unsettle_cell").count() == 1


@pytest.mark.parametrize(
    "change",
    [{"entity": "999999"}, {"entity": "x"}, {"criterion": "0"}, {"round": ""}, {"component": "9" * 30}],
)
def test_a_form_for_what_is_not_there_finds_nothing(campaign, change):
    form = form_of(campaign, "e1", "1.1#1", value="0.5", reason="x") | change
    assert client_of("lead", campaign).post(address(campaign, "adjudications"), form).status_code == 404


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_administrators_and_auditors_read_and_do_not_settle(campaign, role):
    browser = client_of(role, campaign)
    page = browser.get(address(campaign))
    assert len(listed(page)) == 3
    assert "<form" not in re.sub(
        r"(?s)<form[^>]*(role=\"search\"|set-language|sign-out|/language/|/sign-out/).*?</form>",
        "",
        str(page.content, "utf-8").split("<main")[1],
    )
    form = form_of(campaign, "e1", "1.1#1", value="0.5", reason="x")
    assert browser.post(address(campaign, "adjudications"), form).status_code == 403
    assert (
        browser.post(reverse("analysis:withdrawal", args=[campaign.key, Adjudication.objects.get().pk])).status_code
        == 403
    )
    assert settled(campaign) == [BEFORE]


@pytest.fixture
def scoring_lead(campaign) -> User:
    """A lead who also evaluates e1 and has not handed it in."""
    user = account("both", campaign=campaign, role="lead")
    Membership.objects.create(campaign=campaign, user=user, role="evaluator")
    own = Reviewer.objects.create(campaign=campaign, key="both", user=user)
    component, round_ = campaign.components.get(version__system__key="sites"), campaign.rounds.get(key="r1")
    entity = campaign.entities.get(key="e1")
    ScoreSheet.objects.create(component=component, entity=entity, round=round_, reviewer=own)
    return user


SECRETS = ("栏目齐全", "缺三个栏目", "按公示数")


def test_a_lead_whose_own_sheet_is_open_sees_nothing_of_its_entity(campaign, scoring_lead):
    browser = signed_in(scoring_lead)
    page = browser.get(address(campaign, state="all"))
    text = str(page.content, "utf-8")
    assert listed(page) == [("e2", "1.1#1")]
    assert [secret for secret in SECRETS if secret in text] == []
    assert (page.context["listed"].open_count, page.context["listed"].settled_count) == (1, 0)
    form = form_of(campaign, "e1", "1.1#1", value="0.5", reason="x")
    assert browser.post(address(campaign, "adjudications"), form).status_code == 404
    back = reverse("analysis:withdrawal", args=[campaign.key, Adjudication.objects.get().pk])
    assert browser.post(back, {"reason": "x"}).status_code == 404
    assert settled(campaign) == [BEFORE]


@pytest.mark.parametrize("name", ["disagreements", "agreement"])
def test_what_a_blind_lead_receives_does_not_change_with_the_hidden_values(campaign, scoring_lead, name):
    """quality.md §2: lists, order and counts stay the same to the byte when a hidden value or comment changes."""
    browser = signed_in(scoring_lead)
    path = address(campaign, name)
    before = without_tokens(browser.get(path))
    hidden = ScoreSheet.objects.filter(entity__key="e1", status="submitted")
    packs = {sheet.reviewer.key: sheet.pack_id for sheet in hidden}
    hidden.update(status="open")  # the triggers guard what is submitted
    Score.objects.filter(sheet__entity__key="e1", criterion__address="1.1#1").update(value="0.5", comment="anders")
    from reviews.services.packing import pack_sheets

    sheets = list(
        ScoreSheet.objects.filter(reviewer__key__in=packs, entity__key="e1").select_related("component__version")
    )
    for sheet, pack in zip(sheets, pack_sheets(sheets), strict=True):
        ScoreSheet.objects.filter(pk=sheet.pk).update(pack=pack, status="submitted")
    assert without_tokens(browser.get(path)) == before


def without_tokens(answer) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', "", str(answer.content, "utf-8"))


def test_once_the_own_sheet_is_submitted_the_lead_sees_all_and_settles_what_was_left_out(campaign, scoring_lead):
    ScoreSheet.objects.filter(reviewer__key="both").update(status="submitted")
    assert len(listed(signed_in(scoring_lead).get(address(campaign)))) == 3


def test_the_agreement_page_measures_what_two_reviewers_rated(campaign):
    measured = client_of("lead", campaign).get(address(campaign, "agreement")).context["measured"]
    assert (measured.whole.cells, measured.whole.exact) == (4, 0.25)
    # 李四 − 张三 on the shared cells: -0.7, -1, +0.4, 0.
    assert [(row.key, round(row.deviation, 9), row.cells, row.entities) for row in measured.evaluators] == [
        ("李四", -0.325, 4, 2),
        ("张三", 0.325, 4, 2),
    ]
    assert [(row.filter, row.figures.cells, row.disagreements) for row in measured.indicators] == [
        ("sites:1", 4, 4),
        ("sites:1.1", 2, 2),
        ("sites:1.2", 2, 2),
        ("media:1", 0, 0),
    ]


def test_hidden_entities_do_not_count_in_the_agreement(campaign, scoring_lead):
    measured = signed_in(scoring_lead).get(address(campaign, "agreement")).context["measured"]
    assert (measured.whole.cells, measured.reading.hidden) == (2, 1)


@pytest.mark.parametrize("name", ["disagreements", "agreement"])
def test_a_page_takes_the_same_number_of_queries_however_many_cells_disagree(name):
    counts, campaign = [], imported(CASES / "random-101")
    few = sorted(campaign.entities.values_list("key", flat=True))[:2]
    for number in range(2):
        if number:
            ScoreSheet.objects.exclude(entity__key__in=few).update(status="open")
        browser = signed_in(account(f"lead{number}", campaign=campaign, role="lead"))
        browser.get(address(campaign, name))
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(address(campaign, name))
        shown = (
            answer.context["listed"].open_count if name == "disagreements" else answer.context["measured"].whole.cells
        )
        counts.append((len(captured), shown))
    assert counts[0][0] == counts[1][0]
    assert counts[0][1] > 3 * counts[1][1] > 0


def test_pages_of_a_long_list_hold_each_cell_once(tmp_path):
    campaign = imported(CASES / "random-101")
    browser = client_of("lead", campaign)
    first = browser.get(address(campaign))
    pages = first.context["listed"].page.paginator
    assert pages.num_pages > 2
    second = browser.get(address(campaign, page="2"))
    effects = [row.effect for answer in (first, second) for row in answer.context["rows"]]
    anchors = {row.anchor for answer in (first, second) for row in answer.context["rows"]}
    assert (len(anchors), effects) == (40, sorted(effects, reverse=True))
