"""What the page of a self-assessment shows, as plain values for JSON. A constant number of queries."""

from __future__ import annotations

from typing import Any

from assessment.campaigns.rules import Actor
from assessment.core.verdicts import Denied
from indicators.selectors import tree_of
from reviews.evidence.payload import version_payload
from reviews.payload import channel_links, component_payload, tree_payload
from reviews.running import figures_of
from reviews.submissions import rules
from reviews.submissions.asked import Questions
from reviews.submissions.models import Answer, Attachment, SelfAssessment
from reviews.submissions.selectors import answers_of, assessment_version, attachments_of

Json = dict[str, Any]


def assessment_payload(assessment: SelfAssessment, actor: Actor) -> Json:
    """``assessment`` comes from selectors.visible_assessments. Its form is that of a sheet (reviews.payload)."""
    questions, answers = Questions.of(assessment), answers_of(assessment)
    branches = [branch for root in tree_of(assessment.component.version) for branch in root.walk()]
    plan, scope = questions.plan, questions.scope
    return {
        **_head(assessment, actor),
        "channels": channel_links(assessment.entity.channels.filter(is_open=True)),
        "tree": list(tree_payload(plan, branches, questions.cells, scope, ())),
        "cells": [_cell(questions, cell, answers) for cell in questions.cells],
        "figures": answer_figures(questions, answers),
        "attachments": [attachment_payload(row) for row in attachments_of(assessment)],
        "snippets": [],
    }


def _head(assessment: SelfAssessment, actor: Actor) -> Json:
    campaign, entity = assessment.entity.campaign, assessment.entity
    verdict = rules.can_answer_assessment(actor, assessment)
    return {
        "id": assessment.pk,
        "campaign": {"key": campaign.key, "name": campaign.name},
        "component": component_payload(assessment.component),
        "entity": {"key": entity.key, "name": entity.name},
        "status": assessment.status,
        "submitted_at": assessment.submitted_at,
        "editable": bool(verdict) and not assessment.is_submitted,
        "locked_reason": verdict.reason if isinstance(verdict, Denied) else "",
        "version": assessment_version(assessment),
    }


def _cell(questions: Questions, cell: Any, answers: dict[tuple[int, str], Answer]) -> Json:
    row = answers.get(questions.key(cell))
    criterion, channel = questions.key(cell)
    return {
        "criterion": criterion,
        "address": questions.plan.criteria[cell.criterion].address,
        "channel": channel,
        "value": row.value if row else "",
        "comment": row.statement if row else "",
        "version": row.version if row else 0,
        "taken_over": bool(row and row.taken_over),
        "required": questions.is_required(cell),
    }


def answer_figures(questions: Questions, answers: dict[tuple[int, str], Answer]) -> Json:
    """The own score, by the engine that computes the campaign: what the entity gives itself so far."""
    addresses = {pk: address for address, pk in questions.ids.items()}
    values = [(addresses[pk], channel, row.value) for (pk, channel), row in answers.items()]
    return figures_of(questions.plan, questions.scope, values, questions.cells)


def attachment_payload(row: Attachment) -> Json:
    return {
        "id": row.pk,
        "criterion": row.criterion_id,
        "channel": row.channel,
        "evidence": version_payload(row.evidence),
    }
