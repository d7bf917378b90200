"""Load the demo: campaigns through the importer, as any centre's bundles come in, and the people who work in them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from assessment.bundles.importer import import_bundle
from assessment.campaigns.models import Assignment, Campaign, Component, Entity, Reviewer, Round
from assessment.core.models import User
from assessment.core.services import audit
from assessment.demo import judged
from assessment.demo.accounts import show_accounts
from assessment.demo.agencies import load_agencies
from assessment.demo.bundle import bundle_files, write_bundle
from assessment.demo.cstc import cstc_2019, cstc_2019_local, cstc_2019_new_media
from assessment.demo.departments import fujian_2019_departments
from assessment.demo.fujian import fujian_2018, fujian_2019
from assessment.demo.hearings import hear_agencies, propose_on_reopened_sheet
from assessment.demo.passage import file_demo_appeals, plan_around_today
from assessment.demo.people import SignIn, cast_campaign, make_accounts
from assessment.demo.script import Script
from assessment.demo.workbooks import bring_back_workbooks
from reviews.models import ScoreSheet

#: The baseline stands before the campaign that is compared with it.
SCRIPTS: tuple[Callable[[], Script], ...] = (
    fujian_2018,
    fujian_2019,
    fujian_2019_departments,
    cstc_2019,
    cstc_2019_local,
    cstc_2019_new_media,
)


class DemoRefused(Exception):  # noqa: N818 - a sentence for the reader
    """Why the demo can't be loaded here."""


@dataclass(frozen=True)
class LoadedCampaign:
    """A campaign of the demo; ``created`` is false where it was there already and was left as it is."""

    key: str
    created: bool


@dataclass(frozen=True)
class DemoReport:
    campaigns: tuple[LoadedCampaign, ...]
    sign_ins: tuple[SignIn, ...]

    @property
    def campaign_keys(self) -> list[str]:
        return [campaign.key for campaign in self.campaigns]


def load_demo(*, progress: Callable[[str], None]) -> DemoReport:
    """Create the demo's accounts and campaigns where they are missing; ``progress`` gets a sentence per campaign.

    Each campaign comes with its people and phase in one transaction, so an interrupted load is simply run again.
    Raises DemoRefused in the production profile: the passwords are public.
    """
    if settings.PRODUCTION:
        raise DemoRefused(_("The demo has public passwords; it is not loaded in the production profile."))
    sign_ins = make_accounts()
    campaigns = tuple(_load(script(), progress) for script in SCRIPTS)
    for campaign in Campaign.objects.filter(key__in=[loaded.key for loaded in campaigns]):
        file_demo_appeals(campaign)  # where a run is there to appeal against
    if answered := load_agencies():
        progress(_("%(key)s %(name)s: agencies answer") % {"key": answered.key, "name": answered.name})
    show_accounts()
    return DemoReport(campaigns, tuple(sign_ins))


def _load(script: Script, progress: Callable[[str], None]) -> LoadedCampaign:
    existing = Campaign.objects.filter(key=script.key).first()
    if existing:
        progress(_("%(key)s: already there, left as it is") % {"key": script.key})
        return LoadedCampaign(script.key, created=False)
    with tempfile.TemporaryDirectory(prefix="demo-") as folder, transaction.atomic():
        write_bundle(bundle_files(script), Path(folder))
        imported = import_bundle(path=Path(folder), actor=None)
        cast_campaign(imported.campaign)
        _open_sheets(imported.campaign, script)
        _set_phase(imported.campaign, script.phase)
        plan_around_today(imported.campaign)
        if imported.campaign.phase == Campaign.Phase.APPEALS:
            hear_agencies(imported.campaign)
        if script.key == judged.KEY:
            judged.judge_cases(imported.campaign)
        if script.unstarted:
            propose_on_reopened_sheet(imported.campaign)
            bring_back_workbooks(imported.campaign, User.objects.get(username="demo-sang"))
    progress(
        _("%(key)s %(name)s: %(entities)s entities, %(scores)s scores")
        % {
            "key": script.key,
            "name": imported.campaign.name,
            "entities": imported.entities,
            "scores": imported.scores,
        }
    )
    return LoadedCampaign(script.key, created=True)


def _open_sheets(campaign: Campaign, script: Script) -> None:
    """Empty sheets for what is still to be scored: the evaluators' work in a campaign that is going on.

    In such a campaign everybody is assigned what they score, so that a reopened sheet can be filled in as well.
    """
    rounds = {turn.key: turn for turn in Round.objects.filter(campaign=campaign)}
    reviewers = {reviewer.key: reviewer for reviewer in Reviewer.objects.filter(campaign=campaign)}
    entities = {entity.key: entity for entity in Entity.objects.filter(campaign=campaign)}
    ScoreSheet.objects.bulk_create(
        ScoreSheet(component=component, entity=entities[entity], round=rounds[turn], reviewer=reviewers[reviewer])
        for component in Component.objects.filter(campaign=campaign)
        for reviewer, entity, turn in sorted(script.unstarted)
    )
    if script.unstarted:
        sheets = ScoreSheet.objects.filter(component__campaign=campaign)
        places = sheets.order_by().values_list("component", "entity", "reviewer").distinct()
        Assignment.objects.bulk_create(
            Assignment(campaign=campaign, component_id=component, entity_id=entity, reviewer_id=reviewer)
            for component, entity, reviewer in sorted(places)
        )


def _set_phase(campaign: Campaign, phase: str) -> None:
    """The phase in which the demo shows the campaign; imports begin at reconciliation."""
    before, campaign.phase = campaign.phase, Campaign.Phase(phase)
    campaign.save(update_fields=["phase"])
    audit.record(
        actor=None,
        verb="set_phase",
        object_type="campaign",
        object_key=campaign.key,
        campaign_key=campaign.key,
        before={"phase": before},
        after={"phase": phase},
    )
