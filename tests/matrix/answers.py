"""Answers that many rows share."""

from __future__ import annotations

from tests.matrix.table import ROLES, Statuses

#: The address does not take the method, whoever asks.
ONLY_GET = ONLY_POST = "405"
#: Interfaces answer a visitor with 401, and look at who asks before they look at what is asked.
NOT_SO = "401 405 405 405 405 405 405 405"
#: Addresses that take PUT and DELETE only.
PARTS: Statuses = {"own": {"GET": NOT_SO, "POST": NOT_SO}}

#: Strangers to an object find nothing; visitors are asked to sign in.
NOBODY = "302 404 404 404 404 404 404 404"
NOBODY_HERE = "401 404 404 404 404 404 404 404"
NOTHING = {"GET": NOBODY, "POST": ONLY_GET}
SIGNED_IN = "302 200 200 200 200 200 200 200"
#: Anybody with a role in the campaign.
ROLE_HOLDERS = "302 200 200 200 200 200 404 404"
#: Those who see all results; evaluators and agencies are told why they don't.
READERS = "302 200 200 403 403 200 404 404"
#: The same, for what leads on to another page.
LED_ON = "302 302 302 403 403 302 404 404"
#: Administrators do; leads and auditors are told why they don't.
DEED = "302 302 403 403 403 403 404 404"
#: Whoever may do it learns that it is not there, everybody else that they may not.
DEED_ON_NOTHING = "302 404 403 403 403 403 404 404"
#: An administrator's incomplete form.
UNFINISHED = "302 422 403 403 403 403 404 404"

#: Pages that read only, for everybody who is signed in, and for everybody.
OPEN_PAGE: Statuses = {"own": {"GET": SIGNED_IN, "POST": ONLY_GET}}


def members(get: str, post: str = ONLY_GET) -> Statuses:
    """A page of a campaign: ``get`` and ``post`` in the own one, nothing elsewhere."""
    elsewhere = {"GET": NOBODY, "POST": ONLY_GET if post == ONLY_GET else NOBODY}
    return {"own": {"GET": get, "POST": post}, "other": elsewhere, "absent": elsewhere}


def posted(own: str, absent: str = NOBODY, **more: str) -> Statuses:
    """What is only POSTed about a part of the own campaign, and about a part that is not there; ``more``: of others."""
    statuses = {"own": own, "other": NOBODY, "absent": absent, **more}
    return {kind: {"GET": ONLY_POST, "POST": status} for kind, status in statuses.items()}


def both(own: str, neighbour: str = "", absent: str = NOBODY) -> Statuses:
    """What is shown and POSTed with the same answers."""
    statuses = {"own": own, "other": NOBODY, "absent": absent} | ({"neighbour": neighbour} if neighbour else {})
    return {kind: {"GET": status, "POST": status} for kind, status in statuses.items()}


def settled_by_leads(lead: str) -> Statuses:
    """What a lead POSTs about a cell, and what an incomplete form is answered with."""
    return posted(f"302 403 {lead} 403 403 403 404 404")


def own_only(own: str) -> Statuses:
    """What an interface tells one person of what is theirs."""
    elsewhere = {"GET": NOBODY_HERE, "POST": NOT_SO}
    return {"own": {"GET": own, "POST": NOT_SO}, "other": elsewhere, "absent": elsewhere}


def agency_only(post: str) -> Statuses:
    """What the agency POSTs about its own entity; who reads all entities is told why not, the others find nothing."""
    seen = "401 403 403 404 404 403 404 404"
    own = f"401 403 403 404 {post} 403 404 404"
    statuses = {"own": own, "neighbour": seen, "other": NOBODY_HERE, "absent": NOBODY_HERE}
    return {kind: {"GET": NOT_SO, "POST": status} for kind, status in statuses.items()}


def seen_by_agency(visitor: str = "302") -> Statuses:
    """The agency sees its own, who reads all entities everything, evaluators nothing at this address.

    ``visitor`` 401: an interface.
    """
    elsewhere, post = (NOBODY, ONLY_GET) if visitor == "302" else (NOBODY_HERE, NOT_SO)
    own, neighbour = (f"{visitor} 200 200 404 {agency} 200 404 404" for agency in ("200", "404"))
    statuses = {"own": own, "neighbour": neighbour, "other": elsewhere, "absent": elsewhere}
    return {kind: {"GET": status, "POST": post} for kind, status in statuses.items()}


def hidden_from(role: str, statuses: str) -> str:
    """The same statuses, but the role does not find it."""
    each = statuses.split()
    each[ROLES.index(role)] = "404"
    return " ".join(each)
