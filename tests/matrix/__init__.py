"""Who gets which answer at every address: one row for each name in the URLconf, a file for each part of the house.

tests/test_access.py holds every row against the workbench, in all phases; an address without a row fails.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.matrix.accounts import ACCOUNTS
from tests.matrix.agencies import CASES, EVIDENCE, SUBMISSIONS
from tests.matrix.audit import AUDIT
from tests.matrix.campaigns import CAMPAIGNS
from tests.matrix.frame import FRAME
from tests.matrix.results import APPEALS, PUBLICATIONS, RESULTS, VETOES
from tests.matrix.reviews import REVIEWS, WORKBOOKS
from tests.matrix.table import Row

#: Accounts, the trail and a person's own pages belong to no campaign: a campaign's phase is nothing to them.
WITHOUT_PHASE: Mapping[str, Row] = {**FRAME, **ACCOUNTS, **AUDIT}
IN_A_CAMPAIGN: Mapping[str, Row] = {
    **CAMPAIGNS,
    **REVIEWS,
    **WORKBOOKS,
    **EVIDENCE,
    **SUBMISSIONS,
    **CASES,
    **RESULTS,
    **VETOES,
    **APPEALS,
    **PUBLICATIONS,
}
MATRIX: Mapping[str, Row] = {**WITHOUT_PHASE, **IN_A_CAMPAIGN}
