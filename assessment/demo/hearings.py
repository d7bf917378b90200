"""Vetoes on their way, and a sheet that was opened again, as the people of the demo bring them about."""

from __future__ import annotations

from assessment.campaigns.models import Campaign
from assessment.core.models import User
from assessment.vetoes.cases import VetoCase, veto_cases
from assessment.vetoes.services import hear_agency
from indicators.models import Veto
from reviews.models import ScoreSheet
from reviews.selectors import own_sheets
from reviews.services.findings import propose_veto, save_finding
from reviews.services.reopening import ask_reopening, decide_reopening
from reviews.services.sheets import submit_sheet

LEAD, EVALUATOR, WAITING = "demo-lead", "demo-wen", "demo-jian"
GUIDES = "V6"  # the veto that hides in the row of the service guides (办事指南)
TOLD = "抽查办事指南发现重点要素缺失，请就是否属实、是否已整改作出说明。"
SEEN = "逐项核对4个事项的办事指南，均缺少受理条件和收费依据。"


def hear_agencies(campaign: Campaign) -> None:
    """The lead asks the agencies about the vetoes that came with the campaign."""
    lead = User.objects.get(username=LEAD)
    for case in veto_cases(lead, campaign):
        if case.is_open:
            hear_agency(case=case, allegation=TOLD, actor=lead)


def propose_on_reopened_sheet(campaign: Campaign) -> VetoCase:
    """A sheet is opened again by two people, a veto is proposed on it, and it is handed in; another request waits."""
    lead, evaluator = User.objects.get(username=LEAD), User.objects.get(username=EVALUATOR)
    sheet = _submitted(evaluator, campaign)
    asked = ask_reopening(sheet=sheet, reason="漏看办事指南一栏，需补充证据。", actor=evaluator)
    decide_reopening(reopening=asked, grant=True, answer="", actor=lead)
    sheet = own_sheets(evaluator).get(pk=sheet.pk)
    veto = Veto.objects.get(version=sheet.component.version_id, code=GUIDES)
    number = str(veto.conditions.order_by("number")[0].number)
    score = sheet.scores.exclude(value="").order_by("criterion__position")[0]
    save_finding(
        sheet=sheet,
        criterion=score.criterion_id,
        channel=score.channel,
        tags=["办事指南"],
        severity="high",
        text=SEEN,
        actor=evaluator,
    )
    propose_veto(sheet=sheet, veto=veto.code, condition=number, channel="", reason=SEEN, actor=evaluator)
    submit_sheet(sheet=sheet, actor=evaluator)
    other = User.objects.get(username=WAITING)
    ask_reopening(sheet=_submitted(other, campaign), reason="第三项误选为“不适用”，需更正。", actor=other)
    return next(case for case in veto_cases(lead, campaign) if case.proposals)


def _submitted(user: User, campaign: Campaign) -> ScoreSheet:
    """The first submitted sheet of an evaluator, by entity."""
    mine = own_sheets(user).filter(component__campaign=campaign, status=ScoreSheet.Status.SUBMITTED)
    return mine.order_by("component__position", "entity__key", "round__position")[0]
