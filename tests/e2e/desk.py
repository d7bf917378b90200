"""An evaluator at a score sheet or a column in the browser: fresh worlds, hands on the keyboard, what is stored."""

from __future__ import annotations

import re
from itertools import count

from playwright.sync_api import Page, expect

from tests.e2e.sheets import PASSWORD
from tests.support.workbench import Workbench

NAMES = (f"eva{number}" for number in count())


class Desk:
    """``open("keyed")``: a fresh evaluator's sheet of that shape in the page; ``cells()``: what is stored."""

    def __init__(self, workbench: Workbench, page: Page) -> None:
        self.workbench, self.page = workbench, page

    def open(self, shape: str, language: str = "zh-hans", sheets: int = 1, column: str = "") -> Page:
        """``column``: the address of a criterion whose column to open instead of the sheet, or the code of a leaf."""
        self.name = next(NAMES)
        said = self.shell(f"make({self.name!r}, {shape!r}, {sheets})")
        self.sheets = [int(number) for number in re.findall(r"^sheet (\d+)$", said, re.M)]
        self.columns = dict(re.findall(r"^column (\S+) (\S+)$", said, re.M))
        self.address = self.columns[column] if column else f"/sheets/{self.sheets[0]}/"
        chosen = {"name": "django_language", "value": language, "url": self.workbench.url}
        self.page.context.add_cookies([chosen])
        self.sign_in(self.page)
        self.go(self.page)
        return self.page

    def shell(self, call: str) -> str:
        return self.workbench.manage("shell", "-v0", "-c", f"from tests.e2e import sheets; sheets.{call}")

    def sign_in(self, page: Page) -> None:
        page.goto("/sign-in/")
        page.fill("input[name=username]", self.name)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(re.compile(r"^(?!.*/sign-in/)"))

    def go(self, page: Page) -> None:
        page.goto(self.address)
        page.wait_for_selector("#sheet[data-ready]")

    def second_tab(self) -> Page:
        page = self.page.context.new_page()
        self.go(page)
        return page

    def cells(self) -> list[tuple[str, str, str]]:
        """(address, value, comment) of the stored cells, in document order."""
        rows = [line.split("|") for line in self.shell(f"values({self.sheets[0]})").splitlines() if "cell|" in line]
        return [(address, value, comment) for _cell, address, _channel, value, comment, _version in rows]

    def down(self, address: str) -> list[str]:
        """The values of a criterion on all sheets, "" where nothing is stored, in the order of the sheets."""
        rows = [
            line.split("|") for line in self.shell(f"down({self.name!r}, {address!r})").splitlines() if "down|" in line
        ]
        held = {int(sheet): value for _down, sheet, value in rows}
        return [held.get(sheet, "") for sheet in self.sheets]

    def values(self) -> list[str]:
        return [value for _address, value, _comment in self.cells()]


def saved(page: Page, *, seconds: float = 10) -> None:
    """Wait until nothing is on its way."""
    said = re.compile("^(已保存|Saved) ")
    expect(page.locator("[data-part=status]")).to_have_text(said, timeout=1000 * seconds)


def says(page: Page, text: str) -> None:
    expect(page.locator("[data-part=status]")).to_contain_text(text)


def state(page: Page, place: str) -> str | None:
    return page.locator(f"[id='{place}']").get_attribute("data-state")


class Hand:
    """Counts what is struck."""

    def __init__(self, page: Page) -> None:
        self.page, self.strokes = page, 0
        self.devtools = page.context.new_cdp_session(page)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.strokes += 1

    def full_width(self, digit: str) -> None:
        """A digit as an input method in full-width mode sends it."""
        sign = chr(ord(digit) + 0xFEE0)
        key = {"key": sign, "code": f"Digit{digit}", "windowsVirtualKeyCode": ord(digit)}
        self.devtools.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": sign, **key})
        self.devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
        self.strokes += 1

    def compose(self, letters: str, text: str) -> None:
        """Pinyin: each letter is a key that the input method takes for itself (229), then the text comes."""
        for end in range(1, len(letters) + 1):
            code = f"Key{letters[end - 1].upper()}"
            self.devtools.send(
                "Input.dispatchKeyEvent",
                {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process", "code": code},
            )
            shown = {"selectionStart": end, "selectionEnd": end, "text": letters[:end]}
            self.devtools.send("Input.imeSetComposition", shown)
            self.strokes += 1
        self.devtools.send("Input.insertText", {"text": text})
        self.strokes += 1
