"""The trail: auditors only, of a campaign or of the installation; the rest is told so."""

from __future__ import annotations

from collections.abc import Mapping

from tests.matrix.answers import ONLY_GET, ONLY_POST
from tests.matrix.table import Row

AUDITORS = {"GET": "302 403 403 403 403 200 403 403", "POST": ONLY_GET}
NO_SUCH_ENTRY = {"GET": "302 403 403 403 403 404 403 403", "POST": ONLY_GET}
AUDIT: Mapping[str, Row] = {
    "audit:trail": Row({"own": AUDITORS}),
    "audit:entry": Row({"own": AUDITORS, "other": NO_SUCH_ENTRY, "absent": NO_SUCH_ENTRY}, "entry"),
    "audit:download": Row({"own": AUDITORS}, "=csv"),
    # An auditor of one campaign doesn't have the whole chain checked.
    "audit:checks": Row({"own": {"GET": ONLY_POST, "POST": "302 403 403 403 403 403 403 403"}}),
}
