"""Results in a real browser, with a real worker: a run is watched to its end, a leaf opens where it stands."""

from __future__ import annotations

import csv
import re

from playwright.sync_api import expect

from scripts.screenshots import Shot

CAMPAIGN = "/campaigns/cstc-2019-local/"  # the fixture leaves it without a run
ENTITY = "/campaigns/fujian-2019/runs/1/entities/chengling/"
RANKING = "/campaigns/fujian-2019/runs/1/leagues/cities/"


def test_an_administrator_starts_a_run_watches_it_and_reads_the_ranking(opened):
    page = opened(Shot("campaign", CAMPAIGN), "zh-hans")
    page.get_by_role("button", name="开始测算").click()
    expect(page).to_have_url(re.compile(r"/campaigns/cstc-2019-local/jobs/\d+/$"))
    # The page asks for its fragment each second until the worker is done; nobody reloads it.
    expect(page.locator("#job")).to_contain_text("测算 #1 已完成", timeout=30_000)
    expect(page.locator("#job progress")).to_have_attribute("value", "100")
    assert page.locator("#job[hx-get]").count() == 0
    page.get_by_role("link", name="查看排名").click()
    expect(page.locator("h1")).to_have_text("省级")
    expect(page.locator("#ranking tbody tr").first).to_be_visible()
    expect(page.locator(".ph-bands")).to_contain_text("前3名：")

    page.goto(page.url.split("/campaigns/")[0] + CAMPAIGN)
    page.get_by_role("button", name="开始测算").click()
    expect(page.locator("#job")).to_contain_text("自测算 #1 以来没有变化", timeout=30_000)


def test_a_leaf_opens_below_its_row_and_closes_again(opened):
    page = opened(Shot("entity", ENTITY), "zh-hans")
    link = page.locator("a[data-leaf]").first
    row = page.locator("tr.ph-leaf").first
    expect(row).to_be_hidden()
    link.click()
    expect(row.locator(".ph-formula")).to_contain_text(" = 4 × ")
    expect(link).to_have_attribute("aria-expanded", "true")
    assert page.url.endswith(ENTITY)
    link.click()
    expect(row).to_be_hidden()
    link.focus()
    page.keyboard.press("Enter")
    expect(row.locator(".ph-formula")).to_be_visible()


def test_a_chart_is_drawn_and_downloads_as_picture_and_table(opened):
    page = opened(Shot("chart", f"{RANKING}?view=chart"), "zh-hans")
    expect(page.locator("[data-chart]")).to_have_attribute("data-drawn", "true")
    assert page.locator(".ph-chart canvas").count() == 1
    with page.expect_download() as picture:
        page.get_by_role("button", name="PNG").click()
    assert picture.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    with page.expect_download() as table:
        page.get_by_role("button", name="CSV").click()
    head, *lines = csv.reader(table.value.path().read_text(encoding="utf-8-sig").splitlines())
    assert (head[0], head[-1], len(lines)) == ("单位", "总分", 10)
    page.get_by_role("link", name="看表格").click()
    expect(page.locator("#ranking tbody tr")).to_have_count(10)
    shown = [row.split("\t")[0] for row in page.locator("#ranking tbody tr").all_inner_texts()]
    assert [line[0] for line in lines] == shown


def test_the_search_in_a_ranking_takes_pinyin(opened):
    page = opened(Shot("ranking", RANKING), "zh-hans")
    page.get_by_label("单位").fill("cheng2 ling3")
    page.get_by_role("button", name="显示").click()
    expect(page.locator("#ranking tbody tr")).to_have_count(1)
    expect(page.locator("#ranking tbody tr")).to_contain_text("澄岭市")
