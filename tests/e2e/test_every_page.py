"""Every page of scripts/screenshots.py, in both languages, wide and on a phone.

That no page breaks the content security policy, logs an error or asks another host is held by the fixture ``page``.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from scripts.screenshots import LANGUAGES, PAGES, SIZES
from tests.e2e.reading import foreign, interface

every_page = pytest.mark.parametrize("shot", PAGES, ids=lambda shot: shot.name)
every_language = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)


@pytest.fixture
def barriers(page_faults):
    """``barriers(page)``: what axe finds serious or critical, as (rule, element)."""

    def find(page):
        assert page_faults.unexpected() == []
        page_faults.expect(
            "Content Security Policy"
        )  # axe itself tries inline styles: refused, and not the page's fault
        violations = Axe().run(page, options={"preload": False}).response["violations"]
        found = [violation for violation in violations if violation["impact"] in {"serious", "critical"}]
        return [(violation["id"], node["html"][:200]) for violation in found for node in violation["nodes"]]

    return find


def overflow(page):
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@every_page
@every_language
def test_a_page_can_be_used_by_everyone_at_every_width(opened, barriers, shot, language):
    page = opened(shot, language)
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        assert (width, overflow(page), barriers(page)) == (width, 0, [])


@every_page
def test_contrast_holds_in_the_dark(opened, barriers, shot):
    page = opened(shot, "zh-hans")
    page.emulate_media(color_scheme="dark")
    assert barriers(page) == []


@every_page
@every_language
def test_a_page_speaks_one_language_and_says_where_one_is(opened, shot, language):
    page = opened(shot, language)
    assert foreign(interface(page), language) == []
    assert page.evaluate("document.documentElement.lang") == {"zh-hans": "zh-Hans", "en": "en"}[language]
    assert [page.locator(mark).count() for mark in ("h1", "main", "main h1")] == [1, 1, 1]
    assert page.title().split(" · ")[0].strip() not in {"", "评衡", "Pingheng"}
