"""Every page of scripts/screenshots.py, in both languages, wide and on a phone.

That no page breaks the content security policy, logs an error or asks another host is held by the fixture ``page``.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from scripts.screenshots import LANGUAGES, PAGES, SIZES
from tests.e2e.reading import foreign, interface

every_page = pytest.mark.parametrize("shot", PAGES, ids=lambda shot: shot.name)
every_language = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)


# What axe checks of WCAG 2.2 AA; its "best practice" rules are slow on long tables and nothing we promise.
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHECKED_WIDTH = {"zh-hans": 1280, "en": 390}  # each width and each language once; the rules know no language


@pytest.fixture
def barriers(page_faults):
    """``barriers(page, only=…)``: what axe finds serious or critical, as (rule, element); ``only`` names rules."""

    def find(page, only=()):
        assert page_faults.unexpected() == []
        page_faults.expect(
            "Content Security Policy"
        )  # axe itself tries inline styles: refused, and not the page's fault
        wanted = {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": WCAG}
        options = {"preload": False, "resultTypes": ["violations"], "runOnly": wanted}
        violations = Axe().run(page, options=options).response["violations"]
        found = [violation for violation in violations if violation["impact"] in {"serious", "critical"}]
        return [(violation["id"], node["html"][:200]) for violation in found for node in violation["nodes"]]

    return find


def overflow(page):
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def assert_it_speaks(page, language):
    """One language, and it says which; one heading, one main part, a title of its own."""
    assert foreign(interface(page), language) == []
    assert page.evaluate("document.documentElement.lang") == {"zh-hans": "zh-Hans", "en": "en"}[language]
    assert [page.locator(mark).count() for mark in ("h1", "main", "main h1")] == [1, 1, 1]
    assert page.title().split(" · ")[0].strip() not in {"", "评衡", "Pingheng"}


@every_page
@every_language
def test_a_page_can_be_used_by_everyone_at_every_width_and_in_the_dark(opened, barriers, shot, language):
    page = opened(shot, language)  # loaded once for all that follows: this is the longest of all tests
    assert_it_speaks(page, language)
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        assert (width, overflow(page)) == (width, 0)
        if width == CHECKED_WIDTH[language]:
            assert (width, barriers(page)) == (width, [])
    if language == "zh-hans":
        page.emulate_media(color_scheme="dark")
        assert barriers(page, only=["color-contrast"]) == []
