"""The pages of assignment and conflicts, as an administrator and an evaluator use them."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from assessment.campaigns.models import Assignment, Conflict, Membership
from assessment.core.models import User
from reviews.models import ScoreSheet
from tests.campaigns.people import Role, scoring
from tests.results.people import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/campaigns/demo/assignment/"
CONFLICTS = "/campaigns/demo/conflicts/"
COLUMNS = "entity,system,section,reviewer\n"


@pytest.fixture
def world():
    return scoring()


@pytest.fixture
def administrator(world):
    user = User.objects.create_user("admin")
    Membership.objects.create(campaign=world.campaign, user=user, role=Role.ADMINISTRATOR)
    browser = signed_in(user)
    browser.cookies["django_language"] = "en"
    yield browser
    translation.activate("zh-hans")


def hidden(content: str) -> dict[str, str]:
    """The hidden fields of the form that applies a plan."""
    form = content.split('name="digest"')[1].split("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    return {"digest": re.match(r' value="(\w+)"', form).group(1), **fields}


def upload(text: str) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("assignments.csv", text.encode())}


def messages(browser, answer) -> str:
    content = browser.get(answer.url).content.decode()
    return re.sub(r"<[^>]+>", "", content.split('role="status">')[1].split("</div></div>")[0]).strip()


def test_a_plan_is_shown_then_applied_as_it_was_shown(world, administrator):
    content = administrator.get(PAGE, {"unit": "entity", "k": "2", "seed": ""}).content.decode()
    assert "10 assignments are added, 0 taken back. Afterwards everybody has between 2 and 3." in content
    assert Assignment.objects.count() == 0
    answer = administrator.post(PAGE, hidden(content))
    assert messages(administrator, answer) == "Assignments changed: 10"
    assert (Assignment.objects.count(), ScoreSheet.objects.count()) == (10, 10)


def test_a_plan_that_is_no_longer_the_one_shown_is_not_applied(world, administrator):
    content = administrator.get(PAGE, {"unit": "entity", "k": "1", "seed": ""}).content.decode()
    world.entity("e", "戊市")
    answer = administrator.post(PAGE, hidden(content))
    assert messages(administrator, answer).startswith("Assignments have changed since this plan was shown.")
    assert Assignment.objects.count() == 0


def test_a_file_is_shown_as_a_plan_then_applied(world, administrator):
    content = administrator.post(f"{PAGE}file/", upload(f"{COLUMNS}a,sites,,ann\nd,media,1,ben\n")).content.decode()
    assert Assignment.objects.count() == 0
    administrator.post(PAGE, hidden(content))
    assert administrator.get(f"{PAGE}file/").content.decode("utf-8-sig") == f"{COLUMNS}a,sites,,ann\nd,media,1,ben\n"


def test_a_file_with_faults_is_refused_with_all_of_them(world, administrator):
    answer = administrator.post(f"{PAGE}file/", upload(f"{COLUMNS}a,sites,9,ann\nx,sites,,ann\n"))
    content = answer.content.decode()
    assert answer.status_code == 422
    assert [text in content for text in ("There is no section “9”", "There is no entity “x”")] == [True, True]


def test_by_hand_with_a_reason_when_refused(world, administrator):
    path = f"{PAGE}entities/a/"
    administrator.post(f"{path}additions/", {"place": "sites/2", "reviewer": "ann"})
    assert list(Assignment.objects.values_list("section", "reviewer__key")) == [("2", "ann")]
    Membership.objects.create(
        campaign=world.campaign, user=world.evaluators["ben"], role=Role.AGENCY, entity=world.entities["a"]
    )
    answer = administrator.post(f"{path}additions/", {"place": "sites", "reviewer": "ben"})
    assert messages(administrator, answer) == "ben may not score 甲市: represents this entity."
    administrator.post(f"{path}removals/", {"place": "sites/2", "reviewer": "ann"})
    assert Assignment.objects.count() == 0


def test_an_evaluator_declares_a_conflict_and_sees_only_their_own(world, administrator):
    ann = signed_in(world.evaluators["ann"])
    ann.post(CONFLICTS, {"reviewer": "ann", "entity": "乙市", "reason": "former post"})
    administrator.post(CONFLICTS, {"reviewer": "ben", "entity": "c", "reason": "kin"})
    stored = Conflict.objects.order_by("pk").values_list("reviewer__key", "entity__key", "source", "reason")
    assert list(stored) == [("ann", "b", "declared", "former post"), ("ben", "c", "declared", "kin")]
    assert [text in ann.get(CONFLICTS).content.decode() for text in ("former post", "kin")] == [True, False]
    assert [text in administrator.get(CONFLICTS).content.decode() for text in ("former post", "kin")] == [True, True]


def test_an_evaluator_declares_nothing_for_others(world, administrator):
    ann = signed_in(world.evaluators["ann"])
    assert ann.post(CONFLICTS, {"reviewer": "ben", "entity": "b"}).status_code == 422
    assert Conflict.objects.count() == 0


def test_a_list_of_conflicts_is_imported_once(world, administrator):
    text = "reviewer,entity,organisation,reason\nann,a,,\nben,,某局,kin\n"
    answer = administrator.post(f"{CONFLICTS}file/", upload(text))
    assert messages(administrator, answer) == "Conflicts added: 2"
    answer = administrator.post(f"{CONFLICTS}file/", upload(text))
    assert messages(administrator, answer) == "Conflicts added: 0"
    administrator.post(f"{CONFLICTS}{Conflict.objects.get(entity__key='a').pk}/withdrawal/")
    assert list(Conflict.objects.values_list("organisation", "source")) == [("某局", "imported")]
