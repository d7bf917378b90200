"""Everybody's own pages, the frame of all pages, and signing in."""

from __future__ import annotations

from collections.abc import Mapping

from tests.matrix.answers import NOBODY, ONLY_GET, ONLY_POST, OPEN_PAGE, SIGNED_IN
from tests.matrix.table import Row

#: The way in, and a second factor: none of the people has one.
MISSING_OWN = {"own": {"GET": ONLY_GET, "POST": NOBODY}}
FRAME: Mapping[str, Row] = {
    "home": Row({"own": {"GET": "302", "POST": ONLY_GET}}),
    "sign_in": Row({"own": {"GET": "200 302 302 302 302 302 302 302", "POST": "200 302 302 302 302 302 302 302"}}),
    "sign_in_code": Row({"own": {"GET": "302", "POST": "302"}}),
    # No provider is set up here; tests/accounts/test_provider.py has one.
    "provider_sign_in": Row({"own": {"GET": ONLY_POST, "POST": "404"}}),
    "provider_return": Row({"own": {"GET": "404", "POST": ONLY_GET}}),
    "admin_sign_in": Row({"own": {"GET": "302", "POST": "302"}}),
    "sign_out": Row({"own": {"GET": ONLY_GET, "POST": "302"}}),
    "set_language": Row({"own": {"GET": "302", "POST": "302"}}, data={"language": "en"}),
    "account": Row({"own": {"GET": SIGNED_IN, "POST": SIGNED_IN}}),
    "health": Row({"own": {"GET": "200", "POST": "200"}}),
    "accounts:own_factor": Row({"own": {"GET": SIGNED_IN, "POST": SIGNED_IN}}),
    "accounts:own_factor_removal": Row(MISSING_OWN),
    "accounts:recovery_codes": Row(MISSING_OWN),
    "accounts:own_identity": Row(MISSING_OWN),
    "accounts:own_identity_removal": Row(MISSING_OWN),
    "accounts:own_sessions_endings": Row({"own": {"GET": ONLY_GET, "POST": "302"}}),
    "accounts:own_session_ending": Row(MISSING_OWN, "=nobody"),
    # Whoever has the link; what holds no more and what never did look alike.
    "accounts:invitation": Row(
        {"own": {"GET": "200", "POST": "422"}, "absent": {"GET": "404", "POST": "404"}},
        "token",
        data={"new_password1": "x"},
    ),
    "notices:list": Row(OPEN_PAGE),
    "notices:reading_of_all": Row({"own": {"GET": ONLY_GET, "POST": "302"}}),
    # The evaluator's own notice; nobody else learns that it is there.
    "notices:reading": Row(
        {
            "own": {"GET": ONLY_GET, "POST": "302 404 404 302 404 404 404 404"},
            "absent": {"GET": ONLY_GET, "POST": NOBODY},
        },
        "notice",
    ),
}
