"""Pages in a real browser, on the demonstration. The fixture ``page`` fails on CSP violations and foreign requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from scripts import screenshots
from scripts.screenshots import Shot
from tests.e2e.desk import Desk
from tests.support.browser import PageFaults
from tests.support.workbench import Workbench

Opened = Callable[[Shot, str], Page]


@pytest.fixture(scope="session")
def demo(live_workbench: Workbench) -> Workbench:
    """The demonstration, loaded once: systems, campaigns, accounts, the rankings of three campaigns, one published."""
    live_workbench.manage("load_systems")
    live_workbench.manage("load_demo")
    for campaign in ("fujian-2019", "cstc-2019"):
        live_workbench.manage("aggregate", campaign, "--wait")
    live_workbench.manage("publish_demo")
    live_workbench.manage("load_demo")  # what needs a run: appeals, of which one is upheld
    live_workbench.manage("aggregate", "fujian-2019", "--wait")
    return live_workbench


@pytest.fixture(scope="session")
def cookies_of(demo: Workbench, browser: Browser) -> Callable[[str], list[Any]]:
    """The cookies of a person of the demo; each signs in once."""
    known: dict[str, list[Any]] = {"": []}

    def cookies(user: str) -> list[Any]:
        if user not in known:
            context = browser.new_context()
            screenshots.sign_in(context, url=demo.url.rstrip("/"), user=user)
            known[user] = [cookie for cookie in context.cookies() if cookie["name"] != "django_language"]
            context.close()
        return known[user]

    return cookies


@pytest.fixture
def desk(live_workbench: Workbench, page: Page) -> Desk:
    """A fresh evaluator with sheets of their own."""
    return Desk(live_workbench, page)


@pytest.fixture
def opened(demo: Workbench, page: Page, cookies_of: Callable[[str], list[Any]], page_faults: PageFaults) -> Opened:
    """``opened(shot, language)``: the page of a shot as its person sees it."""

    def open_page(shot: Shot, language: str) -> Page:
        if shot.status >= 400:
            page_faults.expect(f"status of {shot.status}")
        page.emulate_media(reduced_motion="reduce", color_scheme="light")
        chosen = {"name": "django_language", "value": language, "url": demo.url}
        page.context.add_cookies([*cookies_of(shot.user), chosen])
        screenshots.open_shot(page, shot, url=demo.url.rstrip("/"))
        return page

    return open_page
