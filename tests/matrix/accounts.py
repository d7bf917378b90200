"""Accounts are kept by the security administrator alone; evaluation administrators approve roles, as second persons."""

from __future__ import annotations

from collections.abc import Mapping

from tests.matrix.answers import ONLY_GET, ONLY_POST
from tests.matrix.table import Row, Statuses


def security(status: str) -> str:
    return f"302 403 403 403 403 403 {status} 403"


def approvers(status: str) -> str:
    return f"302 {status} 403 403 403 403 {status} 403"


def kept(post: str, get: str = ONLY_POST) -> Statuses:
    """An account's page or what is POSTed to it, and the same of an account that is not there."""
    shown, missing = (get, get) if get == ONLY_POST else (security(get), security("404"))
    return {
        "own": {"GET": shown, "POST": security(post)},
        "absent": {"GET": missing, "POST": security("404")},
    }


ACCOUNTS: Mapping[str, Row] = {
    "accounts:list": Row({"own": {"GET": security("200"), "POST": ONLY_GET}}),
    "accounts:new": Row({"own": {"GET": security("200"), "POST": security("422")}}, data={"name": "x"}),
    "accounts:file": Row({"own": {"GET": security("200"), "POST": security("422")}}),
    "accounts:file_import": Row({"own": {"GET": ONLY_POST, "POST": security("422")}}),
    "accounts:organisations": Row({"own": {"GET": security("200"), "POST": security("200")}}),
    "accounts:proposals": Row({"own": {"GET": approvers("200"), "POST": approvers("422")}}),
    "accounts:proposal_withdrawal": Row(kept("302"), "proposal"),
    "accounts:person": Row(kept("200", get="200"), "account"),
    "accounts:person_invitation": Row(kept("200"), "account"),
    "accounts:invitation_withdrawal": Row(kept("302"), "account"),
    "accounts:disablement": Row(kept("302"), "account"),
    "accounts:enablement": Row(kept("302"), "account"),
    "accounts:session_endings": Row(kept("302"), "account"),
    "accounts:factor_removal": Row(kept("302"), "account"),
    "accounts:identity_removal": Row(kept("302"), "account"),
    "accounts:role_proposals": Row(kept("422"), "account"),
    "accounts:site_role_removal": Row(kept("302"), "account"),
    "accounts:membership_removal": Row(kept("302"), "person membership"),
}
