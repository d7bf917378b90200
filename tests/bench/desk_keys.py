"""From key to paint, measured in the page by Chromium: ``python -m tests.bench.desk_keys ORIGIN`` reads the world from
standard input and prints JSON figures in milliseconds (docs/score-sheet.md says what the page measures).
"""

from __future__ import annotations

import json
import statistics
import sys
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support import chromium
from tests.support.found import Missing

MEASURED = "performance.getEntriesByName('pingheng-key-to-paint').map(entry => entry.duration)"
COLUMN_ROWS = 40


def opened(browser: Browser, origin: str, session: str, path: str) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "sessionid", "value": session, "url": origin}])
    page = context.new_page()
    page.goto(origin + path)
    page.wait_for_selector("#sheet[data-ready]")
    return page


def measured(page: Page, keys: list[str]) -> dict[str, float]:
    """Press ``keys`` as fast as a person can: eight a second. In a field only the key that ends a value is measured."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(125)
    taken: list[float] = page.evaluate(MEASURED)
    if len(taken) < len(keys) // 3:
        raise RuntimeError(f"{len(keys)} keys pressed, {len(taken)} measured")
    return {"p50": statistics.median(taken), "p95": statistics.quantiles(taken, n=20)[-1], "count": len(taken)}


def main(origin: str, world: dict[str, Any]) -> dict[str, Any]:
    try:
        program = chromium.find()
    except Missing as missing:
        return {"missing": str(missing)}
    with sync_playwright() as playwright:
        options = ["--no-sandbox"]  # as root Chromium starts only without it
        browser = playwright.chromium.launch(executable_path=program, args=options)
        keyed, first = world["keyed"], world["desks"][0]
        sheet = opened(browser, origin, keyed["session"], f"/sheets/{keyed['sheet']}/")
        column = opened(browser, origin, first["session"], f"/columns/{world['column']}")
        found = {
            "keys_sheet": measured(sheet, ["1", "2"] * 30),
            "keys_column": measured(column, [".", "5", "Enter"] * COLUMN_ROWS),
        }
        browser.close()
    return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], json.load(sys.stdin))))
