"""What a room lets rooms above add to it: functions they register, without it knowing them.

finding = Hooks[Finder]()      # in the room below; each use is a loop over it

@claims.finding                # in a module that the AppConfig.ready of the room above imports
def claims_of_submitted(...): ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

Hook = TypeVar("Hook", bound=Callable[..., Any])


class Hooks(Generic[Hook]):
    """The registered functions, in the order in which they came, each once."""

    def __init__(self) -> None:
        self._kept: list[Hook] = []

    def __call__(self, hook: Hook) -> Hook:
        if hook not in self._kept:
            self._kept.append(hook)
        return hook

    def __iter__(self) -> Iterator[Hook]:
        return iter(self._kept)
