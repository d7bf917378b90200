"""The score sheet under the hands: keys, input methods, saving, no network, another tab, a lost sign-in."""

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import Hand, saved, says, state
from tests.e2e.sheets import PASSWORD

#: The comments that the browser holds. The answer comes behind all that was being written when it was asked for.
KEPT = """() => new Promise((resolve) => {
  const database = indexedDB.open("pingheng-scores");
  database.onsuccess = () => {
    const records = database.result.transaction("operations").objectStore("operations").getAll();
    records.onsuccess = () => resolve(records.result.map(({ comment }) => comment));
  };
})"""


def test_sixty_criteria_are_filled_in_by_the_keyboard_in_75_strokes(desk):
    page = desk.open("keyed")
    hand = Hand(page)
    expected = []
    for number in range(60):
        if number % 2 == 0:  # a check
            hand.press("1") if number % 4 else hand.press("y")
            expected.append("1")
        elif number % 3 == 0:
            hand.full_width("2")
            expected.append("半")
        else:
            hand.press("Numpad3")
            expected.append("全")
        if number == 7:  # a comment in the midst, and back to the row
            hand.press("c")
            hand.compose("queyemian", "缺页面")
            hand.press("Escape")
    saved(page)
    assert page.locator("[data-part=count]").inner_text() == "60/60"
    assert desk.values() == expected
    assert [comment for _address, _value, comment in desk.cells() if comment] == ["缺页面"]
    assert hand.strokes <= 75


def test_what_an_input_method_composes_is_no_command(desk):
    page = desk.open("keyed")
    hand = Hand(page)
    before = page.url
    hand.compose("xyjn1", "")
    assert (page.url, page.locator("[data-part=count]").inner_text()) == (before, "0/60")


def test_each_of_the_eight_rules_takes_a_value_by_keys(desk):
    page = desk.open("every")
    keys = page.keyboard
    hand = Hand(page)
    keys.type(".7")  # rating
    keys.press("Enter")
    keys.press("n")  # check
    keys.press("2")  # levels
    for digit in "3":
        hand.full_width(digit)
    keys.type("/4")  # proportion
    keys.press("Enter")
    keys.type("2")  # tiers
    keys.press("Enter")
    keys.type("1")  # tally
    keys.press("Enter")
    keys.type("12")  # count
    keys.press("Enter")
    keys.press("x")  # N/A
    keys.press("1")
    keys.press("0")  # a rating of 0 is a score
    keys.press("Enter")
    saved(page)
    stored = {address: value for address, value, _comment in desk.cells()}
    tally = stored.pop("1.1#6")
    assert sorted(tally.split(";")) in (["a=0", "zz=1"], ["a=1", "zz=0"])
    assert stored == {
        "1.1#1": "0.7",
        "1.1#2": "0",
        "1.1#3": "完全（好）",
        "1.1#4": "3/4",
        "1.1#5": "2",
        "1.1#7": "12",
        "2.1#1": "NA",
        "2.1#2": "无",
        "2.1#3": "0",
    }


def test_empty_zero_and_not_applicable_look_and_stay_different(desk):
    page = desk.open("keyed")
    for key in ("n", "x", "y"):
        page.keyboard.press(key)
    saved(page)
    for key in ("k", "Delete"):
        page.keyboard.press(key)
    expect(page.locator("[data-part=count]")).to_have_text("2/60")
    saved(page)
    shown = page.locator(".sh-value").all_inner_texts()[:4]
    assert shown == ["不符合", "不适用", "未评", "未评"]
    assert desk.values() == ["0", "NA", ""]
    page.reload()
    page.wait_for_selector("#sheet[data-ready]")
    assert page.locator(".sh-value").all_inner_texts()[:4] == shown


def test_what_is_no_value_is_shown_kept_and_not_sent(desk):
    page = desk.open("every")
    page.keyboard.type("7.5")
    page.keyboard.press("Enter")
    assert (
        page.locator(".sh-field .ph-field-error").inner_text() == "这不是该评估要点的有效值；内容留在这里，尚未发送。"
    )
    page.wait_for_timeout(900)
    assert desk.cells() == []
    page.reload()
    page.wait_for_selector("#sheet[data-ready]")
    assert page.locator(".sh-number").input_value() == "7.5"


def test_forty_changes_without_a_network_wait_and_go_out_when_it_is_back(desk, page_faults):
    page_faults.expect("ERR_INTERNET_DISCONNECTED")
    page = desk.open("keyed")
    page.context.set_offline(True)
    for number in range(40):
        page.keyboard.press("1" if number % 2 == 0 else "3")
    says(page, "网络已断开。保留在本浏览器中的改动：40")
    assert desk.cells() == []
    page.context.set_offline(False)
    saved(page)
    assert desk.values() == ["1", "全"] * 20


def test_a_tab_that_was_closed_leaves_its_changes_to_the_next(desk, page_faults):
    page_faults.expect("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    page = desk.open("every")
    page.route("**/cells/", lambda route: route.abort())
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    page.keyboard.press("y")
    page.keyboard.press("c")
    page.keyboard.type("half a sen")
    says(page, "保留在本浏览器中的改动")
    assert "half a sen" in page.evaluate(KEPT)  # the browser has written down the last key
    page.close(run_before_unload=False)
    other = desk.second_tab()
    saved(other)
    assert desk.cells() == [("1.1#1", "0.5", ""), ("1.1#2", "1", ""), ("1.1#3", "", "half a sen")]


def test_a_lost_answer_is_asked_for_again_and_counts_once(desk, page_faults):
    page_faults.expect("ERR_FAILED")
    page = desk.open("keyed")
    lost = []

    def lose(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())  # the server has saved it
            route.abort()

    page.route("**/cells/", lose)
    page.keyboard.press("1")
    saved(page)
    assert (len(lost), lost[0].status, desk.values()) == (1, 200, ["1"])
    assert page.locator("[data-state=conflict]").count() == 0


def test_an_expired_sign_in_keeps_what_is_typed_until_it_is_renewed(desk, page_faults):
    page_faults.expect("status of 401")
    page = desk.open("keyed")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("1")
    page.keyboard.press("2")
    says(page, "登录已失效。保留在本浏览器中的改动：2")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="重新登录").click()
    other = opened.value
    other.fill("input[name=username]", desk.name)
    other.fill("input[name=password]", PASSWORD)
    other.click("main button[type=submit]")
    other.wait_for_selector("#sheet[data-ready]")
    page.bring_to_front()
    saved(page)
    assert desk.values() == ["1", "半"]


def test_two_tabs_follow_each_other(desk):
    page = desk.open("keyed")
    other = desk.second_tab()
    page.bring_to_front()
    page.keyboard.press("1")
    saved(page)
    value = other.locator("[id='1.1#1'] .sh-value")
    expect(value).to_have_text("符合")
    other.bring_to_front()
    other.keyboard.press("j")
    other.keyboard.press("3")
    saved(other)
    assert (value.inner_text(), desk.values()) == ("符合", ["1", "全"])


@pytest.mark.parametrize(("button", "kept"), [("保留我的", "0"), ("采用他处", "1")])
def test_two_tabs_on_one_cell_show_both_values_and_a_person_decides(desk, page_faults, button, kept):
    page_faults.expect("ERR_FAILED")
    page = desk.open("keyed")
    other = desk.second_tab()
    other.route("**/cells/", lambda route: route.abort())
    other.keyboard.press("0")
    says(other, "保留在本浏览器中的改动：1")
    page.bring_to_front()
    page.keyboard.press("1")
    saved(page)
    other.bring_to_front()
    other.unroute("**/cells/")
    quarrel = other.locator("[id='1.1#1'] .sh-quarrel")
    quarrel.locator("dd").first.wait_for()
    assert quarrel.locator("dd").all_inner_texts() == ["不符合", "符合", "未评"]
    assert (state(other, "1.1#1"), desk.values()) == ("conflict", ["1"])
    quarrel.get_by_role("button", name=button).click()
    if kept == "0":
        saved(other)
    assert other.locator("[data-state=conflict]").count() == 0
    assert desk.values() == [kept]


def test_single_keys_can_be_moved_and_switched_off(desk):
    page = desk.open("keyed")
    page.keyboard.press("Shift+Slash")
    page.locator("[data-action=next]").click()
    page.keyboard.press("w")
    page.keyboard.press("Escape")
    here = page.url
    page.keyboard.press("j")
    assert page.url == here
    page.keyboard.press("w")
    assert page.url != here
    page.keyboard.press("Shift+Slash")
    page.get_by_label("启用单键快捷键").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    assert page.locator("[data-part=count]").inner_text() == "0/60"


def test_full_marks_for_a_leaf_are_taken_back_by_one_button(desk):
    page = desk.open("keyed")
    page.keyboard.press("n")
    page.keyboard.press("Shift+M")
    assert page.locator("[data-part=count]").inner_text() == "10/60"
    page.get_by_role("button", name="撤销").click()
    saved(page)
    assert page.locator("[data-part=count]").inner_text() == "1/60"
    assert [value for value in desk.values() if value] == ["0"]


def test_submitting_lists_the_gaps_as_links_and_locks_the_sheet(desk, page_faults):
    page_faults.expect("status of 422")
    page = desk.open("keyed")
    for number in range(58):
        page.keyboard.press("1" if number % 2 == 0 else "3")
    page.keyboard.press("Control+Enter")
    gap = page.locator(".sh-gaps a")
    expect(gap).to_have_text(["2.3#9", "2.3#10"])
    page.keyboard.press("Shift+K")
    gap.first.click()
    page.keyboard.press("1")
    expect(gap).to_have_text(["2.3#10"])
    expect(page.get_by_text("还有 1 处未填写。")).to_be_visible()
    page.keyboard.press("3")
    expect(gap).to_have_count(0)
    page.keyboard.press("Control+Enter")
    page.get_by_text("这张评分表已提交并锁定").wait_for()
    page.wait_for_selector("#sheet[data-ready]")
    page.keyboard.press("1")
    assert page.locator(".sh-choices button").first.is_disabled()
    assert desk.values() == ["1", "全"] * 30
