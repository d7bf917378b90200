"""The frame under the hands: keys, menus, the language switch, the clipboard."""

import pytest

from scripts.screenshots import Shot

LIBRARY = Shot("library", "/indicators/")
VERSION = Shot("version", "/indicators/", follow=("tr:has-text('fujian-2019-sites-local') a",))


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('name') ?? document.activeElement.className")


def test_the_slash_goes_to_the_search_but_not_while_typing(opened):
    page = opened(LIBRARY, "zh-hans")
    page.keyboard.press("Slash")
    assert focused(page) == "q"
    page.keyboard.type("a/b")
    assert page.input_value("input[name=q]") == "a/b"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=a%2Fb")
    assert "没有找到" in page.locator("main").inner_text()


def test_the_first_tab_leads_past_the_frame(opened):
    page = opened(LIBRARY, "zh-hans")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_person_menu_opens_closes_and_signs_out(opened, page_faults):
    page = opened(LIBRARY, "zh-hans")
    button, menu = page.locator("[popovertarget=person-menu]"), page.locator("#person-menu")
    button.click()
    assert menu.is_visible()
    page.keyboard.press("Escape")
    assert menu.is_hidden()


def test_the_menu_is_a_sheet_on_a_phone_icons_on_a_tablet_and_words_on_a_screen(opened):
    page = opened(LIBRARY, "zh-hans")
    rail, word = page.locator("#rail"), page.locator("#rail a span").first
    page.set_viewport_size({"width": 1280, "height": 800})
    assert rail.bounding_box()["width"] == 200
    page.set_viewport_size({"width": 1000, "height": 800})
    assert rail.bounding_box()["width"] == 49
    assert word.bounding_box()["width"] <= 1
    page.set_viewport_size({"width": 390, "height": 844})
    assert rail.is_hidden()
    page.get_by_role("button", name="菜单").click()
    assert word.bounding_box()["width"] > 20
    page.mouse.click(380, 400)
    assert rail.is_hidden()


@pytest.mark.parametrize(("start", "button", "after"), [("zh-hans", "English", "en"), ("en", "中文", "zh-Hans")])
def test_the_language_switch_stays_on_the_page(opened, start, button, after):
    page = opened(VERSION, start)
    address = page.url
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()
    assert (page.url, page.evaluate("document.documentElement.lang")) == (address, after)


def test_a_hash_is_copied_whole_and_said_so(opened):
    page = opened(VERSION, "zh-hans")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制内容摘要").click()
    page.wait_for_function("document.querySelector('[data-copied]').textContent === '已复制'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".ind-facts .ph-hash").get_attribute("title")
    assert len(copied) == 64


def test_the_headings_of_a_long_table_stay_under_the_top_bar(opened):
    page = opened(VERSION, "zh-hans")
    page.mouse.wheel(0, 1500)
    page.wait_for_function("scrollY > 1000")
    tops = page.evaluate(
        "['.ph-top', '.ind-tree thead th'].map(s => document.querySelector(s).getBoundingClientRect().top)"
    )
    assert tops == [0, 48]


def test_paper_shows_the_page_without_the_frame(opened):
    page = opened(VERSION, "zh-hans")
    page.emulate_media(media="print", color_scheme="dark")
    hidden = [page.locator(part).is_hidden() for part in (".ph-top", "#rail", ".ind-tools", ".ph-actions")]
    assert hidden == [True] * 4
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.ph-table td')).backgroundColor")
        == "rgb(255, 255, 255)"
    )


def test_a_refused_sign_in_is_told_in_the_colour_of_refusals(page, demo):
    page.goto("/sign-in/")
    page.fill("input[name=username]", "nobody")
    page.fill("input[name=password]", "wrong")
    page.click("main button[type=submit]")
    colours = page.locator("[role=alert] .ph-notice").evaluate(
        """notice => {
          const style = getComputedStyle(notice);
          return [style.getPropertyValue("--state"), style.getPropertyValue("--veto")];
        }"""
    )
    assert colours == ["#b3261e", "#b3261e"]


@pytest.mark.parametrize(("language", "missing"), [("zh-hans", "请填写此项。"), ("en", "Please fill in this field.")])
def test_what_a_field_lacks_is_said_below_it_in_the_language_of_the_page(opened, language, missing):
    page = opened(Shot("accounts-new", "/accounts/new/", user="security"), language)
    page.locator("main form button[type=submit]").first.click()
    said = page.locator("main form [data-of-field]")
    assert missing in said.all_inner_texts()
    field = page.locator("main form :invalid:not(fieldset)").first
    assert field.evaluate("field => document.activeElement === field")
    assert field.get_attribute("aria-errormessage") == said.first.get_attribute("id")
    count = said.count()
    field.fill("somebody")
    assert said.count() == count - 1


def test_a_day_chosen_in_the_calendar_is_written_the_same_in_both_languages(opened):
    page = opened(Shot("phase-plan", "/campaigns/fujian-2019-departments/phases/plan/"), "zh-hans")
    written = page.locator("[data-picker=datetime-local]").first
    # The calendar itself belongs to the browser and can't be reached; what it gives comes as a change.
    native = written.locator("xpath=../input[@data-native]")
    native.evaluate(
        "field => { field.value = '2026-12-07T18:00'; field.dispatchEvent(new Event('change', {bubbles: true})); }"
    )
    assert written.input_value() == "2026-12-07 18:00"
    written.locator("xpath=../button").click()
    assert native.input_value() == "2026-12-07T18:00"
