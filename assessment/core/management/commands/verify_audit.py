"""``manage.py verify_audit [--head FILE]``: walk the audit trail and name the first bad entry."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assessment.core.management.exported import add_head_argument, exported_head
from assessment.core.models import AuditEntry
from assessment.core.services import audit, heads


class Command(BaseCommand):
    help = "Check the hash chain of the audit trail, and that nothing was cut off since a head was exported."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_head_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        stated = exported_head(options["head"])
        bad = audit.first_bad_entry(exported=heads.audit_head(stated) if stated else None)
        if bad is not None:
            raise CommandError(_("Audit entry %(sequence)s is bad: %(fault)s.") % {"sequence": bad[0], "fault": bad[1]})
        self.stdout.write(_("%(count)s audit entries, all good.") % {"count": AuditEntry.objects.count()})
