"""Indicators, campaigns, their phases; who scores what, who must not, and how far they are."""

from __future__ import annotations

from collections.abc import Mapping

from tests.matrix.answers import (
    DEED,
    DEED_ON_NOTHING,
    NOTHING,
    ONLY_GET,
    OPEN_PAGE,
    READERS,
    ROLE_HOLDERS,
    SIGNED_IN,
    UNFINISHED,
    members,
    posted,
)
from tests.matrix.table import Row, Statuses

#: Nothing of it for agencies and evaluators.
WATCHED_ENTITY: Statuses = {
    "own": {"GET": READERS, "POST": ONLY_GET},
    "neighbour": {"GET": READERS, "POST": ONLY_GET},
    "other": NOTHING,
    "absent": {"GET": "302 404 404 403 403 404 404 404", "POST": ONLY_GET},
}
#: Once scoring is over, assignments stay as they are.
KEPT = "reconciliation..archived own POST administrator 403"
KEPT_ALSO_ABSENT = "reconciliation..archived own,absent POST administrator 403"
CAMPAIGNS: Mapping[str, Row] = {
    "search": Row({"own": {"GET": SIGNED_IN, "POST": ONLY_GET}}),
    "indicators:library": Row(OPEN_PAGE),
    "indicators:version": Row(members(ROLE_HOLDERS), "version"),
    "indicators:document": Row(members(ROLE_HOLDERS), "version"),
    "campaigns:list": Row(OPEN_PAGE),
    "campaigns:home": Row(members(ROLE_HOLDERS), "campaign"),
    "campaigns:phases": Row(members(ROLE_HOLDERS), "campaign"),
    # An empty form moves nothing.
    "campaigns:phase_moves": Row(posted(UNFINISHED), "campaign"),
    "campaigns:phase_extension": Row(posted(UNFINISHED), "campaign"),
    "campaigns:phase_plan": Row(members("302 200 403 403 403 403 404 404", post=DEED), "campaign"),
    "campaigns:assignment": Row(members(READERS, post=DEED), "campaign", but=(KEPT,)),
    "campaigns:assignment_file": Row(members(READERS, post=DEED), "campaign", but=(KEPT,)),
    "campaigns:assignment_entity": Row(WATCHED_ENTITY, "here entity"),
    "campaigns:assignment_additions": Row(posted(DEED, DEED_ON_NOTHING), "here entity", but=(KEPT_ALSO_ABSENT,)),
    "campaigns:assignment_removals": Row(posted(DEED, DEED_ON_NOTHING), "here entity", but=(KEPT_ALSO_ABSENT,)),
    # An empty form is refused; evaluators declare their own.
    "campaigns:conflicts": Row(
        members("302 200 200 200 403 200 404 404", post="302 422 403 422 403 403 404 404"), "campaign"
    ),
    "campaigns:conflict_file": Row(posted(DEED), "campaign"),
    "campaigns:conflict_withdrawal": Row(posted(DEED, DEED_ON_NOTHING), "here conflict"),
    "work:mine": Row(OPEN_PAGE),
    "work:progress": Row(members(READERS), "campaign"),
    "work:progress_file": Row(members(READERS), "campaign"),
    "work:progress_book": Row(members(READERS), "campaign"),
    "work:progress_entity": Row(WATCHED_ENTITY, "here entity"),
}
