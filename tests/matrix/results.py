"""Runs and what they give; vetoes, appeals; what is published."""

from __future__ import annotations

from collections.abc import Mapping

from tests.matrix.answers import (
    DEED,
    LED_ON,
    NOBODY,
    NOTHING,
    ONLY_GET,
    ONLY_POST,
    READERS,
    both,
    hidden_from,
    members,
    posted,
    settled_by_leads,
)
from tests.matrix.table import METHODS, Row, Statuses

ENTITY: Statuses = {
    # Before results are released the agency is told when it sees its own; of its neighbours it learns nothing.
    "own": {"GET": READERS, "POST": ONLY_GET},
    "neighbour": {"GET": hidden_from("agency", READERS), "POST": ONLY_GET},
    "other": NOTHING,
    # Where a reader sees entities at all, an absent one is absent; an evaluator sees none.
    "absent": {"GET": "302 404 404 403 404 404 404 404", "POST": ONLY_GET},
}
RELEASED = "preliminary..archived own GET agency 200"
#: What is published is computed no more.
PUBLISHED = "published..archived own POST administrator 403"
RESULTS: Mapping[str, Row] = {
    "results:runs": Row(members(READERS, post=DEED), "campaign", but=(PUBLISHED,)),
    "results:latest": Row(members(LED_ON), "campaign"),
    "results:run": Row(members(READERS), "campaign =1"),
    "results:leagues": Row(members(LED_ON), "campaign =1"),
    "results:ranking": Row(members(READERS), "campaign =1 league"),
    "results:entity": Row(ENTITY, "here =1 entity", but=(RELEASED,)),
    "results:own": Row(ENTITY, "here entity", but=(RELEASED,)),
    "results:leaf": Row(ENTITY, "here =1 entity =sites =1.1", but=(RELEASED,)),
    "results:job": Row(members(READERS), "campaign job"),
    "results:cancellation": Row(posted(DEED), "campaign job", but=(PUBLISHED,)),
    "exports:download": Row(members(READERS), "campaign =1 =json"),
}

#: Vetoes are decided, and agencies heard, from scoring to appeals. A lead's empty form names no case; of a hearing only
#: the agency of its entity learns.
NO_VETO = "draft..self-assessment,final..archived own POST lead 403"
VETOES: Mapping[str, Row] = {
    "vetoes:list": Row(members(READERS, post="302 403 404 403 403 403 404 404"), "campaign", but=(NO_VETO,)),
    "vetoes:decisions": Row(settled_by_leads("404"), "campaign", but=(NO_VETO,)),
    "vetoes:gate_decisions": Row(settled_by_leads("404"), "campaign", but=(NO_VETO,)),
    "vetoes:statement": Row(
        {
            "own": {"GET": "302 404 404 404 200 404 404 404", "POST": "302 404 404 404 422 404 404 404"},
            **{key: dict.fromkeys(METHODS, NOBODY) for key in ("neighbour", "other", "absent")},
        },
        "campaign hearing",
        but=("draft..self-assessment,final..archived own POST agency 403",),
    ),
}

#: Nobody appeals, argues or decides outside of the phase of appeals; whoever sees the appeal is told so.
NO_APPEALS = "302 403 403 403 403 403 404 404"
SEEN = "302 200 200 403 200 200 404 404"


def about_appeal(own: str, *, method: str = "GET") -> Statuses:
    """An appeal of the own entity and of its neighbour, which the agency does not find; evaluators see none."""
    found = {"own": own, "neighbour": hidden_from("agency", own), "other": NOBODY, "absent": NOBODY}
    return {kind: {**dict.fromkeys(METHODS, ONLY_GET), method: status} for kind, status in found.items()}


APPEALS: Mapping[str, Row] = {
    "appeals:list": Row(members(SEEN), "campaign"),
    "appeals:changes": Row(members(READERS), "campaign"),
    # In time, the form is shown, and an empty one refused.
    "appeals:new": Row(
        both(NO_APPEALS, neighbour=hidden_from("agency", NO_APPEALS), absent="302 404 404 403 404 404 404 404"),
        "here entity =sites =1.1#1",
        but=("appeals own GET agency 200", "appeals own POST agency 422"),
    ),
    "appeals:appeal": Row(about_appeal(SEEN), "campaign appeal"),
    # Empty forms of the agency and of a lead who scored none of it.
    "appeals:messages": Row(
        about_appeal(NO_APPEALS, method="POST"),
        "campaign appeal",
        but=("appeals own POST agency,lead 422", "appeals neighbour POST lead 422"),
    ),
    "appeals:withdrawal": Row(
        about_appeal(NO_APPEALS, method="POST"), "campaign appeal", but=("appeals own POST agency 302",)
    ),
    "appeals:decision": Row(
        about_appeal(NO_APPEALS, method="POST"), "campaign appeal", but=("appeals own,neighbour POST lead 422",)
    ),
}

#: The "other" campaign is published: everybody reads it, whatever they hold; the own one is not yet.
PUBLIC_PAGE: Statuses = {
    "own": {"GET": "404", "POST": ONLY_GET},
    "other": {"GET": "200", "POST": ONLY_GET},
    "absent": {"GET": "404", "POST": ONLY_GET},
}
#: Whoever reads results learns that nothing is there to be approved or withdrawn.
NOTHING_SEALED = "302 404 404 403 403 404 404 404"
PUBLICATIONS: Mapping[str, Row] = {
    "publications:publication": Row(members(READERS), "campaign"),
    # Nobody prepares before results are final; then the list of checks stands against it.
    "publications:preparations": Row(posted(NO_APPEALS), "campaign", but=("final own POST administrator 422",)),
    "publications:approval": Row(posted(NOTHING_SEALED), "campaign"),
    "publications:discarding": Row(posted(NOTHING_SEALED), "campaign"),
    "publications:withdrawal": Row(both(NOTHING_SEALED), "campaign =1"),
    "publications:reissue": Row(both(NOTHING_SEALED), "campaign =1"),
    "publications:index": Row({"own": {"GET": "200", "POST": ONLY_POST}}),
    "publications:latest": Row({**PUBLIC_PAGE, "other": {"GET": "302", "POST": ONLY_GET}}, "campaign"),
    "publications:revision": Row(PUBLIC_PAGE, "campaign =1"),
    "publications:method": Row(PUBLIC_PAGE, "campaign =1"),
    "publications:verify": Row(PUBLIC_PAGE, "campaign =1"),
    "publications:league": Row(PUBLIC_PAGE, "campaign =1 league"),
    "publications:indicators": Row(PUBLIC_PAGE, "campaign =1 published_system"),
    "publications:entity": Row(PUBLIC_PAGE, "campaign =1 published_entity"),
    "publications:file": Row(PUBLIC_PAGE, "campaign =1 =results.csv"),
    "publications:record": Row(PUBLIC_PAGE, "campaign =1"),
}
