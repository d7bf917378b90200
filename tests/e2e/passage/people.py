"""A person at a browser of their own, in Chinese: signs in once, then only clicks and types."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.reading import foreign, interface
from tests.e2e.sheets import PASSWORD

NewContext = Callable[..., BrowserContext]


@dataclass
class Person:
    """``page`` stays the same from act to act. What the pages say in another language is collected in ``foreign``."""

    username: str
    page: Page
    foreign: set[str]

    @classmethod
    def at(cls, context: BrowserContext, username: str) -> Person:
        person = cls(username, context.new_page(), set())
        person.page.set_default_timeout(10_000)
        person.sign_in()
        return person

    def sign_in(self) -> None:
        self.page.goto("/sign-in/")
        self.page.get_by_label("用户名").fill(self.username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.button("登录").click()
        self.page.wait_for_url(re.compile(r"^(?!.*/sign-in/)"))

    # --- where to click -----------------------------------------------------------------------------------------------
    def link(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("link", name=name).first

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True).first

    def follow(self, *names: str) -> None:
        """Through links, each on the page before; what every page says is read."""
        for name in names:
            self.link(name).click()
            self.read()

    def press(self, name: str) -> None:
        """A button that sends a form; the page after it is read."""
        with self.page.expect_navigation():
            self.button(name).click()
        self.read()

    def fill(self, **fields: str) -> None:
        """Fields by their labels: ``fill(理由="…")``; a choice is chosen by its words."""
        for label, text in fields.items():
            field = self.page.get_by_label(label).first
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(label=text)
            else:
                field.fill(text)

    # --- what stands there --------------------------------------------------------------------------------------------
    def read(self) -> None:
        """Once the page is there: everything of its interface is Chinese."""
        self.page.wait_for_load_state()
        self.foreign.update(f"{self.page.url}: {sentence}" for sentence in foreign(interface(self.page), "zh-hans"))

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def reload_until_gone(self, text: str, *, times: int = 200) -> None:
        """What a job is still to do, as somebody sees it who loads the page again."""
        for _time in range(times):
            if not self.page.get_by_text(text).count():
                return
            self.page.reload()
        raise AssertionError(f"after {times} times the page still says {text!r}")

    def campaign(self, name: str) -> None:
        """To the home of a campaign: by its rail where one is in it, else by the list."""
        if self.page.locator("#rail").get_by_text(name).count():
            self.follow("概览")
        else:
            self.page.goto("/")
            self.follow("评估批次", name)

    def duty(self, campaign: str, words: str) -> None:
        """What waits for this person on the campaign's home, and there by its link."""
        self.campaign(campaign)
        self.page.locator(".cp-duties").get_by_role("link", name=words).first.click()
        self.read()
