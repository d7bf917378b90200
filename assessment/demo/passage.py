"""How far the demo's campaigns are on their way: deadlines around today, and appeals that wait or were answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from assessment.appeals.models import Appeal
from assessment.appeals.services import decide_appeal, file_appeal, reply
from assessment.appeals.trace import trace_of, trace_of_appeal
from assessment.campaigns.models import Campaign, Component, Entity, PhaseWindow
from assessment.campaigns.phase_notices import tell_of_phase
from assessment.campaigns.phases import ORDER
from assessment.core.models import User
from assessment.demo.names import AGENCY, LEAD
from assessment.demo.people import AGENCY_ENTITY, username_of
from assessment.results.selectors import last_run
from indicators.models import Criterion

#: Days that phases last in the demo; the present one is half over.
LENGTH: Mapping[str, int] = {
    Campaign.Phase.SELF_ASSESSMENT: 20,
    Campaign.Phase.SCORING: 30,
    Campaign.Phase.RECONCILIATION: 10,
    Campaign.Phase.PRELIMINARY: 6,
    Campaign.Phase.APPEALS: 10,
    Campaign.Phase.FINAL: 6,
}
#: What the agency says against the first criteria that got less than full marks.
OBJECTIONS = (
    "本项栏目自三月起每周更新，评估期内并无逾期，请予复核。",
    "附件中的截图取自评估期内，请核对。",
    "评估时站点迁移，该栏目短时无法打开；现补交迁移公告和栏目存档，请予复核。",
)


def plan_around_today(campaign: Campaign) -> None:
    """Windows of all phases, so that the present one ends in some days; in the caller's transaction.

    Written as rows: a plan can't be made for what is over. Whom the present phase concerns is told.
    """
    here = ORDER.index(Campaign.Phase(campaign.phase))
    starts = _starts(here)
    windows = [
        PhaseWindow(campaign=campaign, phase=phase, starts_at=begin, due_at=end, first_due_at=end)
        for phase, (begin, end) in starts.items()
    ]
    PhaseWindow.objects.bulk_create(windows)
    present = next((window for window in windows if window.phase == campaign.phase), None)
    if present is not None:
        campaign.due_at = present.due_at
        campaign.save(update_fields=["due_at"])
        tell_of_phase(campaign, present)


def _starts(here: int) -> dict[str, tuple[datetime, datetime]]:
    """Start and deadline of each phase that has a length, at 18:00."""
    evening = timezone.localtime().replace(hour=18, minute=0, second=0, microsecond=0)
    before = sum(LENGTH.get(phase, 0) for phase in ORDER[:here]) + LENGTH.get(ORDER[here], 0) // 2
    begin, found = evening - timedelta(days=before), {}
    for phase in ORDER:
        if length := LENGTH.get(phase, 0):
            found[phase.value] = (begin, begin + timedelta(days=length))
            begin += timedelta(days=length)
    return found


def file_demo_appeals(campaign: Campaign) -> list[Appeal]:
    """Three appeals of the demo's agency against the last run: one under discussion, one rejected, one upheld, for
    which a new run is asked for.

    Nothing where the phase is another one, nothing is computed yet, the entity is missing, or they are there already.
    """
    entity = Entity.objects.filter(campaign=campaign, key=AGENCY_ENTITY).first()
    if campaign.phase != Campaign.Phase.APPEALS or entity is None or last_run(campaign) is None:
        return []
    if Appeal.objects.filter(entity=entity).exists():
        return []
    entity.campaign = campaign
    agency, lead = (User.objects.get(username=username_of(person)) for person in (AGENCY, LEAD))
    component = campaign.components.select_related("version__system", "campaign").order_by("position")[0]
    with transaction.atomic():
        talked, refused, upheld = (
            file_appeal(entity=entity, component=component, criterion=criterion, text=text, actor=agency)
            for criterion, text in zip(_doubtful(entity, component), OBJECTIONS, strict=True)
        )
        reply(appeal=talked, text="请补充评估期内各次更新的页面地址。", actor=lead)
        reply(appeal=talked, text="已上传更新记录，见本单位佐证材料。", actor=agency)
        decide_appeal(appeal=refused, upheld=False, reason="截图所示为评估期之后的页面，维持原得值。", actor=lead)
        values = _full_marks(upheld)
        decide_appeal(appeal=upheld, upheld=True, values=values, reason="经复核，补交材料属实，予以采纳。", actor=lead)
    return [talked, refused, upheld]


def _full_marks(appeal: Appeal) -> dict[tuple[str, str], str]:
    """Full marks for every round in which the criterion has a value."""
    trace = trace_of_appeal(appeal, appeal.run, with_reviewers=False)
    assert trace is not None, "it was assessed, or no appeal had been filed"
    return {(cell.round, cell.channel): "1" for cell in trace.cells if cell.value}


def _doubtful(entity: Entity, component: Component) -> list[Criterion]:
    """The first criteria with a value below full marks in the last run, one for each objection."""
    run = last_run(entity.campaign)
    assert run is not None, "appeals are filed after the runs"
    rows = Criterion.objects.filter(version=component.version).select_related("indicator").order_by("position")
    found: list[Criterion] = []
    for criterion in rows:
        trace = trace_of(run=run, entity=entity, system=component.version.system.key, criterion=criterion)
        if trace and trace.criteria[0].state == "value" and trace.criteria[0].value.startswith("0."):
            found.append(criterion)
        if len(found) == len(OBJECTIONS):
            break
    return found
