"""A whole campaign with six people, from the draft to the published revision, in Chinese and by the pages alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.passage import beginning, closing, scoring
from tests.e2e.passage.people import Person
from tests.e2e.passage.world import CAST


@pytest.fixture
def people(live_workbench, new_context, page_faults):
    """The six, each at a browser of their own; what no page may do is watched at all of them."""
    live_workbench.manage("shell", "-v0", "-c", "from tests.e2e.passage import world; world.make()")
    page_faults.expect("status of 422")  # the wrong password
    found = {}
    for username in CAST:
        context = new_context()
        page_faults.watch(context)
        found[username.removeprefix("p-")] = Person.at(context, username)
    yield found
    assert page_faults.unexpected() == []
    assert {said for person in found.values() for said in person.foreign} == set()


def test_a_campaign_goes_from_its_draft_to_a_published_revision(people, page, tmp_path):
    admin, security, lead, agency = (people[name] for name in ("admin", "security", "lead", "agency"))
    beginning.set_up(admin)
    beginning.give_roles(security, admin)
    for name in ("lead", "one", "two"):
        people[name].sign_in()  # a role that shows scores begins with a sign-in
    beginning.assign(admin)
    beginning.move_on(admin, "自评")
    scoring.assess_oneself(agency)
    beginning.move_on(admin, "打分", despite="其余单位不参加自评。")
    scoring.score(people["one"], scoring.FIRST)
    scoring.score(people["two"], scoring.SECOND)
    scoring.hear(lead, agency)
    beginning.move_on(admin, "复核")
    scoring.settle(lead)
    closing.run(admin, "开始首次测算", 1)
    beginning.move_on(admin, "初步结果")
    closing.read_result(agency, "75.00")
    beginning.move_on(admin, "申诉")
    closing.appeal(agency)
    closing.uphold(lead)
    closing.compare(lead)
    beginning.move_on(admin, "最终结果")
    closing.publish(admin, lead)
    closing.read_as_public(page, tmp_path)
    beginning.move_on(admin, "已归档")
    expect(admin.page.locator(".cp-present .cp-name")).to_have_text("已归档")
