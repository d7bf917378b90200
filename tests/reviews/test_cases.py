"""Innovation cases: entered by agencies, marked by evaluators, feeding the bonus of their sheets."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assessment.campaigns.models import Campaign
from assessment.core.models import AuditEntry
from reviews.cases.models import CaseAward, CaseMark, InnovationCase
from reviews.cases.selectors import bonus_criteria, visible_cases
from reviews.cases.services.entering import USUAL, add_categories, attach_files, save_case, submit_case
from reviews.cases.services.marking import award_case, mark_case
from reviews.errors import LockedError, RefusedError
from reviews.evidence.selectors import visible_versions
from reviews.models import Score
from reviews.remit import remit_of
from reviews.running import running_score
from tests.reviews.evidence.samples import file_of
from tests.reviews.submissions.world import Agency, make_agency
from tests.reviews.world import client_of, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(settings, tmp_path) -> Agency:
    settings.MEDIA_ROOT = tmp_path / "files"
    return make_agency()


@pytest.fixture
def categories(agency):
    (criterion,) = bonus_criteria(agency.world.campaign)
    return add_categories(campaign=agency.world.campaign, names=USUAL, criterion=criterion, actor=agency.admin)


def enter(agency, category, title="一网通办", **more) -> InnovationCase:
    given = {"entity": agency.fresh().entity, "actor": agency.user, "summary": "做法", **more}
    return save_case(category=category, title=title, **given)


def scoring(case: InnovationCase) -> InnovationCase:
    Campaign.objects.update(phase="scoring")
    return InnovationCase.objects.select_related("entity__campaign", "category__criterion").get(pk=case.pk)


def test_marks_of_an_evaluator_become_the_items_of_their_own_sheet(agency, categories):
    cases = [submit_case(case=enter(agency, categories[n], f"例{n}"), actor=agency.user) for n in (1, 0)]
    first, second = (scoring(case) for case in cases)
    mark_case(case=first, value="1.5", comment="有新意", actor=fresh(agency.world.ann))
    mark_case(case=second, value="2", comment="", actor=fresh(agency.world.ann))
    mark_case(case=second, value="0.5", comment="", actor=fresh(agency.world.ben))
    cells = {row.sheet.reviewer.key: row.value for row in Score.objects.select_related("sheet__reviewer")}
    assert cells == {"ann": "2;1.5", "ben": "0.5"}  # in the order of categories
    sheet = agency.world.sheet()
    assert running_score(sheet, remit_of(sheet))["trees"][0]["nodes"]["2"]["score"] == "3.500000"
    mark_case(case=second, value="1", comment="", actor=fresh(agency.world.ann))
    assert Score.objects.get(sheet=agency.world.sheet()).value == "1;1.5"
    assert CaseMark.objects.count() == 3
    refused_values = {
        "2.5": "too_many_points",
        "七": "not_a_number",
        "-1": "negative",
        "1;1": "not_a_number",
        "": "not_a_number",
    }
    for value, code in refused_values.items():
        with pytest.raises(RefusedError) as refused:
            mark_case(case=second, value=value, comment="", actor=fresh(agency.world.ann))
        assert refused.value.code == code
    assert AuditEntry.objects.filter(verb="mark_case").count() == 4


def test_only_assigned_evaluators_mark_submitted_cases_while_their_sheet_is_open(agency, categories):
    draft = enter(agency, categories[0])
    case = submit_case(case=enter(agency, categories[0], "交"), actor=agency.user)
    draft, case = scoring(draft), scoring(case)
    for actor, chosen in [
        (agency.world.ann, draft),
        (agency.user, case),
        (agency.world.lead, case),
        (agency.admin, case),
    ]:
        with pytest.raises(PermissionDenied):
            mark_case(case=chosen, value="1", comment="", actor=fresh(actor))
    agency.world.campaign.assignments.filter(reviewer__user=agency.world.ben).delete()
    with pytest.raises(PermissionDenied):
        mark_case(case=case, value="1", comment="", actor=fresh(agency.world.ben))
    seen = {user: set(visible_cases(fresh(user), agency.world.campaign)) for user in (
        agency.user, agency.neighbour, agency.world.ann, agency.world.ben, agency.world.lead)}  # fmt: skip
    assert list(seen.values()) == [{draft, case}, set(), {case}, set(), {case}]


def test_a_submitted_case_with_its_files_never_changes(agency, categories):
    file = file_of(agency.row.entity, agency.user)
    case = enter(agency, categories[0])
    attach_files(case=case, versions=[file.pk], actor=agency.user)
    assert list(visible_versions(fresh(agency.world.ann))) == []
    submit_case(case=case, actor=agency.user)
    submit_case(case=case, actor=agency.user)
    assert list(visible_versions(fresh(agency.world.ann))) == [file]
    case = InnovationCase.objects.select_related("entity__campaign", "category").get(pk=case.pk)
    with pytest.raises((LockedError, PermissionDenied)):
        save_case(entity=case.entity, category=categories[1], title="x", summary="y", actor=agency.user, case=case)
    for statement in ("UPDATE cases_innovationcase SET title = 'x'", "DELETE FROM cases_casefile"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    other = file_of(agency.world.campaign.entities.get(key="e001"), agency.neighbour)
    with pytest.raises(RefusedError):
        attach_files(case=enter(agency, categories[0], "二"), versions=[other.pk], actor=agency.user)


def test_leads_and_administrators_give_awards_and_take_them_back(agency, categories):
    case = scoring(submit_case(case=enter(agency, categories[0]), actor=agency.user))
    award_case(case=case, award="first", actor=fresh(agency.world.lead))
    award_case(case=case, award="second", actor=fresh(agency.admin))
    assert CaseAward.objects.get().award == "second"
    award_case(case=case, award="", actor=fresh(agency.admin))
    assert CaseAward.objects.count() == 0
    with pytest.raises(RefusedError):
        award_case(case=case, award="golden", actor=fresh(agency.admin))
    for actor in (agency.user, agency.world.ann):
        with pytest.raises(PermissionDenied):
            award_case(case=case, award="first", actor=fresh(actor))


def test_the_pages_lead_an_agency_from_the_form_to_the_submitted_case(agency, categories):
    client, base = client_of(agency.user), f"/campaigns/{agency.world.campaign.key}"
    new = f"{base}/entities/e000/cases/"
    assert client.post(new, {"title": ""}).status_code == 422
    made = client.post(new, {"category": categories[0].pk, "title": "一件事", "summary": "做法"})
    case = InnovationCase.objects.get()
    path = f"{base}/cases/{case.pk}/"
    assert made.url == path
    file = file_of(agency.row.entity, agency.user)
    client.post(f"{path}files/", {"version": [file.pk]})
    client.post(f"{path}text/", {"category": categories[1].pk, "title": "两件事", "summary": "做法"})
    client.post(f"{path}submission/")
    case.refresh_from_db()
    assert (case.title, case.status, case.files.count()) == ("两件事", "submitted", 1)
    assert "两件事" in client.get(f"{base}/cases/").content.decode()
    assert client_of(agency.neighbour).get(path).status_code == 404
    assert client_of(agency.neighbour).get(new).status_code == 404


def test_the_list_needs_a_constant_number_of_queries(agency, categories):
    path, client = f"/campaigns/{agency.world.campaign.key}/cases/", client_of(agency.world.ann)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    submit_case(case=enter(agency, categories[0], "例"), actor=agency.user)
    count()
    few = count()
    for number in (1, 2):
        submit_case(case=enter(agency, categories[number], f"例{number}"), actor=agency.user)
    assert count() == few
