"""A campaign out of the database as a bundle: the same content gives the same bytes."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from assessment.bundles.outgoing import Outgoing
from assessment.bundles.source import CAMPAIGN
from assessment.bundles.tables import SCORES
from assessment.bundles.target import open_target
from assessment.campaigns.models import Campaign
from assessment.campaigns.rules import can_manage_campaign
from assessment.core.faults import Fault, FaultsError
from assessment.core.guard import guard
from assessment.core.models import User
from assessment.core.verdicts import require


@dataclass(frozen=True)
class Exported:
    """What an export wrote; ``left_out`` counts sheets that are not submitted, which a bundle can't hold."""

    scores: int
    left_out: int


def export_bundle(*, campaign: Campaign, path: Path, actor: User | None) -> Exported:
    """Write the campaign to ``path``, a new folder or a new .zip (by its suffix).

    ``actor`` None is the system. Raises FaultsError when the target is taken or the campaign is none that a bundle
    can hold, PermissionDenied. In one transaction, so that the files agree with each other.
    """
    if actor is not None:
        require(can_manage_campaign(actor, campaign))
    with transaction.atomic():
        if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return _write(Outgoing(campaign), path)


def _write(outgoing: Outgoing, path: Path) -> Exported:
    repeated = [key for key, count in Counter(plan.key for plan in outgoing.plans).items() if count > 1]
    if repeated:  # rows name a component by its system
        message = _("Two components are versions of %(system)s; a bundle can't tell them apart.")
        raise FaultsError([Fault(CAMPAIGN, 0, "components", message % {"system": repeated[0]})])
    scores = 0
    with open_target(path) as target:
        with target(CAMPAIGN) as stream:
            stream.write(outgoing.header())
        for name, text in outgoing.systems():
            with target(name) as stream:
                stream.write(text)
        for table, rows in outgoing.tables():
            with target(table.name) as stream:
                writer = csv.writer(stream)
                writer.writerow(table.columns)
                for count, row in enumerate(rows, start=1):
                    writer.writerow([guard(cell) for cell in row])
                    scores = count if table is SCORES else scores
        return Exported(scores=scores, left_out=outgoing.open_sheets())
