"""``manage.py invite_account NAME --role security``: the first accounts of an installation, from its own shell."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from assessment.accounts.forms import clean_username
from assessment.accounts.services.accounts import invite_account
from assessment.accounts.services.invitations import link_of
from assessment.core.models import SiteRole
from assessment.core.services import audit


class Command(BaseCommand):
    help = "Make an account with a site role and print the link with which its owner sets a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", choices=SiteRole.Role.values, required=True)
        parser.add_argument("--name", default="")
        parser.add_argument("--organisation", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Who has the shell has everything; the trail says that it was not a security administrator."""
        try:
            username = clean_username(options["username"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        person = {"name": options["name"], "organisation": options["organisation"], "email": ""}
        with transaction.atomic():
            user, token = invite_account(username=username, **person, actor=None)
            SiteRole.objects.create(user=user, role=options["role"])
            after = {"role": options["role"]}
            audit.record(actor=None, verb="grant_role", object_type="account", object_key=username, after=after)
        self.stdout.write(_("Open this link and set the password: %(link)s") % {"link": link_of(token)})
