"""Score sheets, columns, what stands on them, and how they are settled."""

from __future__ import annotations

from collections.abc import Mapping

from tests.matrix.answers import (
    NOBODY_HERE,
    NOT_SO,
    NOTHING,
    ONLY_GET,
    PARTS,
    READERS,
    members,
    own_only,
    posted,
    settled_by_leads,
)
from tests.matrix.table import Row, Statuses

#: A sheet of the evaluator, open: nobody else learns that it is there.
EVALUATOR_ONLY = "401 404 404 200 404 404 404 404"
#: Sheets are filled in, submitted and reopened during scoring only; whoever sees one is told so.
NOT_SCORING = "draft..self-assessment,reconciliation..archived own POST evaluator 403"
#: Cells are settled until results are released.
NOT_SETTLING = "draft..self-assessment,preliminary..archived own POST lead 403"


def evaluators(post: str, neighbour: str = "403") -> Statuses:
    """What the evaluator POSTs on a sheet. "neighbour" is somebody else's, submitted: leads and checkers see it."""
    seen = f"401 {neighbour} {neighbour} 404 404 {neighbour} 404 404"
    own = f"401 404 404 {post} 404 404 404 404"
    statuses = {"own": own, "neighbour": seen, "other": NOBODY_HERE, "absent": NOBODY_HERE}
    return {kind: {"GET": NOT_SO, "POST": status} for kind, status in statuses.items()}


def own_page(own: str = "200") -> Statuses:
    """A page of the evaluator's own sheets: nobody else finds it."""
    own_statuses = {"GET": f"302 404 404 {own} 404 404 404 404", "POST": ONLY_GET}
    return {"own": own_statuses, "other": NOTHING, "absent": NOTHING}


REVIEWS: Mapping[str, Row] = {
    "reviews:sheet": Row(
        {
            "own": {"GET": "302 404 404 200 404 404 404 404", "POST": ONLY_GET},
            "neighbour": {"GET": "302 200 200 404 404 200 404 404", "POST": ONLY_GET},
            "other": NOTHING,
            "absent": NOTHING,
        },
        "sheet",
    ),
    "reviews:api_sheet": Row(
        {
            **own_only(EVALUATOR_ONLY),
            "neighbour": {"GET": "401 200 200 404 404 200 404 404", "POST": NOT_SO},
        },
        "sheet",
    ),
    "reviews:cells": Row(PARTS, "sheet"),
    # Refused for its gaps, so that it is there for the next one who asks; a submitted one stays as it is.
    "reviews:submission": Row(evaluators("422"), "sheet", but=(NOT_SCORING,)),
    # The evaluator is asked for a reason, on the page; what was imported stays as it is.
    "reviews:reopening": Row(
        posted("302 404 404 302 404 404 404 404", neighbour="302 403 403 404 404 403 404 404"),
        "sheet",
        data={"reason": ""},
        but=(NOT_SCORING,),
    ),
    "reviews:reopenings": Row(members(READERS), "campaign"),
    # The form says neither yes nor no; in scoring it is looked at before what it is about.
    "reviews:reopening_decision": Row(
        posted("302 404 404 403 403 403 404 404", "302 404 404 403 403 404 404 404"),
        "here reopening",
        but=("draft..self-assessment,reconciliation..archived own POST administrator,lead 403",),
    ),
    "reviews:findings": Row(evaluators("400", neighbour="400"), "sheet"),
    "reviews:finding": Row(PARTS, "sheet =1"),
    "reviews:gate_proposals": Row(evaluators("201"), "sheet", data={"gate": "G2", "reason": "x"}, but=(NOT_SCORING,)),
    "reviews:gate_proposal": Row(PARTS, "sheet =1"),
    "reviews:veto_proposals": Row(evaluators("201"), "sheet", data={"veto": "V1", "reason": "x"}, but=(NOT_SCORING,)),
    "reviews:veto_proposal": Row(PARTS, "sheet =1"),
    "reviews:screenshots": Row(evaluators("400", neighbour="400"), "sheet"),
    "reviews:sheet_screenshot": Row(PARTS, "sheet =1"),
    "reviews:screenshot": Row(own_only(EVALUATOR_ONLY), "screenshot"),
    "reviews:thumbnail": Row(own_only(EVALUATOR_ONLY), "screenshot"),
    "reviews:column": Row(own_only(EVALUATOR_ONLY), "place criterion"),
    "reviews:columns": Row(own_page("302"), "place"),
    "reviews:column_page": Row(own_page(), "place criterion"),
    "reviews:leaf_column_page": Row(own_page(), "place indicator"),
    "reviews:leaf_column": Row(own_only(EVALUATOR_ONLY), "place indicator"),
    # Agencies never read what evaluators write.
    "reviews:snippets": Row(
        {
            "own": {"GET": "401 200 200 200 403 200 404 404", "POST": "401 403 201 201 403 403 404 404"},
            "other": {"GET": NOBODY_HERE, "POST": NOBODY_HERE},
            "absent": {"GET": NOBODY_HERE, "POST": NOBODY_HERE},
        },
        "campaign",
        data={"text": "x"},
    ),
    "reviews:snippet": Row(PARTS, "campaign =1"),
    "analysis:disagreements": Row(members(READERS), "campaign"),
    "analysis:agreement": Row(members(READERS), "campaign"),
    # A lead's empty form names no cell; whoever else sees the list is told that only leads settle.
    "analysis:adjudications": Row(settled_by_leads("404"), "campaign", but=(NOT_SETTLING,)),
    # The lead is asked for a reason.
    "analysis:withdrawal": Row(settled_by_leads("422"), "campaign adjudication", but=(NOT_SETTLING,)),
}

#: Whoever fills in sheets; a lead who does is one of them, here the lead has none.
FILLERS = "302 403 200 200 403 403 404 404"
#: What is the evaluator's own: to others who fill in sheets it is not there.
ONES_OWN = "302 403 404 200 403 403 404 404"
NOT_ONES_OWN = "302 403 404 404 403 403 404 404"
#: Uploads are of evaluators and of agencies.
OWN_UPLOAD = "302 403 404 302 404 403 404 404"
NO_UPLOAD = "302 403 404 404 404 403 404 404"
WORKBOOKS: Mapping[str, Row] = {
    "workbooks:home": Row(members(FILLERS), "campaign"),
    "workbooks:file": Row(members(ONES_OWN), "campaign"),
    # Without a file the form is refused.
    "workbooks:uploads": Row(
        posted("302 403 422 422 403 403 404 404"),
        "campaign",
        but=("draft..self-assessment,reconciliation..archived own POST evaluator,lead 403",),
    ),
    "workbooks:upload": Row(
        {
            "own": {"GET": "302 403 404 200 404 403 404 404", "POST": ONLY_GET},
            "other": NOTHING,
            "absent": {"GET": NO_UPLOAD, "POST": ONLY_GET},
        },
        "here workbook",
    ),
    # Without its digest nothing is applied, and one is led back to the plan.
    "workbooks:application": Row(posted(OWN_UPLOAD, NO_UPLOAD), "here workbook", but=(NOT_SCORING,)),
    "workbooks:cancellation": Row(posted(OWN_UPLOAD, NO_UPLOAD), "here workbook"),
    "workbooks:discarding": Row(posted(OWN_UPLOAD, NO_UPLOAD), "here workbook"),
}
