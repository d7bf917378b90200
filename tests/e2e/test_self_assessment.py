"""An agency answers on a phone: files survive a lost connection and a reload, what is hostile is refused, a receipt."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.desk import saved
from tests.e2e.sheets import PASSWORD
from tests.reviews.evidence.samples import pdf, png
from tests.support.workbench import Workbench


@pytest.fixture
def agency(live_workbench: Workbench, page: Page) -> tuple[Workbench, Page, int]:
    """A signed-in agency on its phone, at its self-assessment."""
    pk = int(re.search(r"^self (\d+)$", shell(live_workbench, "make('self-agency')"), re.M)[1])
    page.set_viewport_size({"width": 390, "height": 844})
    page.context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": live_workbench.url}])
    page.goto("/sign-in/")
    page.fill("input[name=username]", "self-agency")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"^(?!.*/sign-in/)"))
    go(page, pk)
    return live_workbench, page, pk


def go(page: Page, pk: int) -> None:
    page.goto(f"/self-assessments/{pk}/")
    page.wait_for_selector("#sheet[data-ready]")


def shell(workbench: Workbench, call: str) -> str:
    return workbench.manage("shell", "-v0", "-c", f"from tests.e2e import agencies; agencies.{call}")


def stored(workbench: Workbench, pk: int, kind: str) -> list[list[str]]:
    lines = shell(workbench, f"stored({pk})").splitlines()
    return [line.split("|")[1:] for line in lines if line.startswith(f"{kind}|")]


def file(name: str, data: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def test_an_agency_answers_with_evidence_over_a_bad_line_and_gets_a_receipt(agency, page_faults):
    workbench, page, pk = agency
    page_faults.expect("ERR_FAILED")
    page_faults.expect("status of 422")  # the picture that is none, and the submission with gaps
    page.get_by_role("button", name="符合", exact=False).first.click()
    page.locator(".sh-row textarea").first.fill("专栏已建")
    saved(page)
    # A picture of three pieces; the line breaks after the first one, and stays broken over a reload.
    picture = png(size=(1500, 1200), form="BMP")
    page.route(re.compile(r"/api/uploads/.*offset=[1-9]"), lambda route: route.abort())
    page.locator(".ev-drop input[multiple]").set_input_files([file("首页.bmp", picture)])
    expect(page.locator(".ev-upload[data-state=paused]")).to_have_count(1)
    page.reload()
    page.wait_for_selector("#sheet[data-ready]")
    expect(page.locator(".ev-upload")).to_have_count(1)
    page.unroute_all()
    expect(page.locator(".ev-piece:not(.ev-upload) .ev-name")).to_have_text(["首页.bmp"], timeout=20_000)
    assert stored(workbench, pk, "file") == [["1.1#1", "首页.bmp", str(len(picture))]]
    # Several at once; one is refused for what it is.
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    page.locator(".ev-drop input[multiple]").set_input_files([file("报告.pdf", pdf()), file("图.png", svg)])
    expect(page.locator(".ev-piece:not(.ev-upload) .ev-name")).to_have_text(["首页.bmp", "报告.pdf"], timeout=20_000)
    expect(page.locator(".ev-upload[data-state=refused] .ph-field-error")).to_contain_text("网页和 SVG")
    # Looked at in place.
    page.get_by_role("button", name="报告.pdf").click()
    expect(page.locator("img.ev-page")).to_have_count(2)
    expect(page.locator("img.ev-page").first).to_have_js_property("naturalWidth", 1000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # What is missing is named; then it is submitted.
    page.get_by_role("button", name="提交自评").click()
    page.locator(".sh-gaps a").click()
    page.locator(".sh-open button[data-value=全]").click()
    page.locator(".sh-open textarea").fill("已做")
    saved(page)
    page.get_by_role("button", name="提交自评").click()
    expect(page.get_by_role("link", name="回执（PDF）")).to_be_visible()
    assert stored(workbench, pk, "answer") == [["1.1#1", "1", "专栏已建"], ["2.1#1", "全", "已做"]]
    assert stored(workbench, pk, "status") == [["submitted", "1"]]
