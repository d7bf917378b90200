"""The program of a child process (child.py): limits first, then one function, then its answer as a file.

Started as a script by its path, without Django and without the project's settings: nothing here imports the project
before the limits hold.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
from pathlib import Path
from typing import Any


class Refused(Exception):  # noqa: N818 - the answer to an input
    """Raised by a function that won't take its input: a code and plain values for the sentence about it."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def limit(seconds: int, memory: int, output: int) -> None:
    """Ceilings that this process can't lift again. The parent watches the clock."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    if sys.platform.startswith("linux"):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def call(request: dict[str, Any]) -> dict[str, Any]:
    """The answer to a request, as it is written for the parent."""
    module, _colon, name = request["function"].partition(":")
    function = getattr(importlib.import_module(module), name)
    try:
        return {"result": function(Path(request["path"]), Path(request["folder"]), **request["arguments"])}
    except Refused as refused:
        return {"refused": refused.code, "params": refused.params}
    except MemoryError:
        return {"refused": "memory", "params": {}}


def main() -> None:
    request = json.load(sys.stdin)
    limit(**request["limits"])
    # A function imports this module by its full name; let it find the class that is caught here.
    sys.modules["assessment.core.child_main"] = sys.modules["__main__"]
    sys.path.insert(0, sys.argv[1])
    answer = json.dumps(call(request), ensure_ascii=False)
    Path(request["answer"]).write_text(answer, encoding="utf-8")


if __name__ == "__main__":
    main()
