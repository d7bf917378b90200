"""Gates that acted and indicators that don't apply are those of the engine's own trace."""

import numpy as np
import pytest
from django.utils import translation

from assessment.exports.findings import trace_marks
from assessment.exports.report import Report
from assessment.results import bridge, traces
from assessment.results.traces import trace_run
from assessment.scoring import score_campaign
from reviews.models import ScoreSheet
from tests.exports.campaigns import CASES, computed, imported, sample_run

pytestmark = pytest.mark.django_db


def raised_in_trace(run):
    """(entity, system, channel, gate) by scoring everything at once; manual gates count once, in any channel."""
    arrays, _taken = bridge.arrays_of_run(run)
    found = set()
    for component in score_campaign(arrays).components:
        plan = component.plan
        for tree in component.trees:
            for entity, gate in np.argwhere(tree.trace.gate_raised & tree.active[:, None]).tolist():
                by_hand = plan.gates[gate].when is None
                channel = "" if by_hand or not plan.per_channel else plan.channels[tree.channel]
                found.add((arrays.entity_keys[entity], plan.key, channel, plan.gates[gate].code))
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_gate_that_acted_is_listed_once(case, monkeypatch):
    monkeypatch.setattr("assessment.exports.findings.channel_word", str)
    run = computed(imported(case))
    lines = [(gate.entity, gate.part.system, gate.channel, gate.code) for gate in Report(run).gates]
    assert len(lines) == len(set(lines))
    # A gate raised by hand for an entity whose channels are all closed acts nowhere and is listed all the same.
    assert {line for line in lines if line[2]} == {line for line in raised_in_trace(run) if line[2]}
    assert set(lines) >= raised_in_trace(run)


def test_a_gate_tells_the_count_that_raised_it(tmp_path):
    run = sample_run(tmp_path)
    with translation.override("zh-hans"):
        lines = [(gate.entity, gate.code, gate.trigger, gate.effect, gate.reason) for gate in Report(run).gates]
    assert lines == [("e1", "G2", "", "乘以 0.5：1.2", "通报")]
    case = computed(imported(CASES[0]))
    triggers = {(gate.entity, gate.code): gate.trigger for gate in Report(case).gates if gate.trigger}
    assert triggers["e002", "G5"] == "4.2.3#5 = 3 ≤ 3"


def test_a_veto_tells_condition_effect_and_reason(tmp_path):
    run = sample_run(tmp_path)
    with translation.override("zh-hans"):
        report = Report(run)
        (veto,) = report.vetoes
        assert (veto.entity, veto.name, veto.channel, veto.code, veto.condition, veto.effect, veto.reason) == (
            "e1", "福州市", "App", "V1", "1. 不更新", "单项否决，渠道记 0 分", "三个月",
        )  # fmt: skip
        assert report.remarks("e1") == "单项否决，渠道记 0 分：V1 长期不更新（三个月）"


@pytest.mark.parametrize("case", CASES[:3], ids=lambda case: case.name)
def test_what_does_not_apply_does_not_depend_on_the_chunk(case):
    run = computed(imported(case))
    chunks = {}
    for size in (3, 1000):
        for chunk in trace_run(run, chunk=size):
            chunks.setdefault((size, chunk.component, chunk.channel), []).append(chunk.gone)
    places = {place[1:] for place in chunks}
    for place in places:
        small, large = (np.concatenate(chunks[size, *place], axis=1) for size in (3, 1000))
        assert np.array_equal(small, large)
    assert any(gone.any() for parts in chunks.values() for gone in parts)


def test_a_run_is_traced_with_the_sheets_it_has_read():
    campaign = imported(CASES[0])
    run = computed(campaign)
    before = trace_marks(run).gates
    ScoreSheet.objects.filter(component__campaign=campaign).update(status="open", pack=None)
    assert trace_marks(run).gates == before


def test_another_engine_version_finds_no_reasons_for_this_run(monkeypatch):
    run = computed(imported(CASES[0]))
    monkeypatch.setattr(traces, "ENGINE_VERSION", "0")
    report = Report(run)
    assert (report.marks.traced, report.marks.gates, report.marks.gone) == (False, {}, {})
    assert {gate.trigger for gate in report.gates} == {""}
