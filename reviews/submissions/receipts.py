"""The receipt of a submission: canonical JSON with the digest of every answer and file, and the same as a PDF.

The digest of an answer is the SHA-256 of the canonical JSON of its place, value, statement and evidence; whoever has
the texts and the files can compute it again. PDF bytes differ from one making to the next: they are never hashed.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from assessment.core.models import User
from indicators.models import Criterion
from reviews.evidence.models import EvidenceVersion
from reviews.submissions.models import SelfAssessment
from reviews.submissions.selectors import answers_of, attachments_of

FORM = "pingheng-receipt-1"


def canonical(value: Any) -> str:
    """One text for one value: sorted keys, no blanks, no escapes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def receipt_document(assessment: SelfAssessment, actor: User, *, at: datetime) -> tuple[str, str]:
    """The canonical JSON of a submission at ``at``, and its SHA-256; four queries."""
    campaign, version = assessment.entity.campaign, assessment.component.version
    document = {
        "form": FORM,
        "campaign": {"key": campaign.key, "name": campaign.name_zh},
        "entity": {"key": assessment.entity.key, "name": assessment.entity.name},
        "component": {"key": version.system.key, "version": version.version, "content": version.content_hash},
        "revision": assessment.revision,
        "submitted_at": at.isoformat(timespec="seconds"),
        "submitted_by": actor.get_username(),
        "late": assessment.late,
        "reopened": assessment.reopened_at is not None,
        "answers": answer_lines(assessment),
    }
    return canonical(document), digest_of(document)


def answer_lines(assessment: SelfAssessment) -> list[dict[str, Any]]:
    """Every cell with an answer or evidence, in document order, each with its digest."""
    answers = answers_of(assessment)
    files: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in attachments_of(assessment):
        files.setdefault((row.criterion_id, row.channel), []).append(evidence_line(row.evidence))
    order = Criterion.objects.filter(version=assessment.component.version_id).order_by("position")
    lines = []
    for pk, address in order.values_list("pk", "address"):
        for key in sorted(key for key in {*answers, *files} if key[0] == pk):
            answer = answers.get(key)
            line = {
                "criterion": address,
                "channel": key[1],
                "value": answer.value if answer else "",
                "statement": answer.statement if answer else "",
                "taken_over": bool(answer and answer.taken_over),
                "evidence": files.get(key, []),
            }
            lines.append({**line, "sha256": digest_of(line)})
    return lines


def evidence_line(version: EvidenceVersion) -> dict[str, Any]:
    """A file by its content, a link by its address and note."""
    line: dict[str, Any] = {"name": str(version.evidence), "version": version.number}
    if version.stored is not None:
        return {**line, "sha256": version.stored.sha256, "bytes": version.stored.size}
    link = {"address": version.address, "note": version.note}
    return {**line, **link, "sha256": digest_of(link)}
