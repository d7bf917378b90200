"""``load_demo``: through the importer into the database, once."""

from __future__ import annotations

from collections import Counter
from io import StringIO
from itertools import product

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import RequestFactory, TestCase, override_settings

from assessment.campaigns.models import Campaign, Entity, Membership, Reviewer
from assessment.core.models import AuditEntry, SiteRole, User
from assessment.core.services.audit import first_bad_entry
from assessment.demo import judged
from assessment.demo.agencies import KEY as AGENCIES
from assessment.demo.services import DemoReport, load_demo
from assessment.results.services.runs import read_inputs
from assessment.scoring import score_campaign, to_results
from reviews.cases.models import CaseAward, CaseMark, InnovationCase
from reviews.models import Adjudication, Score, ScoreSheet
from tests.demo.scored import SCRIPTS, scored


def load() -> tuple[DemoReport, list[str]]:
    lines: list[str] = []
    return load_demo(progress=lines.append), lines


def counts() -> dict[str, int]:
    models = (Campaign, User, Membership, Score, ScoreSheet, Adjudication, AuditEntry)
    return {model.__name__: model.objects.count() for model in models}


class TestLoadedDemo(TestCase):
    """Loaded once for all tests of the class, which leave it as it is or are rolled back."""

    report: DemoReport
    lines: list[str]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.report, cls.lines = load()

    def test_each_campaign_is_told_in_a_line(self) -> None:
        assert self.report.campaign_keys == list(SCRIPTS)
        assert [line.split(" ")[0] for line in self.lines] == [*SCRIPTS, AGENCIES]

    def test_the_demo_in_the_database_scores_as_its_files_do(self) -> None:
        for key in SCRIPTS:
            inputs = read_inputs(Campaign.objects.get(key=key)).arrays
            document = to_results(score_campaign(inputs), inputs, campaign=key, run="1", engine="")
            assert {item["entity"]: item for item in document["entities"]} == scored(key).entities
        assert first_bad_entry() is None

    def test_loading_again_changes_nothing(self) -> None:
        Campaign.objects.filter(key="cstc-2019").update(name_en="Renamed")
        before = counts()
        report, lines = load()
        assert counts() == before
        assert [campaign.created for campaign in report.campaigns] == [False] * len(SCRIPTS)
        assert report.sign_ins == self.report.sign_ins
        assert Campaign.objects.get(key="cstc-2019").name_en == "Renamed"
        assert len(lines) == len(SCRIPTS)

    def test_campaigns_stand_in_different_phases(self) -> None:
        assert dict(Campaign.objects.values_list("key", "phase")) == {
            AGENCIES: "self-assessment",
            "fujian-2018": "final",
            "fujian-2019": "appeals",
            "fujian-2019-departments": "scoring",
            "cstc-2019": "reconciliation",
            "cstc-2019-local": "reconciliation",
            "cstc-2019-new-media": "reconciliation",
        }

    def test_everybody_can_sign_in_with_what_is_reported(self) -> None:
        request = RequestFactory().post("/sign-in/")
        for sign_in in self.report.sign_ins:
            user = authenticate(request, username=sign_in.username, password=sign_in.password)
            assert isinstance(user, User)
            assert (user.get_username(), user.name) == (sign_in.username, sign_in.name)

    def test_roles_are_held_where_they_belong(self) -> None:
        assert dict(SiteRole.objects.values_list("user__username", "role")) == {
            "demo-admin": "administrator",
            "demo-auditor": "auditor",
            "demo-security": "security",
        }
        held = Counter(Membership.objects.values_list("user__username", "role"))
        evaluators = {(f"demo-{key}", "evaluator"): 6 for key in ("wen", "jian", "sang")}
        entities = set(Entity.objects.filter(campaign__key=AGENCIES).values_list("key", flat=True))
        cases = InnovationCase.objects.filter(entity__campaign__key=judged.KEY)
        judged_here = set(cases.values_list("entity__key", flat=True))
        others = {(f"demo-agency-{key}", "agency"): 1 for key in (entities - {"chengling"}) | judged_here}
        assert held == evaluators | others | {("demo-lead", "lead"): 6, ("demo-agency", "agency"): 3}
        agencies = set(Membership.objects.filter(role="agency").values_list("campaign__key", "entity__key"))
        assert agencies == {(AGENCIES, key) for key in entities} | {(judged.KEY, key) for key in judged_here} | {
            ("fujian-2018", "chengling"),
            ("fujian-2019", "chengling"),
        }

    def test_the_marks_of_innovation_cases_are_what_stands_on_the_sheets(self) -> None:
        marked: dict[tuple[str, str, str], list[str]] = {}
        marks = CaseMark.objects.select_related("case__entity", "case__category__criterion", "reviewer")
        for mark in marks.order_by("case"):
            assert mark.case.category.criterion is not None
            place = (mark.case.category.criterion.address, mark.case.entity.key, mark.reviewer.key)
            marked.setdefault(place, []).append(mark.value)
        rows = Score.objects.filter(sheet__component__campaign__key=judged.KEY, criterion__address__startswith="7#")
        cells = rows.exclude(value="").values_list(
            "criterion__address", "sheet__entity__key", "sheet__reviewer__key", "value"
        )
        assert {place: ";".join(values) for place, values in marked.items()} == {
            (address, entity, reviewer): value for address, entity, reviewer, value in cells
        }
        prizes = CaseAward.objects.values_list("case__category__name_zh", "award")
        assert Counter(prizes) == dict.fromkeys(product(judged.TITLES, ("first", "second", "third")), 1)

    def test_the_evaluators_scores_are_theirs(self) -> None:
        linked = set(Reviewer.objects.filter(campaign__key="fujian-2019").values_list("key", "user__username"))
        assert linked == {("wen", "demo-wen"), ("jian", "demo-jian"), ("sang", "demo-sang")}
        assert not Reviewer.objects.filter(user=None).exists()

    def test_what_is_still_to_be_scored_waits_in_open_sheets(self) -> None:
        waiting = ScoreSheet.objects.filter(status=ScoreSheet.Status.OPEN)
        assert {sheet.component.campaign.key for sheet in waiting} == {"fujian-2019-departments"}
        found = Counter((sheet.reviewer.key, sheet.entity.key, sheet.round.key) for sheet in waiting)
        assert found == dict.fromkeys(SCRIPTS["fujian-2019-departments"].unstarted, 2)
        begun = Score.objects.filter(sheet__in=waiting).values_list("sheet__entity__key", "sheet__reviewer__key")
        assert set(begun) == {("qiaoliang", "sang")}  # by spreadsheet


@pytest.mark.django_db
def test_an_interrupted_load_is_finished_by_the_next_one() -> None:
    """And an account that was there keeps its password and gets no role for the installation."""
    User.objects.create_user("demo-admin", password="their own words")

    def stop_after_the_baseline(line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_demo(progress=stop_after_the_baseline)
    assert list(Campaign.objects.values_list("key", flat=True)) == ["fujian-2018"]
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert set(Campaign.objects.values_list("key", flat=True)) == {AGENCIES, *SCRIPTS}
    assert User.objects.get(username="demo-admin").check_password("their own words")
    assert not SiteRole.objects.filter(user__username="demo-admin").exists()
    assert "pingheng-demo-admin" not in out.getvalue()
    assert "demo-lead  pingheng-demo-lead" in out.getvalue()


@pytest.mark.django_db
def test_it_is_refused_in_production() -> None:
    with override_settings(PRODUCTION=True), pytest.raises(CommandError):
        call_command("load_demo")
    assert counts() == dict.fromkeys(counts(), 0)
