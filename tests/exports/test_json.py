"""results.json: the document of formats.md §4, whatever its size."""

import io
import json

import pytest

from assessment.exports.report import Report
from assessment.exports.writers.json import write_json
from assessment.results.reading import RunReader, results_document
from tests.exports.campaigns import CASES, computed, empty_run, imported, sample_run, without_grade

pytestmark = pytest.mark.django_db


def text_of(run):
    stream = io.StringIO()
    write_json(Report(run), stream)
    return stream.getvalue()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_says_what_the_case_expects(case):
    run = computed(imported(case))
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    assert without_grade(json.loads(text_of(run))) == expected["entities"]


def test_entity_by_entity_it_is_the_same_text_as_in_one_piece(tmp_path):
    run = sample_run(tmp_path)
    assert text_of(run) == json.dumps(results_document(RunReader(run)), ensure_ascii=False, indent=1) + "\n"


def test_a_campaign_without_entities_is_a_document_too(tmp_path):
    run = empty_run(tmp_path)
    assert json.loads(text_of(run)) == {"campaign": "empty", "run": "1", "engine": run.engine, "entities": []}
    assert text_of(run) == json.dumps(results_document(RunReader(run)), ensure_ascii=False, indent=1) + "\n"
