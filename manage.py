#!/usr/bin/env python
"""Django's command line for 评衡 Pingheng."""

import os
import sys
from pathlib import Path

LOCALE = Path(__file__).resolve().parent / "locale"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    from assessment.core.messages import compile_catalogues

    if os.access(LOCALE, os.W_OK):  # an image is compiled when it is built, and read-only afterwards
        compile_catalogues(LOCALE)  # before Django reads them
    from assessment.core.commandline import run

    run(sys.argv)


if __name__ == "__main__":
    main()
