"""The receipt as PDF, from the stored document: what is printed is what was digested."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessment.campaigns.words import channel_word
from assessment.core.figures import moment
from assessment.core.typesetting import set_pdf
from reviews.submissions.models import Receipt

TEMPLATE = Path(__file__).with_name("receipt.typ")


def receipt_pdf(receipt: Receipt) -> bytes:
    """In the reader's language; ``submitted_by`` is loaded or costs a query."""
    return set_pdf(TEMPLATE, printed(receipt), at=receipt.submitted_at)


def printed(receipt: Receipt) -> dict[str, Any]:
    """Everything the template shows, as strings."""
    document = json.loads(receipt.document)
    marks = [_("late")] * document["late"] + [_("after reopening")] * document["reopened"]
    facts = [
        (_("Campaign"), document["campaign"]["name"]),
        (_("Entity"), document["entity"]["name"]),
        (_("Indicator version"), f"{document['component']['key']} {document['component']['version']}"),
        (_("Submission"), " · ".join([str(document["revision"]), *marks])),
        (_("Submitted"), moment(receipt.submitted_at, full=True)),
        (_("Submitted by"), document["submitted_by"]),
        (_("Digest of this receipt (SHA-256)"), receipt.digest),
    ]
    return {
        "language": "zh" if (get_language() or "zh").startswith("zh") else "en",
        "title": _("Receipt of a self-assessment"),
        "facts": facts,
        "heads": [_("Criterion"), _("Value"), _("Statement and evidence"), "SHA-256"],
        "rows": [_row(line) for line in document["answers"]],
        "note": _(
            "Each digest covers the answer with its evidence; that of a file covers its content. "
            "The receipt's own digest covers all of them."
        ),
        "footer": f"{document['entity']['name']} · {receipt.digest[:16]}",
    }


def _row(line: dict[str, Any]) -> dict[str, Any]:
    place = f"{line['criterion']} {channel_word(line['channel']) if line['channel'] else ''}".strip()
    said = [line["statement"]] if line["statement"] else []
    if line["taken_over"]:
        said.append(_("(taken over from last year)"))
    files = [(f"{piece['name']} ({piece['version']})", piece["sha256"]) for piece in line["evidence"]]
    return {"place": place, "value": line["value"], "said": "\n".join(said), "sha256": line["sha256"], "files": files}
