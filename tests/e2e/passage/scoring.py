"""Self-assessment with a receipt, scoring by keys, a proposed veto, a hearing, a settled disagreement."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.desk import saved
from tests.e2e.passage.beginning import NAME
from tests.e2e.passage.people import Person
from tests.reviews.evidence.samples import pdf

FILE = "整改报告.pdf"
#: Keys of the three criteria, in order: a check (y/n), then the number of a level (无, 半, 全).
BOTH = {"青川市": "y32", "白石市": "y33"}
FIRST, SECOND = {**BOTH, "云岭市": "y23"}, {**BOTH, "云岭市": "y13"}


def ready(page: Page) -> None:
    page.wait_for_selector("#sheet[data-ready]")


def assess_oneself(agency: Person) -> None:
    """Every criterion of one entity, with a file behind the first; submitted for a receipt in PDF."""
    page = agency.page
    agency.duty(NAME, "填写并提交自评")
    line = page.locator("section").filter(has_text="青川市")
    with page.expect_navigation():
        line.get_by_role("button", name="开始").click()
    ready(page)
    agency.read()
    for address, choice in (("2.1#1", "全"), ("1.1#2", "全"), ("1.1#1", "1")):
        page.locator("[data-part=tree]").get_by_text(f"指标{address[:3]}").click()
        row = page.locator(f"[id='{address}']")
        row.click()
        row.locator(f"button[data-value='{choice}']").click()
        row.locator("textarea").fill("专栏已建成并按时更新。")
    saved(page)
    page.locator(".ev-drop input[multiple]").set_input_files(
        [{"name": FILE, "mimeType": "application/pdf", "buffer": pdf()}]
    )
    expect(page.locator(".ev-piece:not(.ev-upload) .ev-name")).to_have_text([FILE])
    agency.button("提交自评").click()
    receipt = agency.link("回执（PDF）")
    with page.expect_download() as download:
        receipt.click()
    assert download.value.path().read_bytes()[:5] == b"%PDF-"


def score(evaluator: Person, keys: dict[str, str]) -> None:
    """Every sheet by the keyboard, from my work; submitted with Ctrl+Enter."""
    page = evaluator.page
    for entity, struck in keys.items():
        evaluator.duty(NAME, "填写并提交您的评分表")
        evaluator.link(entity).click()
        ready(page)
        evaluator.read()
        for key in struck:
            page.keyboard.press(key)
        saved(page)
        if entity == "白石市" and evaluator.username == "p-one":
            propose_veto(page)
        page.keyboard.press("Control+Enter")
        page.get_by_text("这张评分表已提交并锁定").wait_for()
    evaluator.campaign(NAME)
    evaluator.sees("您的 3 份评分表已全部提交")


def propose_veto(page: Page) -> None:
    page.keyboard.press("v")
    page.get_by_label("否决或不得分", exact=True).select_option("veto/V1/1")
    page.locator(".sh-proposal-form textarea").fill("三天打不开")
    page.locator(".sh-proposal-form button").click()
    expect(page.locator(".sh-proposal")).to_contain_text("三天打不开")
    page.keyboard.press("Escape")


def hear(lead: Person, agency: Person) -> None:
    """The agency is asked, answers, and a second person, who neither proposed nor scored, confirms."""
    lead.duty(NAME, "听取单位陈述")
    lead.page.locator("textarea[name=reason]").first.fill("评估期内连续三天无法访问。")
    lead.press("征询单位意见")
    lead.sees("单位")
    agency.duty(NAME, "请陈述申辩")
    agency.sees("评估期内连续三天无法访问")
    assert "三天打不开" not in agency.page.content()  # the evaluator's words stay inside
    agency.page.locator("textarea[name=statement]").fill("机房搬迁，已提前公告。")
    agency.press("提交陈述")
    lead.duty(NAME, "听取单位陈述")
    lead.sees("机房搬迁，已提前公告")
    lead.page.locator("form:has(button[value=confirmed]) textarea").fill("连续三天无法访问，公告不影响认定。")
    lead.press("确认否决")
    lead.campaign(NAME)
    expect(lead.page.locator(".cp-duties").get_by_text("听取单位陈述")).to_have_count(0)


def settle(lead: Person) -> None:
    """The one value on which the evaluators differ, with a reason."""
    lead.duty(NAME, "裁定尚存的评分分歧")
    rows = lead.page.locator(".ph-dispute")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("云岭市")
    field = rows.locator("[name=value], select").first
    field.fill("半") if field.evaluate("e => e.tagName") == "INPUT" else field.select_option("半")
    rows.locator("[name=reason]").fill("专栏有内容，更新不及时。")
    lead.press("裁定")
    lead.sees(re.compile("没有|无"))
