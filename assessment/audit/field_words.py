"""What stands before and after in words: names of values by a list, coded values by the choices of the models.

Names that are data (account names, addresses of cells) and names that no line stands for are shown as written.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

field_word: dict[str, str | Promise] = {
    "accounts": _("accounts"),
    "acknowledged": _("passed over"),
    "active": _("active"),
    "added": _("added"),
    "address": _("address"),
    "allegation": _("what is held against it"),
    "answer": _("answer"),
    "answer_by": _("answer by"),
    "answers": _("answers"),
    "asked_by": _("asked by"),
    "award": _("award"),
    "by": _("by means of"),
    "bytes": _("bytes"),
    "campaign": _("campaign"),
    "category": _("category"),
    "changed": _("changed"),
    "channel": _("channel"),
    "component": _("component"),
    "condition": _("condition"),
    "criterion": _("criterion"),
    "criterion_id": _("criterion"),
    "decision": _("decision"),
    "different": _("different"),
    "digest": _("digest"),
    "due_at": _("deadline"),
    "email": _("e-mail"),
    "engine": _("engine"),
    "entities": _("entities"),
    "entity": _("entity"),
    "evidence": _("evidence"),
    "files": _("files"),
    "from": _("taken from"),
    "hash": _("content hash"),
    "inputs": _("inputs digest"),
    "issuer": _("identity provider"),
    "job": _("job"),
    "kind": _("kind"),
    "label": _("name at the provider"),
    "late": _("late"),
    "leagues": _("leagues"),
    "left": _("left"),
    "manifest": _("manifest"),
    "name": _("name"),
    "names": _("names"),
    "new": _("new"),
    "organisation": _("organisation"),
    "outcome": _("outcome"),
    "overridden": _("passed over"),
    "phase": _("phase"),
    "prepared_by": _("prepared by"),
    "proposed_by": _("proposed by"),
    "reason": _("reason"),
    "refused": _("refused"),
    "removed": _("removed"),
    "results": _("results digest"),
    "revision": _("edition"),
    "role": _("role"),
    "rows": _("rows"),
    "run": _("run"),
    "same": _("unchanged"),
    "scores": _("scores"),
    "seal": _("seal"),
    "second_factor": _("second factor"),
    "sessions": _("sessions"),
    "severity": _("severity"),
    "sha256": _("SHA-256"),
    "sheet": _("score sheet"),
    "sheets": _("score sheets"),
    "site_role": _("role in the installation"),
    "starts_at": _("start"),
    "statement": _("statement"),
    "status": _("state"),
    "subject": _("identity"),
    "tags": _("tags"),
    "text": _("text"),
    "title": _("title"),
    "value": _("value"),
    "values": _("values"),
    "version": _("version"),
    "veto_id": _("veto"),
}

_PLAIN = {
    "true": _("yes"),
    "false": _("no"),
    "null": _("none"),
    "password": _("password"),
    "provider": _("identity provider"),
}


def words_of_path(path: str) -> str:
    """``phase`` or ``appeals.due_at`` in words, part by part."""
    parts = path.split(".")
    return " · ".join(str(field_word.get(part) or _choice_words().get(("", "", part)) or part) for part in parts)


def words_of_value(kind: str, path: str, text: str | None) -> str | None:
    """The text of one side; codes as the label that the field of that name has, in the model of ``kind`` first."""
    if text is None:
        return None
    field = path.rpartition(".")[2] or "status"
    known = _choice_words()
    label = known.get((kind.replace("_", ""), field, text)) or known.get(("", field, text)) or _PLAIN.get(text)
    return text if label is None else str(label)


@cache
def _choice_words() -> dict[tuple[str, str, str], Any]:
    """(model's name or '', field's name, code) → label; without a model only where all models say the same.

    ("", "", code) are the phases and roles, which also name parts of what was written.
    """
    found: dict[tuple[str, str, str], Any] = {}
    several = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            for code, label in field.flatchoices:
                found[model._meta.model_name or "", field.name, str(code)] = label
                everywhere = ("", field.name, str(code))
                if str(found.setdefault(everywhere, label)) != str(label):
                    several.add(everywhere)
    for model_name, name, code in list(found):
        if (model_name, name) in (("campaign", "phase"), ("membership", "role")):
            found["", "", code] = found[model_name, name, code]
    return {key: label for key, label in found.items() if key not in several}
