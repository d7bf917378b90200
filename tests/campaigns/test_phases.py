"""Phases: one table of what is allowed, moves and extensions with reasons, blockers, reminders (screens.md §2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessment.campaigns import blockers, phase_notices
from assessment.campaigns.blockers import Blocker
from assessment.campaigns.models import Campaign, Membership, PhaseStep, PhaseWindow
from assessment.campaigns.phases import TABLE, Verb, in_time, may, may_as
from assessment.campaigns.services.phases import PhaseBlocked, extend_phase, move_phase, plan_phases
from assessment.campaigns.services.reminders import send_reminders
from assessment.campaigns.windows import deadline_of, is_late
from assessment.core.faults import FaultsError
from assessment.core.frozen import FrozenError
from assessment.core.models import AuditEntry
from assessment.notices.models import Notice
from tests.results.people import account, client_of, signed_in
from tests.results.said import said

pytestmark = pytest.mark.django_db
Phase, Role = Campaign.Phase, Membership.Role
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)

#: verb → who, in the phases draft self-assessment scoring reconciliation preliminary appeals final published archived.
EXPECTED = {
    "edit_setup": ("administrator", "1111111.."),
    "assign": ("administrator", "111......"),
    "move_phase": ("administrator", "111111111"),
    "answer": ("agency", ".1......."),
    "upload": ("agency", ".11111..."),
    "score": ("lead evaluator", "..1......"),
    "reopen_sheet": ("lead evaluator", "..1......"),
    "grant_reopening": ("administrator lead", "..1......"),
    "settle": ("lead", "..11....."),
    "award": ("administrator lead", "..11111.."),
    "state": ("agency", "..1111..."),
    "decide_veto": ("lead", "..1111..."),
    "run": ("administrator", "1111111.."),
    "see_results": ("administrator lead auditor", "111111111"),
    "see_own_result": ("agency", "....11111"),
    "see_own_rank": ("agency", ".......11"),
    "appeal": ("agency", ".....1..."),
    "reply": ("lead agency", ".....1..."),
    "decide_appeal": ("lead", ".....1..."),
    "publish": ("administrator", "......1.."),
}


def allowed(verb: Verb, policy=None) -> tuple[str, str]:
    roles = [role for role in Role if any(may(role, verb, phase, policy or {}) for phase in Phase)]
    (line,) = {"".join("1" if may(role, verb, phase, policy or {}) else "." for phase in Phase) for role in roles}
    return " ".join(roles), line


def test_the_table_says_what_each_role_may_do_in_each_phase():
    assert {verb.value: allowed(verb) for verb in TABLE} == EXPECTED


def test_the_policy_decides_from_when_an_agency_sees_its_rank():
    ranks = {since: allowed(Verb.SEE_OWN_RANK, {"own_rank": since}) for since in ("preliminary", "published")}
    assert ranks == {"preliminary": ("agency", "....11111"), "published": ("agency", ".......11")}
    assert not any(may(Role.AGENCY, Verb.SEE_OWN_RANK, phase, {"own_rank": "never"}) for phase in Phase)


def test_every_denial_has_its_reason(campaign):
    campaign.phase = Phase.FINAL
    assert may_as({"evaluator"}, campaign, Verb.APPEAL).reason == "仅该单位的填报员可以申诉。"
    assert may_as({"agency"}, campaign, Verb.APPEAL).reason == "批次处于“最终结果”阶段；仅在申诉阶段受理申诉。"
    assert may_as({"agency", "lead"}, campaign, Verb.DECIDE_APPEAL).reason == (
        "批次处于“最终结果”阶段；申诉仅在申诉阶段裁定。"
    )


# --- services ---------------------------------------------------------------------------------------------------------
@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def no_blockers(monkeypatch):
    """What other rooms look at is theirs to test."""
    monkeypatch.setattr(blockers, "_finders", {})
    monkeypatch.setattr(phase_notices, "_pending", {})


@pytest.fixture
def campaign() -> Campaign:
    made = Campaign.objects.create(key="demo", name_zh="示例", year=2026, phase=Phase.SCORING)
    made.entities.create(key="e1", name="甲市")
    return made


@pytest.fixture
def boss(campaign):
    return account("boss", campaign=campaign, role="administrator")


def faults_of(call) -> dict[str, str]:
    with pytest.raises(FaultsError) as refused:
        call()
    return {fault.place: fault.message for fault in refused.value.faults}


def stored(campaign: Campaign) -> tuple[str, datetime | None]:
    return Campaign.objects.values_list("phase", "due_at").get(pk=campaign.pk)


def test_forward_goes_one_phase_takes_the_planned_deadline_and_leaves_a_trace(campaign, boss):
    plan_phases(campaign=campaign, plan={"reconciliation": (None, NOW + 9 * DAY)}, actor=boss)
    step = move_phase(campaign=campaign, to=Phase.RECONCILIATION, actor=boss)
    assert stored(campaign) == ("reconciliation", NOW + 9 * DAY) == (campaign.phase, campaign.due_at)
    window = PhaseWindow.objects.get(phase="reconciliation")
    assert (window.starts_at, window.due_at, window.first_due_at) == (NOW, NOW + 9 * DAY, NOW + 9 * DAY)
    assert (step.kind, step.from_phase, step.to_phase, step.actor) == ("forward", "scoring", "reconciliation", boss)
    entry = AuditEntry.objects.get(verb="move_phase")
    assert (entry.actor, entry.before["phase"], entry.after["phase"]) == (boss, "scoring", "reconciliation")
    assert faults_of(lambda: move_phase(campaign=campaign, to=Phase.FINAL, actor=boss)) == {
        "to": "批次每次只能推进一个阶段。"
    }


def test_two_clicks_move_once(campaign, boss):
    move_phase(campaign=campaign, to="reconciliation", actor=boss, seen="scoring")
    again = faults_of(lambda: move_phase(campaign=campaign, to="preliminary", actor=boss, seen="scoring"))
    assert again == {"to": "批次已在此期间进入“复核”阶段；本次操作没有改变任何内容。"}
    assert stored(campaign)[0] == "reconciliation"


def test_back_needs_a_reason_and_keeps_the_first_start(campaign, boss, clock):
    move_phase(campaign=campaign, to="reconciliation", actor=boss)
    clock.shift(DAY)
    move_phase(campaign=campaign, to="preliminary", actor=boss)
    assert faults_of(lambda: move_phase(campaign=campaign, to="reconciliation", actor=boss)) == {
        "reason": "请填写理由；理由会保存在记录和审计日志中。"
    }
    step = move_phase(campaign=campaign, to="reconciliation", actor=boss, reason=" 漏评 ", due_at=NOW + 5 * DAY)
    assert (step.kind, step.reason, stored(campaign)) == ("back", "漏评", ("reconciliation", NOW + 5 * DAY))
    assert PhaseWindow.objects.get(phase="reconciliation").starts_at == NOW


def test_a_deadline_that_has_passed_is_asked_for_anew(campaign, boss, clock):
    plan_phases(campaign=campaign, plan={"reconciliation": (None, NOW + DAY)}, actor=boss)
    clock.shift(2 * DAY)
    late = faults_of(lambda: move_phase(campaign=campaign, to="reconciliation", actor=boss))
    assert late == {"due_at": "截止时间已过；请填写新的截止时间。"}
    move_phase(campaign=campaign, to="reconciliation", actor=boss, due_at=NOW + 3 * DAY)
    assert stored(campaign) == ("reconciliation", NOW + 3 * DAY)


def test_blockers_refuse_all_at_once_and_some_may_be_passed_over(campaign, boss):
    def open_sheets(found):
        return [Blocker("open_sheets", "2 份", 2)]

    blockers.register(leaving=Phase.SCORING)(open_sheets)
    blockers.register(leaving=Phase.SCORING)(open_sheets)  # a room may be loaded twice
    with pytest.raises(PhaseBlocked) as refused:
        move_phase(campaign=campaign, to="reconciliation", actor=boss)
    assert [blocker.code for blocker in refused.value.blockers] == ["open_sheets"]
    assert "reason" in faults_of(lambda: move_phase(campaign=campaign, to="reconciliation", actor=boss, override=True))
    step = move_phase(campaign=campaign, to="reconciliation", actor=boss, override=True, reason="已弃权")
    assert (step.overridden, step.reason) == (["open_sheets"], "已弃权")
    assert AuditEntry.objects.get(verb="move_phase").after["overridden"] == ["open_sheets"]


def test_what_is_firm_is_never_passed_over(campaign, boss):
    blockers.register(leaving=Phase.SCORING)(lambda found: [Blocker("hard", "1 件", 1, firm=True)])
    with pytest.raises(PhaseBlocked):
        move_phase(campaign=campaign, to="reconciliation", actor=boss, override=True, reason="快")
    assert (stored(campaign)[0], PhaseStep.objects.count()) == ("scoring", 0)
    move_phase(campaign=campaign, to="draft", actor=boss, reason="重来")  # nothing blocks the way back
    assert stored(campaign)[0] == "draft"


def test_an_extension_is_later_has_a_reason_and_marks_what_comes_late(campaign, boss, clock):
    plan_phases(campaign=campaign, plan={"scoring": (None, NOW + DAY)}, actor=boss)
    earlier = lambda: extend_phase(campaign=campaign, phase="scoring", due_at=NOW + DAY, reason="", actor=boss)  # noqa: E731
    assert set(faults_of(earlier)) == {"due_at", "reason"}
    clock.shift(2 * DAY)
    assert not in_time(Campaign.objects.get())
    extend_phase(campaign=campaign, phase="scoring", due_at=NOW + 4 * DAY, reason="台风", actor=boss)
    assert stored(campaign) == ("scoring", NOW + 4 * DAY)
    assert in_time(Campaign.objects.get())
    assert [is_late(campaign, "scoring", NOW + day * DAY) for day in (1, 2)] == [False, True]
    entry = AuditEntry.objects.get(verb="extend_phase")
    assert (entry.before["due_at"], entry.after["reason"]) == ((NOW + DAY).isoformat(), "台风")


def test_an_extension_does_not_overtake_the_next_phase(campaign, boss):
    plan = {"scoring": (None, NOW + DAY), "reconciliation": (None, NOW + 2 * DAY)}
    plan_phases(campaign=campaign, plan=plan, actor=boss)
    found = faults_of(
        lambda: extend_phase(campaign=campaign, phase="scoring", due_at=NOW + 2 * DAY, reason="台风", actor=boss)
    )
    assert found == {"due_at": "“复核”阶段将在此之前截止；请先在计划中调整其截止时间。"}


def test_a_plan_is_refused_with_every_fault(campaign, boss):
    plan = {
        "scoring": (None, NOW + 5 * DAY),
        "reconciliation": (NOW + 7 * DAY, NOW + 6 * DAY),
        "preliminary": (None, NOW - DAY),
        "appeals": (None, NOW + 4 * DAY),
    }
    assert faults_of(lambda: plan_phases(campaign=campaign, plan=plan, actor=boss)) == {
        "reconciliation-due_at": "截止时间早于开始时间。",
        "preliminary-due_at": "截止时间已过；请填写新的截止时间。",
        "appeals-due_at": "截止时间早于前面阶段的截止时间。",
    }
    assert (PhaseWindow.objects.count(), stored(campaign)[1]) == (0, None)


def test_a_deadline_that_stands_is_not_planned_again(campaign, boss):
    plan_phases(campaign=campaign, plan={"scoring": (None, NOW + DAY)}, actor=boss)
    plan_phases(campaign=campaign, plan={"scoring": (None, NOW + 9 * DAY), "draft": (None, NOW + DAY)}, actor=boss)
    assert (stored(campaign)[1], deadline_of(campaign, "draft")) == (NOW + DAY, None)


def test_only_administrators_move_and_history_is_frozen(campaign):
    lead = account("lead", campaign=campaign, role="lead")
    with pytest.raises(PermissionDenied, match="仅评估管理员可以进行此操作"):
        move_phase(campaign=campaign, to="reconciliation", actor=lead)
    step = move_phase(campaign=campaign, to="reconciliation", actor=None)
    with pytest.raises(FrozenError):
        step.save()
    with pytest.raises(FrozenError):
        PhaseStep.objects.update(reason="x")


# --- telling and reminding --------------------------------------------------------------------------------------------
def told() -> list[tuple[str, str]]:
    return sorted(Notice.objects.values_list("user__username", "kind"))


def test_whom_a_phase_concerns_is_told(campaign, boss):
    ann = account("ann", campaign=campaign, role="agency", entity=campaign.entities.get())
    move_phase(campaign=campaign, to="reconciliation", actor=boss)
    assert told() == []
    move_phase(campaign=campaign, to="preliminary", actor=boss)
    assert told() == [("ann", "phase_begun")]
    assert Notice.objects.get(user=ann).words == "示例：“初步结果”阶段已开始。"


def test_nobody_is_reminded_twice_of_one_deadline(campaign, boss, clock):
    for name in ("ann", "ben"):
        account(name, campaign=campaign, role="evaluator")
    plan_phases(campaign=campaign, plan={"scoring": (None, NOW + 5 * DAY)}, actor=boss)
    assert (send_reminders(), told()) == (0, [])
    clock.shift(3 * DAY)
    assert (send_reminders(), send_reminders()) == (2, 0)
    extend_phase(campaign=campaign, phase="scoring", due_at=NOW + 7 * DAY, reason="台风", actor=boss)
    assert send_reminders() == 0  # not near any more: four days are left
    clock.shift(2 * DAY)
    assert (send_reminders(), send_reminders()) == (2, 0)
    assert told() == [(name, kind) for name in ("ann", "ben") for kind in ("phase_due", "phase_due", "phase_extended")]


def test_who_is_done_is_not_reminded(campaign, boss, clock):
    ann, _ben = (account(name, campaign=campaign, role="evaluator") for name in ("ann", "ben"))
    phase_notices.pending(phase=Phase.SCORING)(lambda found: type(ann).objects.filter(pk=ann.pk))
    plan_phases(campaign=campaign, plan={"scoring": (None, NOW + DAY)}, actor=boss)
    assert (send_reminders(), told()) == (1, [("ann", "phase_due")])
    clock.shift(2 * DAY)
    assert send_reminders() == 0  # over is over


# --- the page ---------------------------------------------------------------------------------------------------------
PAGE = "/campaigns/demo/phases/"


def test_everybody_sees_the_dates_and_administrators_and_auditors_what_blocks(campaign, boss):
    plan_phases(campaign=campaign, plan={"scoring": (None, NOW + 2 * DAY)}, actor=boss)
    blockers.register(leaving=Phase.SCORING)(lambda found: [Blocker("open", "评分表未提交：2", 2, "/campaigns/")])
    texts = {role: said(client_of(role, campaign).get(PAGE)) for role in ("administrator", "lead", "auditor")}
    assert all("剩 2 天" in text for text in texts.values())
    assert {role: "评分表未提交：2" in text for role, text in texts.items()} == {
        "administrator": True,
        "lead": False,
        "auditor": True,
    }
    assert {role: "推进到" in text for role, text in texts.items()} == {
        "administrator": True,
        "lead": False,
        "auditor": False,
    }


def test_an_administrator_moves_extends_and_goes_back_on_the_page(campaign, boss):
    browser = signed_in(boss)
    blockers.register(leaving=Phase.SCORING)(lambda found: [Blocker("open", "评分表未提交：2", 2)])
    forward = {"seen": "scoring", "to": "reconciliation", "due_at": "2026-03-05T18:00"}
    refused = browser.post(f"{PAGE}moves/", forward)
    assert (refused.status_code, "无法推进：评分表未提交：2" in refused.content.decode()) == (422, True)
    done = browser.post(f"{PAGE}moves/", {**forward, "override": "on", "reason": "已弃权"})
    assert (done.status_code, stored(campaign)) == (302, ("reconciliation", datetime(2026, 3, 5, 10, tzinfo=UTC)))
    later = browser.post(f"{PAGE}extension/", {"seen": "reconciliation", "due_at": "2026-03-04T18:00", "reason": "x"})
    assert (later.status_code, stored(campaign)[1].day) == (422, 5)
    browser.post(f"{PAGE}extension/", {"seen": "reconciliation", "due_at": "2026-03-06T18:00", "reason": "x"})
    assert stored(campaign)[1].day == 6
    back = {"seen": "reconciliation", "to": "scoring"}
    assert browser.post(f"{PAGE}moves/", back).status_code == 422
    assert browser.post(f"{PAGE}moves/", {**back, "reason": "漏评"}).status_code == 302
    text = said(browser.get(PAGE))
    assert all(words in text for words in ("已弃权", "漏评", "已越过： open"))


def test_the_plan_is_kept_or_refused_at_its_place(campaign, boss):
    browser = signed_in(boss)
    bad = browser.post(f"{PAGE}plan/", {"scoring-due_at": "2026-03-09T18:00", "appeals-due_at": "2026-03-08T18:00"})
    assert (bad.status_code, "截止时间早于前面阶段的截止时间。" in bad.content.decode()) == (422, True)
    good = browser.post(f"{PAGE}plan/", {"scoring-due_at": "2026-03-09T18:00", "appeals-due_at": "2026-04-08T18:00"})
    assert (good.status_code, stored(campaign)[1]) == (302, datetime(2026, 3, 9, 10, tzinfo=UTC))
    assert deadline_of(campaign, "appeals") == datetime(2026, 4, 8, 10, tzinfo=UTC)


def test_the_page_needs_the_same_queries_for_one_step_and_three(campaign, boss, django_assert_num_queries, monkeypatch):
    from assessment.core import frame

    monkeypatch.setattr(frame, "registry", frame.Registry())
    browser = signed_in(boss)
    for count, moves in ((1, ["reconciliation"]), (3, ["preliminary", "appeals"])):
        for phase in moves:
            move_phase(campaign=campaign, to=phase, actor=boss, due_at=timezone.now() + DAY)
        assert PhaseStep.objects.count() == count
        with django_assert_num_queries(9):  # session, account, roles (2), campaigns, own work (2), windows, history
            browser.get(PAGE)
