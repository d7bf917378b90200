"""The demo's published campaign: a first revision with a mistake in it, and its correction, by two people.

An entity far from the sea stands in the league of the coast when the first revision is sealed. The administration goes
back a phase with that reason, takes it out, computes again and publishes what the demo's files say.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Entity, League
from assessment.campaigns.services.phases import move_phase
from assessment.core.models import User
from assessment.core.services import audit
from assessment.demo.fujian import fujian_2018
from assessment.demo.names import ADMINISTRATOR, LEAD, Person
from assessment.demo.people import username_of
from assessment.publications.checks import CheckList
from assessment.publications.selectors import publication_of
from assessment.publications.services.preparing import prepare
from assessment.publications.services.sealing import approve

KEY, COAST = "fujian-2018", "coast"
REASON = "沿海地区排名误列一个内陆单位，已更正并重新测算。"


def unpublished() -> Campaign | None:
    """The campaign, while nothing of it is published."""
    campaign = Campaign.objects.filter(key=KEY, phase=Campaign.Phase.FINAL).first()
    if campaign is None or ((found := publication_of(campaign)) and found.lines):
        return None
    return campaign


def misplace(campaign: Campaign) -> None:
    """Put the best entity of the inland into the league of the coast."""
    _place(campaign, inside=True)


def correct(campaign: Campaign) -> None:
    """Back to final results with the reason, and the entity out of the league."""
    move_phase(campaign=campaign, to=Campaign.Phase.FINAL, actor=_person(ADMINISTRATOR), reason=REASON)
    _place(campaign, inside=False)


def publish(campaign: Campaign, *, reason: str = "") -> str:
    """The administrator prepares the last run, the lead approves; a sentence about the seal."""
    passed = [check.code for check in CheckList(campaign).to_acknowledge]
    prepared = prepare(campaign=campaign, actor=_person(ADMINISTRATOR), reason=reason, acknowledged=passed)
    line = approve(preparation=prepared, actor=_person(LEAD))
    campaign.refresh_from_db()
    words = {"key": campaign.key, "number": line.revision.number, "seal": line.seal[:12]}
    return _("%(key)s: revision %(number)s published, seal %(seal)s…") % words


def _place(campaign: Campaign, *, inside: bool) -> None:
    inland = [subject for subject in fujian_2018().subjects if COAST not in subject.leagues]
    best = max(inland, key=lambda subject: subject.quality)
    with transaction.atomic():
        entity = Entity.objects.get(campaign=campaign, key=best.key)
        league = League.objects.get(campaign=campaign, key=COAST)
        before = _leagues(entity)
        if inside:
            entity.leagues.add(league)
        else:
            entity.leagues.remove(league)
        audit.record(
            actor=_person(ADMINISTRATOR),
            verb="change_entity",
            object_type="entity",
            object_key=entity.key,
            campaign_key=campaign.key,
            before={"leagues": before},
            after={"leagues": _leagues(entity)},
        )


def _leagues(entity: Entity) -> list[str]:
    return list(entity.leagues.order_by("position").values_list("key", flat=True))


def _person(person: Person) -> User:
    return User.objects.get(username=username_of(person))
