"""How xdist shares the tests out: whole files, the slow ones first, and the browser tests in two halves.

(``--dist loadgroup`` would be the tool, but pytest 9.2 ignores the node ids that xdist 3.8 writes its groups into.)
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling

BROWSER_PLACES = ("tests/e2e/", "tests/house/test_pages.py")  # a live workbench serves each half
CHINESE_WALK = "[chromium-zh-"  # the longest of them: every page in Chinese


class FileScheduling(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(BROWSER_PLACES):
            return "browser: every page in Chinese" if CHINESE_WALK in nodeid else "browser: the others"
        return nodeid.split("::", 1)[0]


def slow_first(items: list[pytest.Item]) -> None:
    """Order the files: browser tests, then those with a broker, then the others; inside a file nothing changes."""
    ranks: dict[str, int] = {}
    for item in items:
        rank = 0 if item.get_closest_marker("browser") else 1 if item.get_closest_marker("redis") else 2
        file = item.nodeid.split("::", 1)[0]
        ranks[file] = min(rank, ranks.get(file, rank))
    items.sort(key=lambda item: ranks[item.nodeid.split("::", 1)[0]])
