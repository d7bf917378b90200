"""Who evaluates beside another role learns nothing of others before the own work is handed in (quality.md §2)."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.campaigns.models import Assignment, Campaign, Membership, Reviewer
from assessment.core.models import SiteRole, User
from assessment.results import rules, shelf
from assessment.results.selectors import visible_runs
from indicators.models import Criterion
from reviews.models import Score, ScoreChange, ScoreSheet
from reviews.selectors import visible_sheets
from reviews.services.packing import pack_sheets
from tests.bundles.samples import FILES, write_bundle
from tests.matrix import MATRIX
from tests.results.people import account, computed, imported, signed_in
from tests.results.test_secrecy import VARYING

pytestmark = pytest.mark.django_db
ROLES = ("administrator", "lead", "auditor")
LINK = re.compile(r'href="(/[^"#]*)')
NONCE = re.compile(r'nonce="[^"]+"')
MOST_PAGES = 120


@pytest.fixture
def campaign(tmp_path) -> Campaign:
    shelf.clear()
    made = imported(write_bundle(tmp_path / "own", FILES))
    Campaign.objects.filter(pk=made.pk).update(phase="scoring")
    computed(made)
    return made


def seated(campaign: Campaign, role: str, *, entity: str = "e1", sheet: bool = True) -> User:
    """Somebody who holds ``role`` and is to score ``entity``; ``sheet`` False: assigned only."""
    user = account(f"both-{role}", campaign=campaign, role=role)
    reviewer = Reviewer.objects.create(campaign=campaign, key=user.username, user=user)
    component = campaign.components.order_by("position")[0]
    place = {"component": component, "entity": campaign.entities.get(key=entity), "reviewer": reviewer}
    Assignment.objects.create(campaign=campaign, **place)
    if sheet:
        ScoreSheet.objects.create(round=campaign.rounds.order_by("position")[0], **place)
    return user


def everything(browser: Client, campaign: Campaign) -> dict[str, str]:
    """What the person gets at every address of the access matrix and every link from there, tokens left out."""
    entity, system = "e1", "sites"
    arguments = {
        "results:run": [campaign.key, 1],
        "results:leagues": [campaign.key, 1],
        "results:ranking": [campaign.key, 1, "all"],
        "results:entity": [campaign.key, 1, entity],
        "results:leaf": [campaign.key, 1, entity, system, "1.1"],
        "results:job": [campaign.key, campaign.runs.get(number=1).job_id],
        **{f"exports:download {form}": [campaign.key, 1, form] for form in ("json", "csv", "xlsx")},
        "work:progress_entity": [campaign.key, entity],
        "campaigns:assignment_entity": [campaign.key, entity],
    }
    for name, row in MATRIX.items():
        room = name.partition(":")[0]
        is_shown = not row.statuses["own"]["GET"].startswith("405")
        if room in ("campaigns", "analysis", "results", "work") and row.address in ("", "campaign") and is_shown:
            arguments[name] = [campaign.key] if row.address else []
    todo = ["/search/?q=e1", "/search/?q=e2"]
    todo += [reverse(name.partition(" ")[0], args=given) for name, given in arguments.items()]
    todo += [f"/sheets/{pk}/" for pk in ScoreSheet.objects.filter(entity__key=entity).values_list("pk", flat=True)]
    todo += [f"/api{path}" for path in todo if path.startswith("/sheets/")]
    found: dict[str, str] = {}
    while todo and len(found) < MOST_PAGES:
        path = todo.pop(0)
        if path in found or path.startswith(("/sign-", "/static/", "/indicators/", "/language/", "/account/")):
            continue
        response = browser.get(path)
        body = response.getvalue().decode("utf-8", "replace")
        for pattern in (*VARYING, NONCE):
            body = pattern.sub("", body)
        found[path] = f"{response.status_code} {response.headers.get('Location', '')} {body}"
        todo += LINK.findall(body)
    return found


def change_hidden(campaign: Campaign) -> None:
    """Another reviewer's submitted value and comment of e1 become others; a run is made of them."""
    first = campaign.components.order_by("position")[0]
    criterion = Criterion.objects.get(version=first.version_id, address="1.1#1")
    score = Score.objects.filter(
        sheet__entity__key="e1", sheet__component=first, sheet__status="submitted", criterion=criterion, channel=""
    )
    sheets = ScoreSheet.objects.select_related("component__version")
    sheet = sheets.get(pk=score.order_by("pk").values("sheet")[:1])
    ScoreSheet.objects.filter(pk=sheet.pk).update(status="open")
    changed = Score.objects.filter(sheet=sheet, criterion=criterion).update(value="0.123", comment="CANARY")
    assert changed == 1
    (pack,) = pack_sheets([sheet])
    ScoreSheet.objects.filter(pk=sheet.pk).update(status="submitted", pack=pack)
    shelf.clear()
    computed(campaign)


@pytest.mark.parametrize("role", ROLES)
def test_nothing_that_somebody_with_open_work_gets_depends_on_a_hidden_value(campaign, role):
    """In the phase in which blockers tell of disagreements and stale runs, too."""
    Campaign.objects.filter(pk=campaign.pk).update(phase="reconciliation")
    browser = signed_in(seated(campaign, role))
    before = everything(browser, campaign)
    change_hidden(campaign)
    assert everything(browser, campaign) == before


def test_the_same_change_shows_to_a_lead_who_scores_nothing(campaign):
    """Or else the test above would prove nothing."""
    browser = signed_in(account("only-lead", campaign=campaign, role="lead"))
    before = everything(browser, campaign)
    change_hidden(campaign)
    after = everything(browser, campaign)
    differing = {path for path in before if before[path] != after[path]}
    assert {f"/campaigns/{campaign.key}/runs/", f"/campaigns/{campaign.key}/"} <= differing
    assert any(path.startswith("/api/sheets/") for path in differing)


@pytest.mark.parametrize("sheet", [True, False], ids=["an open sheet", "an assignment without a sheet"])
def test_results_and_sheets_are_kept_back_with_a_reason_until_the_work_is_handed_in(campaign, sheet):
    user = seated(campaign, "lead", sheet=sheet)
    browser = signed_in(user)
    answer = browser.get(f"/campaigns/{campaign.key}/runs/1/leagues/all/", headers={"accept-language": "en"})
    assert answer.status_code == 403
    assert not visible_runs(fresh(user)).exists()
    theirs = visible_sheets(fresh(user)).exclude(reviewer__user=user)
    assert set(theirs.values_list("entity__key", flat=True)) == {"e2"}
    assert "once all your own sheets are submitted" in answer.content.decode()
    hand_in(user)
    assert browser.get(f"/campaigns/{campaign.key}/runs/1/leagues/all/").status_code == 200
    assert visible_runs(fresh(user)).count() == 1
    assert set(visible_sheets(fresh(user)).values_list("entity__key", flat=True)) == {"e1", "e2"}


def test_a_sheet_that_was_taken_away_hides_its_entity_but_not_the_campaign(campaign):
    """It can neither be filled in nor handed in; it could be assigned again."""
    user = seated(campaign, "lead")
    Assignment.objects.filter(reviewer__user=user).delete()
    browser = signed_in(user)
    paths = ("leagues/all/", "entities/e2/", "entities/e1/", "entities/e1/leaves/sites/1.1/")
    statuses = [browser.get(f"/campaigns/{campaign.key}/runs/1/{path}").status_code for path in paths]
    assert statuses == [200, 200, 403, 403]
    assert set(visible_sheets(fresh(user)).exclude(reviewer__user=user).values_list("entity__key", flat=True)) == {"e2"}


def test_open_work_in_one_campaign_hides_nothing_of_another(campaign, tmp_path):
    other = imported(write_bundle(tmp_path / "other", renamed(FILES)))
    user = seated(campaign, "lead")
    Membership.objects.create(campaign=other, user=user, role="lead")
    assert not rules.can_view_runs(fresh(user), campaign)
    assert rules.can_view_runs(fresh(user), other)


def test_an_administrator_of_the_installation_is_as_blind(campaign):
    user = seated(campaign, "evaluator")
    SiteRole.objects.create(user=user, role=SiteRole.Role.ADMINISTRATOR)
    assert not rules.can_view_runs(fresh(user), campaign)
    assert not visible_runs(fresh(user)).exists()


@pytest.mark.parametrize("page", ["results/run", "results/entityresult", "results/leaguerank", "reviews/scorechange"])
def test_the_administration_of_the_installation_keeps_it_back_too(campaign, page):
    user = seated(campaign, "lead")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    browser, staff = signed_in(fresh(user)), account("staff")
    User.objects.filter(pk=staff.pk).update(is_staff=True, is_superuser=True)
    change_of_e1(campaign, staff)
    assert rows_of(signed_in(fresh(staff)), page) > rows_of(browser, page) == 0


def change_of_e1(campaign: Campaign, actor: User) -> None:
    sheet = ScoreSheet.objects.filter(entity__key="e1", entity__campaign=campaign, status="submitted").order_by("pk")[0]
    criterion = Criterion.objects.filter(version=sheet.component.version_id)[0]
    stated = {"operation": uuid4(), "base_version": 0, "version": 1, "at": timezone.now(), "actor": actor}
    ScoreChange.objects.create(sheet=sheet, criterion=criterion, **stated)


def rows_of(browser: Client, page: str) -> int:
    answer = browser.get(f"/admin/{page}/")
    assert answer.status_code == 200
    return answer.context["cl"].result_count


def renamed(files: dict[str, str]) -> dict[str, str]:
    return {**files, "campaign.yaml": files["campaign.yaml"].replace("key: demo\n", "key: second\n")}


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def hand_in(user: User) -> None:
    """Everything of the account is submitted, with whatever stands on it."""
    Assignment.objects.filter(reviewer__user=user).exclude(
        entity__in=ScoreSheet.objects.filter(reviewer__user=user).values("entity")
    ).delete()
    sheets = list(ScoreSheet.objects.filter(reviewer__user=user).select_related("component__version"))
    for sheet, pack in zip(sheets, pack_sheets(sheets), strict=True):
        ScoreSheet.objects.filter(pk=sheet.pk).update(status="submitted", pack=pack)
