"""The flat plan of an indicator version, made once a process and content."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

from assessment.scoring import VersionPlan, plan_version
from indicators.documents.normal import normalise
from indicators.models import IndicatorVersion

MOST_KEPT = 64
_kept: OrderedDict[str, VersionPlan] = OrderedDict()
_lock = Lock()


def plan_of(version: IndicatorVersion) -> VersionPlan:
    """The plan of a stored version. Same content, same plan: a draft that was changed has another hash.

    A plan that is kept needs no document: a caller may defer that column.
    """
    return _kept_plan(version.content_hash) or plan_of_content(version.content_hash, version.document)


def plan_of_content(content_hash: str, document: dict[str, Any]) -> VersionPlan:
    """The plan of a document that may not be stored yet; ``content_hash`` is the hash of its normal form.

    The document is normalised first, also when it comes from the database: PostgreSQL does not keep the order of a
    tally's categories, and packed sheets depend on it.
    """
    kept = _kept_plan(content_hash)
    if kept is not None:
        return kept
    plan = plan_version(normalise(document))
    with _lock:
        _kept[content_hash] = plan
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return plan


def _kept_plan(content_hash: str) -> VersionPlan | None:
    with _lock:
        if content_hash in _kept:
            _kept.move_to_end(content_hash)
        return _kept.get(content_hash)
