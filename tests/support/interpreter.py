"""``python -m tests.support.interpreter``: management commands of one installation, one after another in one process.

A line of JSON on stdin is the arguments of a command, a line of JSON on stdout what it printed, or how it failed.
To start Django anew for each command would take longer than most tests.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import traceback

import django


def answer(arguments: list[str]) -> dict[str, str]:
    from django.core.management import call_command
    from django.db import connections

    said, failed = io.StringIO(), ""
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            call_command(*arguments)
        except (Exception, SystemExit):  # told to the test, which fails with it
            failed = traceback.format_exc()
    connections.close_all()
    return {"said": said.getvalue(), "failed": failed}


def main() -> None:
    django.setup()
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
