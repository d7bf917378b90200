"""What the commands that check a chain share: the head it is held against."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from assessment.core.services import heads


def add_head_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--head", type=Path, help="an exported head: what it names must still be there")


def exported_head(path: Path | None) -> dict[str, Any]:
    """The head in the file; {} where none is named. Raises CommandError for a file that is none."""
    if path is None:
        return {}
    try:
        return heads.read(path)
    except (OSError, heads.NoHeadError) as error:
        raise CommandError(_("%(path)s is no exported head.") % {"path": path}) from error
