"""Who gets which answer at every address: one row for each name in the URLconf, held by tests/test_access.py.

A row says, for each kind of object and method, the status for each of ROLES, in their order; one status stands for
everybody. The people hold their role in the campaign "own" and none in "other"; "absent" does not exist. An agency
stands for one entity ("own"); "neighbour" is another entity of the same campaign.

The rows hold in the phase of scoring; PHASES says what differs in others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

ROLES = ("anonymous", "administrator", "lead", "evaluator", "agency", "auditor", "security", "stranger")
METHODS = ("GET", "POST")
OBJECTS = ("own", "neighbour", "other", "absent")


@dataclass(frozen=True)
class World:
    """What addresses are made of, by kind of object: campaigns, entities, jobs, versions; the run's number is 1."""

    campaign: Mapping[str, str]
    entity: Mapping[str, str]
    league: str
    published_system: str
    system: str
    leaf: str
    job: Mapping[str, int]
    version: Mapping[str, int]
    sheet: Mapping[str, int]
    column: Mapping[str, list[int]]
    leaf_column: Mapping[str, list[int]]
    screenshot: Mapping[str, int]
    adjudication: Mapping[str, int]
    conflict: Mapping[str, int]
    workbook: Mapping[str, int]
    entry: Mapping[str, int]
    account: Mapping[str, int]
    membership: Mapping[str, int]
    proposal: Mapping[str, int]
    token: str
    notice: Mapping[str, int]
    appeal: Mapping[str, int]

    evidence: Mapping[str, int]
    hearing: Mapping[str, int]
    reopening: Mapping[str, int]
    upload: Mapping[str, str]
    assessment: Mapping[str, int]
    case: Mapping[str, int]


Arguments = Callable[[World, str], list[Any]]
Statuses = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Row:
    """``arguments`` make the address of an object; ``statuses``: object → method → statuses."""

    statuses: Statuses
    arguments: Arguments = lambda world, kind: []
    data: Mapping[str, str] | None = None


ONLY_GET = "405"
SIGNED_IN = "302 200 200 200 200 200 200 200"
#: Strangers to an object find nothing; visitors are asked to sign in.
NOTHING = {"GET": "302 404 404 404 404 404 404 404", "POST": ONLY_GET}


def members(get: str, post: str = ONLY_GET) -> Statuses:
    """A page of a campaign: ``get`` and ``post`` in the own one, nothing elsewhere."""
    elsewhere = {"GET": NOTHING["GET"], "POST": ONLY_GET if post == ONLY_GET else NOTHING["GET"]}
    return {"own": {"GET": get, "POST": post}, "other": elsewhere, "absent": elsewhere}


#: Anybody with a role in the campaign.
ROLE_HOLDERS = "302 200 200 200 200 200 404 404"
#: Those who see all results; evaluators and agencies are told why they don't.
READERS = "302 200 200 403 403 200 404 404"
#: The same, for what leads on to another page.
LED_ON = "302 302 302 403 403 302 404 404"
#: Administrators do; leads and auditors are told why they don't.
DEED = "302 302 403 403 403 403 404 404"


def settled_by_leads(lead: str) -> Statuses:
    """What a lead POSTs about a cell, and what an incomplete form is answered with."""
    elsewhere = {"GET": ONLY_GET, "POST": NOTHING["GET"]}
    own = {"GET": ONLY_GET, "POST": f"302 403 {lead} 403 403 403 404 404"}
    return {"own": own, "other": elsewhere, "absent": elsewhere}


def of_campaign(world: World, kind: str) -> list[Any]:
    return [world.campaign[kind]]


def of_run(world: World, kind: str) -> list[Any]:
    return [world.campaign[kind], 1]


def of_ranking(world: World, kind: str) -> list[Any]:
    return [world.campaign[kind], 1, world.league]


def of_entity(world: World, kind: str) -> list[Any]:
    campaign = world.campaign["other" if kind == "other" else "own"]
    return [campaign, 1, world.entity[kind]]


def of_leaf(world: World, kind: str) -> list[Any]:
    return [*of_entity(world, kind), world.system, world.leaf]


def of_job(world: World, kind: str) -> list[Any]:
    return [world.campaign[kind], world.job[kind]]


def of_download(world: World, kind: str) -> list[Any]:
    return [*of_run(world, kind), "json"]


def of_version(world: World, kind: str) -> list[Any]:
    return [world.version[kind]]


def of_sheet(world: World, kind: str) -> list[Any]:
    return [world.sheet[kind]]


def of_part(world: World, kind: str) -> list[Any]:
    return [world.sheet[kind], 1]


def of_columns(world: World, kind: str) -> list[Any]:
    return world.column[kind][:2]


def of_column(world: World, kind: str) -> list[Any]:
    return world.column[kind]


def of_leaf_column(world: World, kind: str) -> list[Any]:
    return world.leaf_column[kind]


def of_screenshot(world: World, kind: str) -> list[Any]:
    return [world.screenshot[kind]]


def of_snippet(world: World, kind: str) -> list[Any]:
    return [world.campaign[kind], 1]


def of_adjudication(world: World, kind: str) -> list[Any]:
    return [world.campaign[kind], world.adjudication[kind]]


def of_reopening(world: World, kind: str) -> list[Any]:
    return [world.campaign["other" if kind == "other" else "own"], world.reopening[kind]]


def of_hearing(world: World, kind: str) -> list[Any]:
    return [world.campaign["own" if kind == "neighbour" else kind], world.hearing[kind]]


def of_campaign_entity(world: World, kind: str) -> list[Any]:
    return [world.campaign["other" if kind == "other" else "own"], world.entity[kind]]


def of_conflict(world: World, kind: str) -> list[Any]:
    return [world.campaign["other" if kind == "other" else "own"], world.conflict[kind]]


def of_appeal(world: World, kind: str) -> list[Any]:
    return [world.campaign["own" if kind == "neighbour" else kind], world.appeal[kind]]


def of_appealed(world: World, kind: str) -> list[Any]:
    return [*of_campaign_entity(world, kind), "sites", "1.1#1"]


def about_appeal(own: str, *, method: str = "GET") -> Statuses:
    """An appeal of the own entity and of its neighbour, which the agency does not find; evaluators see none."""
    neighbour = own.split()
    neighbour[ROLES.index("agency")] = "404"
    found = {"own": own, "neighbour": " ".join(neighbour), "other": NOTHING["GET"], "absent": NOTHING["GET"]}
    only = {"GET": ONLY_GET, "POST": ONLY_GET}
    return {kind: {**only, method: status} for kind, status in found.items()}


def of_notice(world: World, kind: str) -> list[Any]:
    return [world.notice[kind]]


def of_workbook(world: World, kind: str) -> list[Any]:
    return [world.campaign["other" if kind == "other" else "own"], world.workbook[kind]]


#: Interfaces answer a visitor with 401, and look at who asks before they look at what is asked.
NOT_SO = "401 405 405 405 405 405 405 405"
NOWHERE = "401 404 404 404 404 404 404 404"
#: A sheet of the evaluator, open: nobody else learns that it is there.
EVALUATOR_ONLY = "401 404 404 200 404 404 404 404"


def evaluators(post: str, neighbour: str = "403") -> Statuses:
    """What the evaluator POSTs on a sheet. "neighbour" is somebody else's, submitted: leads and checkers see it."""
    seen = f"401 {neighbour} {neighbour} 404 404 {neighbour} 404 404"
    own = f"401 404 404 {post} 404 404 404 404"
    statuses = {"own": own, "neighbour": seen, "other": NOWHERE, "absent": NOWHERE}
    return {kind: {"GET": NOT_SO, "POST": status} for kind, status in statuses.items()}


def own_only(own: str) -> Statuses:
    elsewhere = {"GET": NOWHERE, "POST": NOT_SO}
    return {"own": {"GET": own, "POST": NOT_SO}, "other": elsewhere, "absent": elsewhere}


def own_page(own: str = "200") -> Statuses:
    """A page of the evaluator's own sheets: nobody else finds it."""
    nothing = {"GET": NOTHING["GET"], "POST": ONLY_GET}
    return {"own": {"GET": f"302 404 404 {own} 404 404 404 404", "POST": ONLY_GET}, "other": nothing, "absent": nothing}


#: Addresses that take PUT and DELETE only.
PARTS: Statuses = {"own": {"GET": NOT_SO, "POST": NOT_SO}}
SHEETS: Mapping[str, Row] = {
    "reviews:sheet": Row(
        {
            "own": {"GET": "302 404 404 200 404 404 404 404", "POST": ONLY_GET},
            "neighbour": {"GET": "302 200 200 404 404 200 404 404", "POST": ONLY_GET},
            "other": NOTHING,
            "absent": NOTHING,
        },
        of_sheet,
    ),
    "reviews:api_sheet": Row(
        {
            **own_only(EVALUATOR_ONLY),
            "neighbour": {"GET": "401 200 200 404 404 200 404 404", "POST": NOT_SO},
        },
        of_sheet,
    ),
    "reviews:cells": Row(PARTS, of_sheet),
    # Refused for its gaps, so that it is there for the next one who asks; a submitted one stays as it is.
    "reviews:submission": Row(evaluators("422"), of_sheet),
    # The evaluator is asked for a reason, on the page; what was imported stays as it is.
    "reviews:reopening": Row(
        {
            "own": {"GET": ONLY_GET, "POST": "302 404 404 302 404 404 404 404"},
            "neighbour": {"GET": ONLY_GET, "POST": "302 403 403 404 404 403 404 404"},
            **{key: {"GET": ONLY_GET, "POST": NOTHING["GET"]} for key in ("other", "absent")},
        },
        of_sheet,
        data={"reason": ""},
    ),
    "reviews:reopenings": Row(members(READERS), of_campaign),
    # The form says neither yes nor no.
    "reviews:reopening_decision": Row(
        {
            "own": {"GET": ONLY_GET, "POST": "302 404 404 403 403 403 404 404"},
            "other": {"GET": ONLY_GET, "POST": NOTHING["GET"]},
            "absent": {"GET": ONLY_GET, "POST": "302 404 404 403 403 404 404 404"},
        },
        of_reopening,
    ),
    "reviews:findings": Row(evaluators("400", neighbour="400"), of_sheet),
    "reviews:finding": Row(PARTS, of_part),
    "reviews:gate_proposals": Row(evaluators("201"), of_sheet, data={"gate": "G2", "reason": "x"}),
    "reviews:gate_proposal": Row(PARTS, of_part),
    "reviews:veto_proposals": Row(evaluators("201"), of_sheet, data={"veto": "V1", "reason": "x"}),
    "reviews:veto_proposal": Row(PARTS, of_part),
    "reviews:screenshots": Row(evaluators("400", neighbour="400"), of_sheet),
    "reviews:sheet_screenshot": Row(PARTS, of_part),
    "reviews:screenshot": Row(own_only(EVALUATOR_ONLY), of_screenshot),
    "reviews:thumbnail": Row(own_only(EVALUATOR_ONLY), of_screenshot),
    "reviews:column": Row(own_only(EVALUATOR_ONLY), of_column),
    "reviews:columns": Row(own_page("302"), of_columns),
    "reviews:column_page": Row(own_page(), of_column),
    "reviews:leaf_column_page": Row(own_page(), of_leaf_column),
    "reviews:leaf_column": Row(own_only(EVALUATOR_ONLY), of_leaf_column),
    # Agencies never read what evaluators write.
    "reviews:snippets": Row(
        {
            "own": {"GET": "401 200 200 200 403 200 404 404", "POST": "401 403 201 201 403 403 404 404"},
            "other": {"GET": NOWHERE, "POST": NOWHERE},
            "absent": {"GET": NOWHERE, "POST": NOWHERE},
        },
        of_campaign,
        data={"text": "x"},
    ),
    "reviews:snippet": Row(PARTS, of_snippet),
}


ENTITY: Statuses = {
    # Before results are released the agency is told when it sees its own; of its neighbours it learns nothing.
    "own": {"GET": READERS, "POST": ONLY_GET},
    "neighbour": {"GET": "302 200 200 403 404 200 404 404", "POST": ONLY_GET},
    "other": NOTHING,
    # Where a reader sees entities at all, an absent one is absent; an evaluator sees none.
    "absent": {"GET": "302 404 404 403 404 404 404 404", "POST": ONLY_GET},
}


def posted(own: str, absent: str) -> Statuses:
    """What is only POSTed about a part of one's own campaign, and about a part that is not there."""
    statuses = {"own": own, "other": NOTHING["GET"], "absent": absent}
    return {kind: {"GET": ONLY_GET, "POST": status} for kind, status in statuses.items()}


#: Whoever may do it learns that it is not there, everybody else that they may not.
DEED_ON_NOTHING = "302 404 403 403 403 403 404 404"
WATCHED_ENTITY: Statuses = {
    "own": {"GET": READERS, "POST": ONLY_GET},
    "neighbour": {"GET": READERS, "POST": ONLY_GET},
    "other": NOTHING,
    "absent": {"GET": "302 404 404 403 403 404 404 404", "POST": ONLY_GET},
}
#: Who scores what, who must not, and how far they are: nothing of it for agencies, their own for evaluators.
WORK: Mapping[str, Row] = {
    "campaigns:assignment": Row(members(READERS, post=DEED), of_campaign),
    "campaigns:assignment_file": Row(members(READERS, post=DEED), of_campaign),
    "campaigns:assignment_entity": Row(WATCHED_ENTITY, of_campaign_entity),
    "campaigns:assignment_additions": Row(posted(DEED, DEED_ON_NOTHING), of_campaign_entity),
    "campaigns:assignment_removals": Row(posted(DEED, DEED_ON_NOTHING), of_campaign_entity),
    # An empty form is refused; evaluators declare their own.
    "campaigns:conflicts": Row(
        members("302 200 200 200 403 200 404 404", post="302 422 403 422 403 403 404 404"), of_campaign
    ),
    "campaigns:phases": Row(members(ROLE_HOLDERS), of_campaign),
    # An empty form moves nothing.
    "campaigns:phase_moves": Row(posted("302 422 403 403 403 403 404 404", NOTHING["GET"]), of_campaign),
    "campaigns:phase_extension": Row(posted("302 422 403 403 403 403 404 404", NOTHING["GET"]), of_campaign),
    "campaigns:phase_plan": Row(members("302 200 403 403 403 403 404 404", post=DEED), of_campaign),
    "campaigns:conflict_file": Row(posted(DEED, NOTHING["GET"]), of_campaign),
    "campaigns:conflict_withdrawal": Row(posted(DEED, DEED_ON_NOTHING), of_conflict),
    "work:mine": Row({"own": {"GET": SIGNED_IN, "POST": ONLY_GET}}),
    "work:progress": Row(members(READERS), of_campaign),
    "work:progress_file": Row(members(READERS), of_campaign),
    "work:progress_book": Row(members(READERS), of_campaign),
    "work:progress_entity": Row(WATCHED_ENTITY, of_campaign_entity),
}

#: The trail: auditors only, of a campaign or of the installation; the rest is told so.
AUDITORS = "302 403 403 403 403 200 403 403"
AUDIT: Mapping[str, Row] = {
    "audit:trail": Row({"own": {"GET": AUDITORS, "POST": ONLY_GET}}),
    "audit:entry": Row(
        {
            "own": {"GET": AUDITORS, "POST": ONLY_GET},
            "other": {"GET": "302 403 403 403 403 404 403 403", "POST": ONLY_GET},
            "absent": {"GET": "302 403 403 403 403 404 403 403", "POST": ONLY_GET},
        },
        lambda world, kind: [world.entry[kind]],
    ),
    "audit:download": Row({"own": {"GET": AUDITORS, "POST": ONLY_GET}}, lambda world, kind: ["csv"]),
    # An auditor of one campaign doesn't have the whole chain checked.
    "audit:checks": Row({"own": {"GET": ONLY_GET, "POST": "302 403 403 403 403 403 403 403"}}),
}


def of_evidence(world: World, kind: str) -> list[Any]:
    return [world.evidence[kind]]


def of_preview(world: World, kind: str) -> list[Any]:
    return [world.evidence[kind], 0]


def of_upload(world: World, kind: str) -> list[Any]:
    return [world.upload[kind]]


def agency_only(post: str) -> Statuses:
    """What the agency POSTs about its own entity; who reads all entities is told why not, the others find nothing."""
    seen = "401 403 403 404 404 403 404 404"
    own = f"401 403 403 404 {post} 403 404 404"
    statuses = {"own": own, "neighbour": seen, "other": NOWHERE, "absent": NOWHERE}
    return {kind: {"GET": NOT_SO, "POST": status} for kind, status in statuses.items()}


def seen_by_agency(visitor: str, elsewhere: str, post: str) -> Statuses:
    """Evidence: the agency sees its own, who reads all entities everything, evaluators what is attached."""
    own = f"{visitor} 200 200 404 200 200 404 404"
    neighbour = f"{visitor} 200 200 404 404 200 404 404"
    statuses = {"own": own, "neighbour": neighbour, "other": elsewhere, "absent": elsewhere}
    return {kind: {"GET": status, "POST": post} for kind, status in statuses.items()}


EVIDENCE: Mapping[str, Row] = {
    "evidence:evidence": Row(seen_by_agency("302", NOTHING["GET"], ONLY_GET), of_campaign_entity),
    "evidence:download": Row(seen_by_agency("302", NOTHING["GET"], ONLY_GET), of_evidence),
    "evidence:preview": Row(seen_by_agency("302", NOTHING["GET"], ONLY_GET), of_preview),
    "evidence:api_evidence": Row(seen_by_agency("401", NOWHERE, NOT_SO), of_campaign_entity),
    "evidence:links": Row(agency_only("201"), of_campaign_entity, data={"address": "https://a.example/"}),
    "evidence:uploads": Row(agency_only("201"), of_campaign_entity, data={"name": "a.txt", "size": "3"}),
    # Only who sends a file knows that it is on its way; it is not complete.
    "evidence:upload": Row(own_only("401 404 404 404 200 404 404 404"), of_upload),
    "evidence:completion": Row(
        {
            "own": {"GET": NOT_SO, "POST": "401 404 404 404 422 404 404 404"},
            "other": {"GET": NOT_SO, "POST": NOWHERE},
            "absent": {"GET": NOT_SO, "POST": NOWHERE},
        },
        of_upload,
    ),
    "evidence:removal": Row(PARTS, of_evidence),
}


#: A lead's empty form names no case; of a hearing only the agency of its entity learns.
VETOES: Mapping[str, Row] = {
    "vetoes:list": Row(members(READERS, post="302 403 404 403 403 403 404 404"), of_campaign),
    "vetoes:decisions": Row(settled_by_leads("404"), of_campaign),
    "vetoes:gate_decisions": Row(settled_by_leads("404"), of_campaign),
    "vetoes:statement": Row(
        {
            "own": {"GET": "302 404 404 404 200 404 404 404", "POST": "302 404 404 404 422 404 404 404"},
            **{key: {"GET": NOTHING["GET"], "POST": NOTHING["GET"]} for key in ("neighbour", "other", "absent")},
        },
        of_hearing,
    ),
}

#: Accounts are kept by the security administrator alone; evaluation administrators approve roles, as a second person.
SECURITY = "302 403 403 403 403 403 {} 403"
APPROVERS = "302 {0} 403 403 403 403 {0} 403"


def kept_account(post: str, get: str = "405") -> Statuses:
    """An account's page or what is POSTed to it, and the same of an account that is not there."""
    own = {"GET": SECURITY.format(get) if get != "405" else ONLY_GET, "POST": SECURITY.format(post)}
    absent = {"GET": SECURITY.format("404") if get != "405" else ONLY_GET, "POST": SECURITY.format("404")}
    return {"own": own, "absent": absent}


def of_account(world: World, kind: str) -> list[Any]:
    return [world.account[kind]]


#: Only a person's own; without a second factor there is none to remove.
MISSING_OWN: Statuses = {"own": {"GET": ONLY_GET, "POST": "302 404 404 404 404 404 404 404"}}
ACCOUNTS: Mapping[str, Row] = {
    "sign_in_code": Row({"own": {"GET": "302", "POST": "302"}}),
    "admin_sign_in": Row({"own": {"GET": "302", "POST": "302"}}),
    "accounts:own_factor": Row({"own": {"GET": SIGNED_IN, "POST": SIGNED_IN}}),
    "accounts:own_factor_removal": Row(MISSING_OWN),
    "accounts:recovery_codes": Row(MISSING_OWN),
    "accounts:own_sessions_endings": Row({"own": {"GET": ONLY_GET, "POST": "302"}}),
    "accounts:own_session_ending": Row(MISSING_OWN, lambda world, kind: ["nobody"]),
    # Whoever has the link; what holds no more and what never did look alike.
    "accounts:invitation": Row(
        {"own": {"GET": "200", "POST": "422"}, "absent": {"GET": "404", "POST": "404"}},
        lambda world, kind: [world.token if kind == "own" else "nothing"],
        data={"new_password1": "x"},
    ),
    "accounts:list": Row({"own": {"GET": SECURITY.format("200"), "POST": ONLY_GET}}),
    "accounts:new": Row({"own": {"GET": SECURITY.format("200"), "POST": SECURITY.format("422")}}, data={"name": "x"}),
    "accounts:file": Row({"own": {"GET": SECURITY.format("200"), "POST": SECURITY.format("422")}}),
    "accounts:file_import": Row({"own": {"GET": ONLY_GET, "POST": SECURITY.format("422")}}),
    "accounts:organisations": Row({"own": {"GET": SECURITY.format("200"), "POST": SECURITY.format("200")}}),
    "accounts:proposals": Row({"own": {"GET": APPROVERS.format("200"), "POST": APPROVERS.format("422")}}),
    "accounts:proposal_withdrawal": Row(kept_account("302"), lambda world, kind: [world.proposal[kind]]),
    "accounts:person": Row(kept_account("200", get="200"), of_account),
    "accounts:person_invitation": Row(kept_account("200"), of_account),
    "accounts:invitation_withdrawal": Row(kept_account("302"), of_account),
    "accounts:disablement": Row(kept_account("302"), of_account),
    "accounts:enablement": Row(kept_account("302"), of_account),
    "accounts:session_endings": Row(kept_account("302"), of_account),
    "accounts:factor_removal": Row(kept_account("302"), of_account),
    "accounts:role_proposals": Row(kept_account("422"), of_account),
    "accounts:site_role_removal": Row(kept_account("302"), of_account),
    "accounts:membership_removal": Row(
        kept_account("302"), lambda world, kind: [world.account["own"], world.membership[kind]]
    ),
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
    "workbooks:home": Row(members(FILLERS), of_campaign),
    "workbooks:file": Row(members(ONES_OWN), of_campaign),
    # Without a file the form is refused.
    "workbooks:uploads": Row(posted("302 403 422 422 403 403 404 404", NOTHING["GET"]), of_campaign),
    "workbooks:upload": Row(
        {
            "own": {"GET": "302 403 404 200 404 403 404 404", "POST": ONLY_GET},
            "other": NOTHING,
            "absent": {"GET": NO_UPLOAD, "POST": ONLY_GET},
        },
        of_workbook,
    ),
    # Without its digest nothing is applied, and one is led back to the plan.
    "workbooks:application": Row(posted(OWN_UPLOAD, NO_UPLOAD), of_workbook),
    "workbooks:cancellation": Row(posted(OWN_UPLOAD, NO_UPLOAD), of_workbook),
    "workbooks:discarding": Row(posted(OWN_UPLOAD, NO_UPLOAD), of_workbook),
}

#: The "other" campaign is published: everybody reads it, whatever they hold; the own one is not yet.
PUBLIC_PAGE: Statuses = {
    "own": {"GET": "404", "POST": ONLY_GET},
    "other": {"GET": "200", "POST": ONLY_GET},
    "absent": {"GET": "404", "POST": ONLY_GET},
}


def of_revision(*more: Any) -> Arguments:
    return lambda world, kind: [world.campaign[kind], 1, *more]


def administered(get: str, post: str) -> Statuses:
    """What administrators do with a publication; nothing of it is there for strangers."""
    elsewhere = {"GET": get if get == ONLY_GET else NOTHING["GET"], "POST": NOTHING["GET"]}
    return {"own": {"GET": get, "POST": post}, "other": elsewhere, "absent": elsewhere}


#: Whoever reads results learns that nothing is there to be approved or withdrawn.
NOTHING_SEALED = "302 404 404 403 403 404 404 404"
PUBLICATIONS: Mapping[str, Row] = {
    "publications:publication": Row(members(READERS), of_campaign),
    # Scoring is not over: nobody prepares.
    "publications:preparations": Row(administered(ONLY_GET, "302 403 403 403 403 403 404 404"), of_campaign),
    "publications:approval": Row(administered(ONLY_GET, NOTHING_SEALED), of_campaign),
    "publications:discarding": Row(administered(ONLY_GET, NOTHING_SEALED), of_campaign),
    "publications:withdrawal": Row(administered(NOTHING_SEALED, NOTHING_SEALED), of_revision()),
    "publications:reissue": Row(administered(NOTHING_SEALED, NOTHING_SEALED), of_revision()),
    "publications:index": Row({"own": {"GET": "200", "POST": ONLY_GET}}),
    "publications:latest": Row({**PUBLIC_PAGE, "other": {"GET": "302", "POST": ONLY_GET}}, of_campaign),
    "publications:revision": Row(PUBLIC_PAGE, of_revision()),
    "publications:method": Row(PUBLIC_PAGE, of_revision()),
    "publications:verify": Row(PUBLIC_PAGE, of_revision()),
    "publications:league": Row(PUBLIC_PAGE, lambda world, kind: [world.campaign[kind], 1, world.league]),
    "publications:indicators": Row(PUBLIC_PAGE, lambda world, kind: [world.campaign[kind], 1, world.published_system]),
    "publications:entity": Row(PUBLIC_PAGE, lambda world, kind: [world.campaign[kind], 1, world.entity["other"]]),
    "publications:file": Row(PUBLIC_PAGE, of_revision("results.csv")),
    "publications:record": Row(PUBLIC_PAGE, of_run),
}


def of_assessment(world: World, kind: str) -> list[Any]:
    return [world.assessment[kind]]


def of_receipt(world: World, kind: str) -> list[Any]:
    return [world.assessment[kind], 1]


def of_beginning(world: World, kind: str) -> list[Any]:
    return [*of_campaign_entity(world, kind), world.column["own"][0]]


#: Self-assessments: the agency's own; evaluators get submitted answers as claims on their sheets only.
SUBMISSIONS: Mapping[str, Row] = {
    "submissions:mine": Row({"own": {"GET": SIGNED_IN, "POST": ONLY_GET}}),
    "submissions:assessment": Row(seen_by_agency("302", NOTHING["GET"], ONLY_GET), of_assessment),
    "submissions:receipt": Row(seen_by_agency("302", NOTHING["GET"], ONLY_GET), of_receipt),
    "submissions:overview": Row(members(READERS), of_campaign),
    # The administrator's form without a reason leads back to the page.
    "submissions:reopening": Row(
        {
            "own": {"GET": ONLY_GET, "POST": "302 302 403 404 403 403 404 404"},
            "neighbour": {"GET": ONLY_GET, "POST": "302 302 403 404 404 403 404 404"},
            "other": {"GET": ONLY_GET, "POST": NOTHING["GET"]},
            "absent": {"GET": ONLY_GET, "POST": NOTHING["GET"]},
        },
        of_assessment,
    ),
    "submissions:beginning": Row(
        {
            "own": {"GET": ONLY_GET, "POST": "302 403 403 404 403 403 404 404"},
            "neighbour": {"GET": ONLY_GET, "POST": "302 403 403 404 404 403 404 404"},
            "other": {"GET": ONLY_GET, "POST": NOTHING["GET"]},
            "absent": {"GET": ONLY_GET, "POST": NOTHING["GET"]},
        },
        of_beginning,
    ),
    "submissions:api_assessment": Row(seen_by_agency("401", NOWHERE, NOT_SO), of_assessment),
    "submissions:cells": Row(PARTS, of_assessment),
    # Answers are over once scoring has begun.
    "submissions:submission": Row(agency_only("403"), of_assessment),
    "submissions:takeover": Row(agency_only("403"), of_assessment),
    "submissions:attachments": Row(agency_only("403"), of_assessment, data={"criterion": "1", "version": "1"}),
    "submissions:attachment": Row(PARTS, of_receipt),
}


#: Nobody appeals, argues or decides outside of the phase of appeals; whoever sees the appeal is told so.
NO_APPEALS = "302 403 403 403 403 403 404 404"
APPEALS: Mapping[str, Row] = {
    "appeals:list": Row(members("302 200 200 403 200 200 404 404"), of_campaign),
    "appeals:changes": Row(members(READERS), of_campaign),
    "appeals:new": Row(
        {
            "own": {"GET": NO_APPEALS, "POST": NO_APPEALS},
            "neighbour": dict.fromkeys(METHODS, "302 403 403 403 404 403 404 404"),
            "other": dict.fromkeys(METHODS, NOTHING["GET"]),
            "absent": dict.fromkeys(METHODS, "302 404 404 403 404 404 404 404"),
        },
        of_appealed,
    ),
    "appeals:appeal": Row(about_appeal("302 200 200 403 200 200 404 404"), of_appeal),
    "appeals:messages": Row(about_appeal(NO_APPEALS, method="POST"), of_appeal),
    "appeals:withdrawal": Row(about_appeal(NO_APPEALS, method="POST"), of_appeal),
    "appeals:decision": Row(about_appeal(NO_APPEALS, method="POST"), of_appeal),
}


def of_case(world: World, kind: str) -> list[Any]:
    return [world.campaign["other" if kind == "other" else "own"], world.case[kind]]


def about_case(own: str, neighbour: str) -> Statuses:
    """What is POSTed about a submitted case; who sees it is told why not."""
    statuses = {"own": own, "neighbour": neighbour, "other": NOTHING["GET"], "absent": NOTHING["GET"]}
    return {kind: {"GET": ONLY_GET, "POST": status} for kind, status in statuses.items()}


#: During scoring nothing is entered any more; the evaluator is assigned to "own", whose category feeds no criterion.
NO_CASE_OF_MINE = "302 403 403 404 404 403 404 404"
REFUSED_CASE = about_case("302 403 403 403 403 403 404 404", NO_CASE_OF_MINE)
NO_NEW_CASE = "302 403 403 404 403 403 404 404"
CASES: Mapping[str, Row] = {
    "cases:list": Row(members(ROLE_HOLDERS), of_campaign),
    "cases:categories": Row(posted(DEED, NOTHING["GET"]), of_campaign),
    "cases:case": Row(
        {
            "own": {"GET": ROLE_HOLDERS, "POST": ONLY_GET},
            "neighbour": {"GET": "302 200 200 404 404 200 404 404", "POST": ONLY_GET},
            "other": NOTHING,
            "absent": NOTHING,
        },
        of_case,
    ),
    "cases:text": Row(REFUSED_CASE, of_case),
    "cases:files": Row(REFUSED_CASE, of_case),
    "cases:submission": Row(REFUSED_CASE, of_case),
    "cases:mark": Row(REFUSED_CASE, of_case),
    "cases:award": Row(
        about_case("302 302 302 403 403 403 404 404", "302 302 302 404 404 403 404 404"), of_case, data={"award": ""}
    ),
    "cases:new": Row(
        {
            "own": {"GET": NO_NEW_CASE, "POST": NO_NEW_CASE},
            "neighbour": {"GET": NO_CASE_OF_MINE, "POST": NO_CASE_OF_MINE},
            "other": {"GET": NOTHING["GET"], "POST": NOTHING["GET"]},
            "absent": {"GET": NOTHING["GET"], "POST": NOTHING["GET"]},
        },
        of_campaign_entity,
    ),
}


MATRIX: Mapping[str, Row] = {
    "home": Row({"own": {"GET": "302", "POST": ONLY_GET}}),
    "sign_in": Row({"own": {"GET": "200 302 302 302 302 302 302 302", "POST": "200 302 302 302 302 302 302 302"}}),
    "sign_out": Row({"own": {"GET": ONLY_GET, "POST": "302"}}),
    "set_language": Row({"own": {"GET": "302", "POST": "302"}}, data={"language": "en"}),
    "account": Row({"own": {"GET": SIGNED_IN, "POST": SIGNED_IN}}),
    "search": Row({"own": {"GET": SIGNED_IN, "POST": ONLY_GET}}),
    "notices:list": Row({"own": {"GET": SIGNED_IN, "POST": ONLY_GET}}),
    "notices:reading_of_all": Row({"own": {"GET": ONLY_GET, "POST": "302"}}),
    # The evaluator's own notice; nobody else learns that it is there.
    "notices:reading": Row(
        {
            "own": {"GET": ONLY_GET, "POST": "302 404 404 302 404 404 404 404"},
            "absent": {"GET": ONLY_GET, "POST": NOTHING["GET"]},
        },
        of_notice,
    ),
    "health": Row({"own": {"GET": "200", "POST": "200"}}),
    "indicators:library": Row({"own": {"GET": SIGNED_IN, "POST": ONLY_GET}}),
    "indicators:version": Row(members(ROLE_HOLDERS), of_version),
    "indicators:document": Row(members(ROLE_HOLDERS), of_version),
    "campaigns:list": Row({"own": {"GET": SIGNED_IN, "POST": ONLY_GET}}),
    "campaigns:home": Row(members(ROLE_HOLDERS), of_campaign),
    "results:runs": Row(members(READERS, post=DEED), of_campaign),
    "results:latest": Row(members(LED_ON), of_campaign),
    "results:run": Row(members(READERS), of_run),
    "results:leagues": Row(members(LED_ON), of_run),
    "results:ranking": Row(members(READERS), of_ranking),
    "results:entity": Row(ENTITY, of_entity),
    "results:own": Row(ENTITY, of_campaign_entity),
    "results:leaf": Row(ENTITY, of_leaf),
    "results:job": Row(members(READERS), of_job),
    "results:cancellation": Row(
        {
            "own": {"GET": ONLY_GET, "POST": DEED},
            "other": {"GET": ONLY_GET, "POST": NOTHING["GET"]},
            # The campaign is theirs, the job is not there.
            "absent": {"GET": ONLY_GET, "POST": NOTHING["GET"]},
        },
        of_job,
    ),
    "exports:download": Row(members(READERS), of_download),
    "analysis:disagreements": Row(members(READERS), of_campaign),
    "analysis:agreement": Row(members(READERS), of_campaign),
    # A lead's empty form names no cell; whoever else sees the list is told that only leads settle.
    "analysis:adjudications": Row(settled_by_leads("404"), of_campaign),
    # The lead is asked for a reason.
    "analysis:withdrawal": Row(settled_by_leads("422"), of_adjudication),
    **APPEALS,
    **SHEETS,
    **WORKBOOKS,
    **EVIDENCE,
    **SUBMISSIONS,
    **CASES,
    **WORK,
    **VETOES,
    **AUDIT,
    **PUBLICATIONS,
    **ACCOUNTS,
}

#: Sheets are filled in, submitted and reopened during scoring only, cells are settled then and in reconciliation;
#: whoever sees one is told so.
SCORING_IS_OVER = {
    ("submissions:reopening", "own", "POST", "administrator"): 403,
    ("submissions:reopening", "neighbour", "POST", "administrator"): 403,
    ("campaigns:assignment", "own", "POST", "administrator"): 403,
    ("campaigns:assignment_file", "own", "POST", "administrator"): 403,
    ("campaigns:assignment_additions", "own", "POST", "administrator"): 403,
    ("campaigns:assignment_additions", "absent", "POST", "administrator"): 403,
    ("campaigns:assignment_removals", "own", "POST", "administrator"): 403,
    ("campaigns:assignment_removals", "absent", "POST", "administrator"): 403,
    ("analysis:adjudications", "own", "POST", "lead"): 403,
    ("analysis:withdrawal", "own", "POST", "lead"): 403,
    ("reviews:submission", "own", "POST", "evaluator"): 403,
    ("workbooks:uploads", "own", "POST", "evaluator"): 403,
    ("workbooks:uploads", "own", "POST", "lead"): 403,
    ("workbooks:application", "own", "POST", "evaluator"): 403,
    ("reviews:reopening", "own", "POST", "evaluator"): 403,
    ("reviews:reopening_decision", "own", "POST", "administrator"): 403,
    ("reviews:reopening_decision", "own", "POST", "lead"): 403,
    ("reviews:gate_proposals", "own", "POST", "evaluator"): 403,
    ("reviews:veto_proposals", "own", "POST", "evaluator"): 403,
}

#: phase → (name, object, method, role) → status, where it differs from the row.
PHASES: Mapping[str, Mapping[tuple[str, str, str, str], int]] = {
    "scoring": {},
    # What is settled is settled here as well.
    "reconciliation": {cell: status for cell, status in SCORING_IS_OVER.items() if not cell[0].startswith("analysis:")},
    "preliminary": {
        **SCORING_IS_OVER,
        ("results:entity", "own", "GET", "agency"): 200,
        ("results:own", "own", "GET", "agency"): 200,
        ("results:leaf", "own", "GET", "agency"): 200,
    },
    "published": {
        **SCORING_IS_OVER,
        ("vetoes:list", "own", "POST", "lead"): 403,
        ("vetoes:decisions", "own", "POST", "lead"): 403,
        ("vetoes:gate_decisions", "own", "POST", "lead"): 403,
        ("vetoes:statement", "own", "POST", "agency"): 403,
        ("results:entity", "own", "GET", "agency"): 200,
        ("results:own", "own", "GET", "agency"): 200,
        ("results:leaf", "own", "GET", "agency"): 200,
        ("evidence:links", "own", "POST", "agency"): 403,
        ("evidence:uploads", "own", "POST", "agency"): 403,
        ("evidence:completion", "own", "POST", "agency"): 403,
        # What is published is computed no more, nor are awards given.
        ("cases:categories", "own", "POST", "administrator"): 403,
        ("cases:award", "own", "POST", "administrator"): 403,
        ("cases:award", "own", "POST", "lead"): 403,
        ("cases:award", "neighbour", "POST", "administrator"): 403,
        ("cases:award", "neighbour", "POST", "lead"): 403,
        ("results:runs", "own", "POST", "administrator"): 403,
        ("results:cancellation", "own", "POST", "administrator"): 403,
    },
}
