"""What agencies bring: evidence, self-assessments, innovation cases."""

from __future__ import annotations

from collections.abc import Mapping

from tests.matrix.answers import (
    DEED,
    NOBODY_HERE,
    NOT_SO,
    NOTHING,
    ONLY_GET,
    OPEN_PAGE,
    PARTS,
    READERS,
    ROLE_HOLDERS,
    agency_only,
    both,
    members,
    own_only,
    posted,
    seen_by_agency,
)
from tests.matrix.table import Row

#: Evidence is taken from self-assessment to appeals.
NO_UPLOAD = "draft,final..archived own POST agency 403"
#: Only who sends a file knows that it is on its way; it is not complete.
SENT = {
    "own": {"GET": NOT_SO, "POST": "401 404 404 404 422 404 404 404"},
    "other": {"GET": NOT_SO, "POST": NOBODY_HERE},
    "absent": {"GET": NOT_SO, "POST": NOBODY_HERE},
}
EVIDENCE: Mapping[str, Row] = {
    "evidence:evidence": Row(seen_by_agency(), "here entity"),
    "evidence:download": Row(seen_by_agency(), "evidence"),
    "evidence:preview": Row(seen_by_agency(), "evidence =0"),
    "evidence:api_evidence": Row(seen_by_agency("401"), "here entity"),
    "evidence:links": Row(agency_only("201"), "here entity", data={"address": "https://a.example/"}, but=(NO_UPLOAD,)),
    "evidence:uploads": Row(agency_only("201"), "here entity", data={"name": "a.txt", "size": "3"}, but=(NO_UPLOAD,)),
    "evidence:upload": Row(own_only("401 404 404 404 200 404 404 404"), "upload"),
    "evidence:completion": Row(SENT, "upload", but=(NO_UPLOAD,)),
    "evidence:removal": Row(PARTS, "evidence"),
}

#: Answers are given during self-assessment, and over once scoring has begun: 403 in every other phase.
SUBMISSIONS: Mapping[str, Row] = {
    "submissions:mine": Row(OPEN_PAGE),
    "submissions:assessment": Row(seen_by_agency(), "assessment"),
    "submissions:receipt": Row(seen_by_agency(), "assessment =1"),
    "submissions:overview": Row(members(READERS), "campaign"),
    "submissions:workbook": Row(members("302 403 403 403 200 403 404 404"), "campaign"),
    "submissions:workbook_file": Row(members("302 403 403 403 200 403 404 404"), "campaign"),
    # Without a file the form is refused.
    "submissions:workbook_uploads": Row(
        posted("302 403 403 403 403 403 404 404"), "campaign", but=("self-assessment own POST agency 422",)
    ),
    # The administrator's form without a reason leads back to the page; only what is
    # being answered or scored is reopened.
    "submissions:reopening": Row(
        posted("302 302 403 404 403 403 404 404", neighbour="302 302 403 404 404 403 404 404"),
        "assessment",
        but=("draft,reconciliation..archived own,neighbour POST administrator 403",),
    ),
    "submissions:beginning": Row(
        posted("302 403 403 404 403 403 404 404", neighbour="302 403 403 404 404 403 404 404"),
        "here entity component",
        but=("self-assessment own POST agency 302",),
    ),
    "submissions:api_assessment": Row(seen_by_agency("401"), "assessment"),
    "submissions:cells": Row(PARTS, "assessment"),
    # Gaps are listed; there is no campaign of last year; the file named is not there.
    "submissions:submission": Row(agency_only("403"), "assessment", but=("self-assessment own POST agency 422",)),
    "submissions:takeover": Row(agency_only("403"), "assessment", but=("self-assessment own POST agency 200",)),
    "submissions:attachments": Row(
        agency_only("403"),
        "assessment",
        data={"criterion": "1", "version": "1"},
        but=("self-assessment own POST agency 422",),
    ),
    "submissions:attachment": Row(PARTS, "assessment =1"),
}

#: During scoring nothing is entered any more; the evaluator is assigned to "own", whose category feeds no criterion.
NO_CASE = "302 403 403 403 403 403 404 404"
NO_CASE_OF_MINE = "302 403 403 404 404 403 404 404"
REFUSED_CASE = posted(NO_CASE, neighbour=NO_CASE_OF_MINE)
#: Awards are given from scoring to final results.
NO_AWARD = "draft..self-assessment,published..archived own,neighbour POST administrator,lead 403"
CASES: Mapping[str, Row] = {
    "cases:list": Row(members(ROLE_HOLDERS), "campaign"),
    "cases:categories": Row(posted(DEED), "campaign", but=("published..archived own POST administrator 403",)),
    "cases:case": Row(
        {
            "own": {"GET": ROLE_HOLDERS, "POST": ONLY_GET},
            "neighbour": {"GET": "302 200 200 404 404 200 404 404", "POST": ONLY_GET},
            "other": NOTHING,
            "absent": NOTHING,
        },
        "here case",
    ),
    # Submitted: not even during self-assessment is it changed; submitting twice is once.
    "cases:text": Row(REFUSED_CASE, "here case"),
    "cases:files": Row(REFUSED_CASE, "here case"),
    "cases:submission": Row(REFUSED_CASE, "here case", but=("self-assessment own POST agency 302",)),
    "cases:mark": Row(REFUSED_CASE, "here case"),
    "cases:award": Row(
        posted("302 302 302 403 403 403 404 404", neighbour="302 302 302 404 404 403 404 404"),
        "here case",
        data={"award": ""},
        but=(NO_AWARD,),
    ),
    # Shown and, an empty form, refused during self-assessment.
    "cases:new": Row(
        both("302 403 403 404 403 403 404 404", neighbour=NO_CASE_OF_MINE),
        "here entity",
        but=("self-assessment own GET agency 200", "self-assessment own POST agency 422"),
        data={"title": ""},
    ),
}
