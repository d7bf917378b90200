"""Downloads: those who see all results, nobody else; as attachments, in the reader's language."""

import io
import json

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from assessment.campaigns.models import Membership
from assessment.core.models import Job, SiteRole, User
from assessment.core.services import jobs
from assessment.exports.selectors import workbook_of
from assessment.exports.services import CONTENT_TYPES, FORMATS
from assessment.results import rules
from tests.exports.campaigns import sample_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.EXPORT_ROOT = tmp_path / "exports"


@pytest.fixture
def run(tmp_path):
    return sample_run(tmp_path)


def signed_in(client, campaign, role=None):
    user = User.objects.create_user("someone", password="x")
    if role == "agency":
        entity = campaign.entities.first()
        Membership.objects.create(campaign=campaign, user=user, role=role, entity=entity)
    elif role:
        Membership.objects.create(campaign=campaign, user=user, role=role)
    client.force_login(user)
    return user


def url(run, format="json", number=None):
    return f"/campaigns/{run.campaign.key}/runs/{number or run.number}/results.{format}"


def body(response):
    return b"".join(response.streaming_content)


def test_the_address_stands_beside_the_page_of_the_run(run):
    arguments = {"key": run.campaign.key, "number": run.number}
    address = reverse("exports:download", kwargs={**arguments, "format": "xlsx"})
    assert address == reverse("results:run", kwargs=arguments) + "results.xlsx"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("role", ["administrator", "lead", "auditor"])
def test_it_is_an_attachment_of_its_own_kind(client, run, format, role):
    signed_in(client, run.campaign, role)
    response = client.get(url(run, format))
    assert response.status_code == 200
    assert response["Content-Type"] == CONTENT_TYPES[format]
    assert response["Content-Disposition"] == f'attachment; filename="demo-run-1.{format}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert int(response["Content-Length"]) == len(body(response))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("role", ["evaluator", "agency"])
def test_who_holds_another_role_is_told_why_not(client, run, format, role):
    user = signed_in(client, run.campaign, role)
    response = client.get(url(run, format))
    assert response.status_code == 403
    with translation.override("zh-hans"):
        assert rules.can_view_runs(user, run.campaign).reason in response.content.decode()


def test_who_may_not_see_results_does_not_learn_which_runs_there_are(client, run):
    signed_in(client, run.campaign, "evaluator")
    assert client.get(url(run, number=77)).status_code == 403


@pytest.mark.parametrize("format", FORMATS)
def test_a_stranger_finds_nothing(client, run, format):
    signed_in(client, run.campaign)
    assert client.get(url(run, format)).status_code == 404


def test_the_security_administrator_finds_nothing(client, run):
    SiteRole.objects.create(user=signed_in(client, run.campaign), role=SiteRole.Role.SECURITY)
    assert client.get(url(run)).status_code == 404


def test_who_is_not_signed_in_is_led_to_the_door(client, run):
    response = client.get(url(run))
    assert (response.status_code, response["Location"]) == (302, f"{reverse('sign_in')}?next={url(run)}")


def test_other_runs_formats_and_verbs_are_not_there(client, run):
    signed_in(client, run.campaign, "administrator")
    assert client.get(url(run, number=2)).status_code == 404
    assert client.get(url(run, "xls")).status_code == 404
    assert client.post(url(run)).status_code == 405


def test_the_stored_workbook_is_handed_out_as_it_is(client, run):
    jobs.run(Job.objects.get(kind="export").pk)
    signed_in(client, run.campaign, "lead")
    stored = workbook_of(run)
    stored.write_bytes(b"the stored one")
    assert body(client.get(url(run, "xlsx"))) == b"the stored one"


def test_a_reader_of_english_gets_an_english_workbook(client, run):
    jobs.run(Job.objects.get(kind="export").pk)
    signed_in(client, run.campaign, "lead")
    response = client.get(url(run, "xlsx"), headers={"accept-language": "en"})
    book = openpyxl.load_workbook(io.BytesIO(body(response)))
    assert book.sheetnames[0] == "Cover"


def test_a_download_writes_nothing(client, run, settings):
    signed_in(client, run.campaign, "administrator")
    before = list(Job.objects.values_list("pk", "status"))
    for format in FORMATS:
        body(client.get(url(run, format)))
    assert list(Job.objects.values_list("pk", "status")) == before
    assert not settings.EXPORT_ROOT.exists()


def test_json_is_that_of_the_run_asked_for(client, run):
    signed_in(client, run.campaign, "auditor")
    document = json.loads(body(client.get(url(run))))
    assert (document["campaign"], document["run"]) == ("demo", "1")
    assert [entity["entity"] for entity in document["entities"]] == ["e1", "e2"]
