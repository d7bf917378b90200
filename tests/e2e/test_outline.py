"""The tree of a version: levels, folding, filter, anchors."""

import pytest

from scripts.screenshots import Shot

VERSION = Shot("version", "/indicators/", follow=("tr:has-text('fujian-2019-sites-local') a",))


@pytest.fixture
def page_of_version(opened):
    return opened(VERSION, "zh-hans")


def shown(page):
    """The codes of the visible indicators, and how many leaves show their criteria."""
    rows = page.locator("[data-outline] tbody tr:visible")
    codes = rows.evaluate_all("rows => rows.map(row => row.dataset.code ?? '')")
    return [code for code in codes if code], codes.count("")


def test_everything_is_shown_at_first(page_of_version):
    codes, criteria = shown(page_of_version)
    assert criteria == 52
    assert codes == page_of_version.locator("[data-code]").evaluate_all("rows => rows.map(row => row.dataset.code)")


def test_a_level_shows_the_tree_down_to_it(page_of_version):
    page_of_version.get_by_role("button", name="1 级").click()
    assert shown(page_of_version) == (["1", "2", "3", "4", "5"], 0)
    page_of_version.get_by_role("button", name="2 级").click()
    codes, criteria = shown(page_of_version)
    assert (max(code.count(".") for code in codes), criteria) == (1, 0)


def test_a_branch_unfolds_from_a_level(page_of_version):
    page_of_version.get_by_role("button", name="1 级").click()
    page_of_version.get_by_role("button", name="2 的下级内容", exact=True).click()
    assert shown(page_of_version) == (["1", "2", "2.1", "2.2", "3", "4", "5"], 0)
    page_of_version.get_by_role("button", name="2 的下级内容", exact=True).click()
    assert shown(page_of_version) == (["1", "2", "3", "4", "5"], 0)


def test_the_filter_keeps_what_stands_above_a_hit(page_of_version):
    box = page_of_version.get_by_placeholder("按编码或文字筛选")
    box.fill("2.2 新闻发布会")
    codes, criteria = shown(page_of_version)
    assert (codes, criteria) == (["2", "2.2"], 1)
    assert page_of_version.locator("[data-count]").inner_text() == "显示 2 项指标"
    box.fill("")
    assert len(shown(page_of_version)[0]) == page_of_version.locator("[data-code]").count()


def test_a_link_to_a_folded_criterion_opens_the_way_to_it(page_of_version):
    page_of_version.get_by_role("button", name="1 级").click()
    page_of_version.get_by_role("link", name="4.4.1#4").click()
    page_of_version.locator("[id='i-4.4.1-4']").wait_for()  # the browser tells of the new address a moment later
    assert {"4", "4.4", "4.4.1"} <= set(shown(page_of_version)[0])


def test_an_address_with_an_anchor_opens_at_its_criterion(page_of_version):
    page_of_version.goto(page_of_version.url + "#i-4.4.1-4")
    page_of_version.reload()
    top = page_of_version.locator("[id='i-4.4.1-4']").evaluate("element => element.getBoundingClientRect().top")
    assert 78 <= top < 800
