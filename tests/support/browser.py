"""What must never happen on a page, whatever a test looks at."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

LOCAL_SCHEMES = {"data", "blob", "about"}


class PageFaults:
    """Collects console errors (CSP violations among them), uncaught exceptions, answers of 500 and above, and requests
    to another host than ``origin``. ``expect`` allows what a test provokes on purpose."""

    def __init__(self, origin: str) -> None:
        self.host = urlsplit(origin).netloc
        self.seen: list[str] = []
        self._expected: list[re.Pattern[str]] = []

    def expect(self, pattern: str) -> None:
        """Allow faults whose text contains ``pattern`` (a regular expression), such as ``"status of 409"``."""
        self._expected.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        return [text for text in self.seen if not any(pattern.search(text) for pattern in self._expected)]

    def watch(self, context: BrowserContext) -> None:
        """Every page of the context, those it opens later included."""
        context.on("page", self._watch_page)
        context.on("request", self._on_request)
        context.on("response", self._on_response)

    def _watch_page(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.seen.append(f"uncaught: {error}"))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            place = message.location
            self.seen.append(f"console: {message.text} ({place.get('url')}:{place.get('lineNumber')})")

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in LOCAL_SCHEMES and address.netloc != self.host:
            self.seen.append(f"request to another host: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500:
            self.seen.append(f"answered {response.status}: {response.url}")
