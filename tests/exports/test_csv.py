"""results.csv: a row per entity, for Excel as for programs."""

import csv
import io

import pytest
from django.utils import translation

from assessment.exports.report import Report
from assessment.exports.writers.csv import write_csv
from assessment.results.reading import RunReader, results_document
from tests.exports.campaigns import CASES, HOSTILE, computed, hostile_run, imported, sample_run

pytestmark = pytest.mark.django_db


def text_of(run, language="zh-hans"):
    stream = io.StringIO(newline="")
    with translation.override(language):
        write_csv(Report(run), stream)
    return stream.getvalue()


def rows_of(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_it_begins_with_the_mark_that_excel_needs(tmp_path):
    assert text_of(sample_run(tmp_path))[:7] == "\ufeffentity"


def test_a_row_holds_ranks_total_grade_first_level_scores_and_vetoes(tmp_path):
    run = sample_run(tmp_path)
    first, second = results_document(RunReader(run))["entities"]
    sites, media = first["components"]
    weixin, app = (media["channels"][name] for name in ("weixin", "app"))
    assert rows_of(text_of(run)) == [
        [
            "entity", "name", "status", "total", "grade", "missing", "rank:all", "rank:east",
            "sites:raw", "sites:1 政务公开", "sites:2 加分", "media:raw", "media:weixin:raw", "media:weixin:1 更新",
            "media:app:raw", "media:app:1 更新", "vetoes",
        ],
        [
            "e1", "福州市", "ranked", first["total"], first["grade"] or "", str(first["missing"]), "1", "1",
            sites["raw"], sites["nodes"]["1"], sites["nodes"]["2"], media["raw"], weixin["raw"], weixin["nodes"]["1"],
            app["raw"], app["nodes"]["1"], "media:V1",
        ],
        [
            "e2", "长乐, 县", "ranked", second["total"], second["grade"] or "", str(second["missing"]), "2", "",
            second["components"][0]["raw"], second["components"][0]["nodes"]["1"],
            second["components"][0]["nodes"]["2"], "", "", "", "", "", "",
        ],
    ]  # fmt: skip


def test_titles_name_indicators_in_the_language_asked_for(tmp_path):
    titles = rows_of(text_of(sample_run(tmp_path), "en"))[0]
    assert titles[8:11] == ["sites:raw", "sites:1 Openness", "sites:2 Bonus"]


def test_a_name_can_not_be_a_formula(tmp_path):
    names = {row[0]: row[1] for row in rows_of(text_of(hostile_run(tmp_path)))[1:]}
    shown = [names[f"h{number}"] for number in range(len(HOSTILE))]
    assert shown == [f"'{name}" for name in HOSTILE[:6]] + [HOSTILE[6], "_x0041_ \ufffd\ufffd 末"]


def test_a_deduction_stays_a_number():
    run = computed(imported(CASES[0]))
    rows = rows_of(text_of(run))
    column = rows[0].index("sys-a101:9 扣分")
    expected = [entity["components"][0]["nodes"]["9"] for entity in results_document(RunReader(run))["entities"]]
    assert [row[column] for row in rows[1:]] == expected
    assert expected[0] == "-2.000000"
