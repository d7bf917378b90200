"""``manage.py verify_audit``: walk the audit trail and name the first bad entry."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assessment.core.models import AuditEntry
from assessment.core.services.audit import first_bad_entry


class Command(BaseCommand):
    help = "Check the hash chain of the audit trail."

    def handle(self, *args: Any, **options: Any) -> None:
        bad = first_bad_entry()
        if bad is not None:
            raise CommandError(_("Audit entry %(sequence)s is bad: %(fault)s.") % {"sequence": bad[0], "fault": bad[1]})
        self.stdout.write(_("%(count)s audit entries, all good.") % {"count": AuditEntry.objects.count()})
