"""On an agency's page: an appeal beside each criterion, while the window is open or where there is one."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.appeals import rules
from assessment.appeals.models import Appeal
from assessment.campaigns.models import Entity
from assessment.campaigns.rules import Actor
from assessment.core.figures import moment
from assessment.results.models import Run
from assessment.results.own_links import OwnLink, OwnLinks, Place, provider


@provider
def links(user: Actor, entity: Entity, run: Run) -> OwnLinks:
    """Two queries."""
    key = entity.campaign.key
    rows = Appeal.objects.filter(entity=entity).exclude(status=Appeal.Status.WITHDRAWN)
    found = rows.values_list("component__version__system__key", "criterion__address", "pk", "status")
    standing = {
        (system, address): OwnLink(
            _("Appeal"), reverse("appeals:appeal", args=[key, pk]), "gavel", status, str(Appeal.Status(status).label)
        )
        for system, address, pk, status in found
    }
    verdict = rules.can_file_appeal(user, entity)
    head = OwnLink(_("Your appeals"), reverse("appeals:list", args=[key]), "gavel") if standing else None
    return OwnLinks(_note(entity) if verdict else "", head, standing, _offer(entity) if verdict else None)


def _offer(entity: Entity):  # type: ignore[no-untyped-def]
    def offer(place: Place) -> OwnLink:
        url = reverse("appeals:new", args=[entity.campaign.key, entity.key, *place])
        return OwnLink(_("Appeal against it"), url, "gavel")

    return offer


def _note(entity: Entity) -> str:
    due = entity.campaign.due_at
    if due is None:
        return _("You may appeal against the value of each criterion now.")
    return _("You may appeal against the value of each criterion until %(due)s.") % {"due": moment(due)}
