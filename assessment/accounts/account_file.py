"""Accounts and roles from a file: read, tried, and only then kept; all of it or nothing.

Columns: username, name, organisation, email, campaign, role, entity. A row makes an account, or names one that is there
(its name may then stay empty), and asks for a role in a campaign, or with no campaign for one of the installation.
The preview runs the same services in a transaction that is rolled back: what it shows is what would happen.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from assessment.accounts.forms import clean_username
from assessment.accounts.rules import can_manage_accounts
from assessment.accounts.services.accounts import invite_account
from assessment.accounts.services.roles import RoleRefused, propose_role
from assessment.campaigns.models import Campaign, Entity, Membership
from assessment.core import child
from assessment.core.fault_list import Faults
from assessment.core.faults import Fault
from assessment.core.models import SiteRole, User
from assessment.core.services import audit
from assessment.core.tables import CONTROL, Table, read_rows
from assessment.core.verdicts import require

COLUMNS = ("username", "name", "organisation", "email", "campaign", "role", "entity")
MOST_ROWS = 2000
LONGEST = {"name": 100, "organisation": 200}
Line = tuple[int, list[str]]


@dataclass(frozen=True)
class Outcome:
    """What a row does: ``account`` is "new" or "known", ``role`` "given", "proposed" or "" (none was asked for)."""

    line: int
    cells: dict[str, str]
    account: str
    role: str


@dataclass(frozen=True)
class Report:
    """``faults`` empty: everything holds. ``links``: (account, token) of the new ones, of a real import only."""

    outcomes: list[Outcome]
    faults: list[Fault]
    links: list[tuple[User, str]]


def read_lines(name: str, data: bytes, faults: Faults) -> list[Line]:
    """(line, cells in the order of COLUMNS) of a CSV file or the first sheet of a workbook."""
    if data[:2] == b"PK":
        return list(_workbook_lines(name, data, faults))
    table = Table(name=name, columns=COLUMNS)
    lines: list[Line] = []
    for line, cells in read_rows(io.BytesIO(data), table, faults):
        if len(lines) >= MOST_ROWS:
            faults.add(name, line, "", _("At most %(most)s rows are accepted.") % {"most": MOST_ROWS})
            break
        lines.append((line, [cell.strip() for cell in cells]))
    return lines


def _workbook_lines(name: str, data: bytes, faults: Faults) -> Iterator[Line]:
    """Read by a child with limits: a small workbook can be a large one inside (quality.md §3)."""
    with tempfile.TemporaryDirectory(prefix="accounts-") as folder:
        path = Path(folder) / "accounts.xlsx"
        path.write_bytes(data)
        try:
            rows = child.run("assessment.accounts.workbook:first_sheet", path, {"most": MOST_ROWS + 1})
        except child.ChildRefused:
            faults.add(name, 0, "", _("This workbook can't be read. Save it as xlsx or CSV again."))
            return
    titles = [title.strip() for title in rows[0]] if rows else []
    if sorted(filter(None, titles)) != sorted(COLUMNS):
        words = {"columns": ", ".join(COLUMNS)}
        faults.add(name, 1, "", _("The first row must hold these columns: %(columns)s.") % words)
        return
    if len(rows) > MOST_ROWS + 1:
        faults.add(name, MOST_ROWS + 2, "", _("At most %(most)s rows are accepted.") % {"most": MOST_ROWS})
        return
    order = [titles.index(column) for column in COLUMNS]
    for line, row in enumerate(rows[1:], start=2):
        cells = [CONTROL.sub(" ", row[position]).strip() if position < len(row) else "" for position in order]
        if any(cells):
            yield line, cells


def import_accounts(*, name: str, lines: list[Line], actor: User, keep: bool) -> Report:
    """Try every row; keep the whole if ``keep`` and nothing is wrong, otherwise leave everything as it was."""
    require(can_manage_accounts(actor))
    work = _Import(name, actor)
    with transaction.atomic():
        outcomes = [outcome for line in lines if (outcome := work.row(*line))]
        if not lines:
            work.faults.append(Fault(name, 0, "", _("The file holds no rows.")))
        if keep and not work.faults:
            new = sum(outcome.account == "new" for outcome in outcomes)
            audit.record(
                actor=actor,
                verb="import_accounts",
                object_type="account",
                object_key=name[:200],
                after={"rows": len(outcomes), "new": new},
            )
        else:
            transaction.set_rollback(True)
    return Report(outcomes, work.faults, work.links if keep and not work.faults else [])


class _Import:
    """The rows of one file on their way into the database."""

    def __init__(self, name: str, actor: User) -> None:
        self.name, self.actor = name, actor
        self.faults: list[Fault] = []
        self.links: list[tuple[User, str]] = []
        self.seen: dict[str, tuple[User, dict[str, str]]] = {}
        self.campaigns = {campaign.key: campaign for campaign in Campaign.objects.all()}

    def row(self, line: int, given: list[str]) -> Outcome | None:
        """None for a row with a fault, which is noted."""
        cells = dict(zip(COLUMNS, given, strict=True))
        before = len(self.faults)
        found = self._account(line, cells)
        if found is None:
            return None
        user, account = found
        role = self._role(line, user, cells) if cells["role"] or cells["campaign"] or cells["entity"] else ""
        return Outcome(line, cells, account, role) if len(self.faults) == before else None

    def _note(self, line: int, place: str, message: str) -> None:
        self.faults.append(Fault(self.name, line, place, message))

    def _account(self, line: int, cells: dict[str, str]) -> tuple[User, str] | None:
        username = cells["username"]
        if username in self.seen:
            user, first = self.seen[username]
            return (user, "known") if self._agrees(line, cells, first) else None
        existing = User.objects.filter(username=username).first()
        if existing:
            said = {name: getattr(existing, name) for name in ("name", "organisation", "email")}
            self.seen[username] = (existing, said)
            return (existing, "known") if self._agrees(line, cells, said) else None
        if not self._is_whole(line, cells):
            return None
        with transaction.atomic():
            person = {name: cells[name] for name in ("username", "name", "organisation", "email")}
            user, token = invite_account(**person, actor=self.actor)
        self.links.append((user, token))
        self.seen[username] = (user, cells)
        return user, "new"

    def _agrees(self, line: int, cells: dict[str, str], said: dict[str, str]) -> bool:
        """An empty cell says nothing; another value than the account has is a mistake, not a change."""
        wrong = [name for name in ("name", "organisation", "email") if cells[name] and cells[name] != said[name]]
        for name in wrong:
            self._note(line, name, _("The account has “%(value)s” here.") % {"value": said[name]})
        return not wrong

    def _is_whole(self, line: int, cells: dict[str, str]) -> bool:
        before = len(self.faults)
        checks: list[tuple[str, Any]] = [("username", clean_username), ("email", _clean_email), ("name", _clean_name)]
        for place, check in checks:
            try:
                check(cells[place])
            except ValidationError as error:
                self._note(line, place, " ".join(error.messages))
        for place, most in LONGEST.items():
            if len(cells[place]) > most:
                self._note(line, place, _("At most %(most)s characters are accepted.") % {"most": most})
        return len(self.faults) == before

    def _role(self, line: int, user: User, cells: dict[str, str]) -> str:
        """ "given" or "proposed"; "" with a fault noted."""
        campaign = self.campaigns.get(cells["campaign"])
        roles = Membership.Role.values if cells["campaign"] else SiteRole.Role.values
        if cells["campaign"] and campaign is None:
            self._note(line, "campaign", _("There is no campaign “%(key)s”.") % {"key": cells["campaign"]})
            return ""
        if cells["role"] not in roles:
            self._note(line, "role", _("One of these is expected: %(roles)s.") % {"roles": ", ".join(map(str, roles))})
            return ""
        entity: Entity | None = None
        if cells["entity"]:
            entity = campaign.entities.filter(key=cells["entity"]).first() if campaign else None
            if entity is None:
                self._note(
                    line, "entity", _("There is no entity “%(key)s” in this campaign.") % {"key": cells["entity"]}
                )
                return ""
        try:
            proposal = propose_role(user=user, campaign=campaign, role=cells["role"], entity=entity, actor=self.actor)
        except RoleRefused as refused:
            self._note(line, "role", str(refused))
            return ""
        return "proposed" if proposal else "given"


def _clean_email(text: str) -> None:
    if text:
        validate_email(text)


def _clean_name(text: str) -> None:
    if not text:
        raise ValidationError(_("A new account needs a name."))
