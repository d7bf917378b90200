"""Down a column under the hands: a hundred sites by the keyboard, outages, conflicts, what hangs on a row."""

import re

from playwright.sync_api import expect

from tests.e2e.desk import Hand, saved, says

ROWS = ".co-row"


def row(page, number):
    """The row of a site by its place in the table, from 1."""
    return page.locator(ROWS).nth(number - 1)


def count_of(page):
    return page.locator("[data-part=count]").inner_text()


def sheet_of(page, number):
    """The id of the sheet in a row."""
    return int(re.search(r"/sheets/(\d+)/", row(page, number).locator("th a").get_attribute("href")).group(1))


def test_a_hundred_sites_are_scored_by_one_key_each_and_the_next_criterion_follows(desk):
    page = desk.open("keyed", sheets=100, column="1.1#2")
    page.evaluate("window.stayed = true")
    hand = Hand(page)
    order = [sheet_of(page, number) for number in range(1, 101)]
    expected = {}
    for number, sheet in enumerate(order):
        if number % 10 == 3:
            hand.full_width("2")
            expected[sheet] = "半"
        elif number % 10 == 7:
            hand.press("x")
            expected[sheet] = "NA"
        else:
            hand.press("1" if number % 2 else "3")
            expected[sheet] = "无" if number % 2 else "全"
    saved(page, seconds=60)
    assert (count_of(page), hand.strokes) == ("100/100", 100)
    assert desk.down("1.1#2") == [expected[sheet] for sheet in desk.sheets]
    assert page.evaluate("performance.getEntriesByName('pingheng-key-to-paint').length") == 100
    page.keyboard.press("Shift+J")
    expect(page.locator("h1")).to_have_text("1.1#3")
    assert [sheet_of(page, number) for number in range(1, 101)] == order
    assert (count_of(page), page.evaluate("window.stayed")) == ("0/100", True)
    page.keyboard.press("y")
    saved(page)
    page.go_back()
    expect(page.locator("h1")).to_have_text("1.1#2")
    assert (count_of(page), desk.down("1.1#3").count("1")) == ("100/100", 1)


def test_figures_go_down_by_enter_and_the_next_unfinished_site_stays_in_the_column(desk):
    page = desk.open("every", sheets=5, column="1.1#1")
    for text in (".7", "0", "100"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.keyboard.press("j")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    page.keyboard.press("u")  # the fourth was left out
    page.keyboard.press("c")
    page.keyboard.type("slow")
    page.keyboard.press("Escape")
    saved(page)
    assert page.locator(f"{ROWS}[aria-current] td").first.inner_text() == "4"
    assert page.locator(".sh-value").all_inner_texts() == ["0.7", "0", "1", "0.5"]
    page.get_by_label("仅未评").check()
    expect(page.locator(f"{ROWS}:visible")).to_have_count(1)
    page.get_by_label("仅未评").uncheck()
    page.keyboard.press("/")
    page.keyboard.type("qingchuanshi3")
    page.keyboard.press("Enter")
    assert page.locator(f"{ROWS}:visible").locator("th a").all_inner_texts() == ["青川市3"]
    page.get_by_label("查找站点").fill("")
    stored = dict(zip(desk.sheets, desk.down("1.1#1"), strict=True))
    assert [stored[sheet_of(page, number)] for number in range(1, 6)] == ["0.7", "0", "1", "", "0.5"]


def test_a_column_keeps_everything_through_an_outage_a_closed_tab_and_a_locked_sheet(desk, page_faults):
    page_faults.expect("ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of 409")
    page = desk.open("keyed", sheets=5, column="1.1#1")
    page.context.set_offline(True)
    for key in ("y", "n", "y"):
        page.keyboard.press(key)
    says(page, "网络已断开。保留在本浏览器中的改动：3")
    assert desk.down("1.1#1") == [""] * 5
    page.close(run_before_unload=False)
    desk.page.context.set_offline(False)
    other = desk.second_tab()
    saved(other)
    first, locked, last = (sheet_of(other, number) for number in (1, 4, 5))
    desk.shell(f"submit({locked})")
    other.keyboard.press("y")  # begins at the first that is empty: the fourth
    other.keyboard.press("n")
    says(other, "评分表已提交")
    expect(row(other, 5).locator(".sh-saved")).to_be_visible()
    stored = dict(zip(desk.sheets, desk.down("1.1#1"), strict=True))
    assert (stored[first], stored[locked], stored[last]) == ("1", "", "0")
    other.reload()
    other.wait_for_selector("#sheet[data-ready]")
    row(other, 4).click()
    assert row(other, 4).locator(".sh-choices button").first.is_disabled()


def test_a_conflict_with_the_sheet_opens_under_its_row(desk, page_faults):
    page_faults.expect("ERR_FAILED")
    page = desk.open("keyed", sheets=2, column="1.1#1")
    page.route("**/cells/", lambda route: route.abort())
    page.keyboard.press("n")
    says(page, "保留在本浏览器中的改动：1")
    sheet = page.context.new_page()
    sheet.goto(row(page, 1).locator("th a").get_attribute("href"))
    sheet.wait_for_selector("#sheet[data-ready]")
    sheet.keyboard.press("1")
    saved(sheet)
    page.bring_to_front()
    page.unroute("**/cells/")
    quarrel = page.locator(".co-below .sh-quarrel")
    quarrel.locator("dd").first.wait_for()
    assert quarrel.locator("dd").all_inner_texts() == ["不符合", "符合", "未评"]
    quarrel.get_by_role("button", name="保留我的").click()
    saved(page)
    assert sorted(desk.down("1.1#1")) == ["", "0"]
    expect(sheet.locator("[id='1.1#1'] .sh-value")).to_have_text("不符合")  # the sheet follows the column


def test_the_columns_are_reached_from_the_sheet_and_from_my_work(desk):
    page = desk.open("every", sheets=3)
    page.get_by_role("link", name="本要点·全部站点").click()
    page.wait_for_selector("#sheet[data-ready]")
    assert (page.url.split("#")[1], page.locator("h1").inner_text()) == (str(desk.sheets[0]), "1.1#1")
    page.get_by_role("link", name="我的工作").last.click()
    page.get_by_role("link", name="2 一级2").click()
    page.wait_for_selector("#sheet[data-ready]")
    assert (page.locator("h1").inner_text(), page.locator(ROWS).count()) == ("2.1 指标2.1", 9)
    page.keyboard.press("y")
    page.keyboard.press("1")
    saved(page)
    assert (count_of(page), page.locator(".sh-value").all_inner_texts()[:2]) == ("2/9", ["符合", "无"])


def test_last_campaigns_value_is_shown_once_a_site_is_scored(desk):
    page = desk.open("every", sheets=2, column="1.1#1")
    desk.shell(f"before({desk.name!r}, '1.1#1', ['0.31', '0.32'])")
    page.reload()
    page.wait_for_selector("#sheet[data-ready]")
    beside = page.locator("tbody .co-beside")
    past = {desk.sheets[0]: "0.31", desk.sheets[1]: "0.32"}
    first, second = past[sheet_of(page, 1)], past[sheet_of(page, 2)]
    assert beside.all_inner_texts() == ["", ""]
    assert not {first, second} & set(re.findall(r"0\.3\d", page.content()))
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    saved(page)
    expect(beside).to_have_text([first, ""])
    page.keyboard.press("k")
    expect(page.locator(".sh-aside").first).to_contain_text("上年批次")
    page.goto(row(page, 2).locator("th a").get_attribute("href"))
    page.wait_for_selector("#sheet[data-ready]")
    assert page.locator(".sh-aside").inner_text() == ""
    page.keyboard.type("0.9")
    page.keyboard.press("Enter")
    saved(page)
    page.keyboard.press("k")
    expect(page.locator(".sh-evidence .sh-aside")).to_contain_text(second)
