"""Speaking to the person at the terminal."""

from __future__ import annotations

from collections.abc import Mapping


def language(env: Mapping[str, str], *, default: str) -> str:
    """English where the locale says so, else ``default``: an unset or "C" locale tells nothing about its reader."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = env.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else default
    return default
