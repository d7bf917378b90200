"""Reading and writing YAML: every fault with its line and key path, nothing strange let through."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from assessment.core.faults import FaultsError
from indicators.documents.yaml import read_source, read_yaml, write_yaml
from tests.indicators.samples import FILES, criterion, leaf, name_of, version

GOOD = """\
key: sample
version: "1"
name: {zh: 样例, en: Sample}
classes: [city]
channels: [website]
tree:
  - code: "1"
    name: {zh: 指标, en: Indicator}
    weight: {city: 10}
    criteria:
      - {no: 1, text: {zh: 要点, en: point}, rule: {type: rating, step: 0.1}}
"""


def faults_of(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(FaultsError) as refused, translation.override("en"):
        read_yaml(data, file="f.yaml")
    return [str(fault) for fault in refused.value.faults]


def test_it_reads_a_document():
    document = read_yaml(GOOD.encode(), file="f.yaml")
    assert document["tree"][0]["criteria"] == [
        {"no": 1, "text": {"zh": "要点", "en": "point"}, "rule": {"type": "rating", "step": 0.1}}
    ]
    assert document["version"] == "1"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_it_reads_what_it_has_written(path):
    document = read_yaml(path.read_bytes(), file=path.name)
    assert read_yaml(write_yaml(document).encode(), file=path.name) == document


TRICKY = ["no", "NO", "yes", "on", "null", "~", "true", "1", "1.0", "1e5", ".5", "007", "0x1F", "1_000", "12:30:45",
          "2019-01-01", "<<", "=", "a: b", "- a", "# a", "'", '"', "a\nb", " a ", "é😀", "*a", "&a", "!a", "%", "@",
          "[a]", "{a}", "a,b", "，：。", "…" * 300]  # fmt: skip


@pytest.mark.parametrize("text", TRICKY)
def test_texts_stay_the_texts_they_are(text):
    document = version(leaf("1", criteria=[criterion(text={"zh": text, "en": text})]), notes=[text])
    assert read_yaml(write_yaml(document).encode(), file="f.yaml") == document


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r\x85\u2028"), min_size=1))
@settings(deadline=None, max_examples=300)
def test_any_text_stays_the_text_it_is(text):
    document = version(notes=[f"{text}。", f"。{text}", f"。{text}。"])
    assert read_yaml(write_yaml(document).encode(), file="f.yaml") == document


@pytest.mark.parametrize("number", [0, -3, 0.1, 1e-7, 123456789, 1 / 3, 2.5e8])
def test_numbers_stay_the_numbers_they_are(number):
    document = version(leaf("1", criteria=[criterion(rule={"type": "tiers", "tiers": [{"upto": number, "ratio": 0}]})]))
    document["tree"][0]["criteria"][0]["rule"]["tiers"].append({"ratio": 1})
    assert read_yaml(write_yaml(document).encode(), file="f.yaml") == document


def test_it_writes_one_criterion_a_line_and_quotes_what_other_readers_would_take_for_false():
    written = write_yaml(version(leaf("1.1", criteria=[criterion(1), criterion(2)])))
    assert "  - code: '1.1'\n" in written
    assert "      - {'no': 2, text: {zh: 要点2, en: text}, rule: {type: rating}}\n" in written


def test_only_true_and_false_are_truth_values():
    source = GOOD.replace("criteria:", "applies_when: {attribute: a, in: [true, yes, no, on, False]}\n    criteria:")
    document = read_yaml(source.encode(), file="f.yaml")
    assert document["tree"][0]["applies_when"]["in"] == [True, "yes", "no", "on", False]


def test_a_byte_order_mark_is_no_fault():
    assert read_yaml(b"\xef\xbb\xbf" + GOOD.encode(), file="f.yaml") == read_yaml(GOOD.encode(), file="f.yaml")


def test_an_alias_stands_for_what_its_anchor_names():
    source = GOOD.replace("rating, step: 0.1}}", "rating}, channels: &one [website]}\n") + (
        "      - {no: 2, text: {zh: 乙, en: b}, rule: {type: check}, channels: *one}\n"
    )
    first, second = read_yaml(source.encode(), file="f.yaml")["tree"][0]["criteria"]
    assert second["channels"] == first["channels"] == ["website"]
    assert second["channels"] is not first["channels"]


def test_a_fault_inside_an_alias_is_named_where_the_alias_stands():
    source = GOOD.replace("{city: 10}", "&w {city: -1}") + "totals: *w\n"
    assert [fault.rpartition(": ")[0].split(": ")[0] for fault in faults_of(source)] == [
        "f.yaml:9:tree[0].weight.city",
        "f.yaml:12:totals.city",
    ]


TWENTY = """\
key: Bad Key
version: 2019
name: 示例
mode: entitee
columns: channel
classes: [city, city]
chanels: [website]
no: 1
shares: yes
tree:
  - code: 1.1
    name: {zh: "", fr: x}
    weight: {city: -1, county: many}
    criteria:
      - {no: 0, text: {en: a}, rule: {type: tiers, tiers: [{upto: 4, ratio: 0}, {upto: 2, ratio: 2}, {upto: 9, ratio: 1}]}}
      - {no: 2, text: {zh: 甲}, share: 0.5, rule: {type: count}}
      - {no: 3, text: {zh: 甲}, rule: {type: items}}
      - {no: 4, text: {zh: 甲}, rule: {type: tally, categories: {found: {points: 1, percent: 2}}}}
      - {no: 5, text: {zh: 甲}, rule: {type: levels, levels: [{key: a, ratio: 0}, {key: a, ratio: 1}]}}
      - {no: 6, text: {zh: 甲}, rule: {type: guess}}
    code: "2"
  - code: "3"
    na: {policy: scope}
    applies_when: {attribute: x}
gates: [{code: G1, name: {zh: 门}, targets: [], factor: 2, when: {criterion: "1.1#1"}}]
"""  # noqa: E501


def test_all_faults_are_named_at_once_each_with_its_line_and_place():
    assert [fault.split(": ")[0].removeprefix("f.yaml:") for fault in faults_of(TWENTY)] == [
        "1:key",
        "2:version",
        "3:name",
        "4:mode",
        "5:columns",
        "6:classes[1]",
        "7:chanels",
        "8:no",
        "9:shares",
        "11:tree[0].code",
        "12:tree[0].name.fr",
        "12:tree[0].name.zh",
        "13:tree[0].weight.city",
        "13:tree[0].weight.county",
        "15:tree[0].criteria[0].no",
        "15:tree[0].criteria[0].rule.tiers[1].ratio",
        "15:tree[0].criteria[0].rule.tiers[1].upto",
        "15:tree[0].criteria[0].rule.tiers[2].upto",
        "16:tree[0].criteria[1].share",
        "17:tree[0].criteria[2].rule.type",
        "18:tree[0].criteria[3].rule.categories.found",
        "18:tree[0].criteria[3].rule.mode",
        "19:tree[0].criteria[4].rule.levels[1].key",
        "20:tree[0].criteria[5].rule.type",
        "21:tree[0].code",
        "22:tree[1].name",
        "23:tree[1].na.code",
        "24:tree[1].applies_when",
        "25:gates[0].factor",
        "25:gates[0].targets",
        "25:gates[0].when",
    ]


def test_a_number_where_a_code_belongs_is_told_to_be_quoted():
    assert faults_of(GOOD.replace('code: "1"', "code: 1.1").replace('version: "1"', "version: 2019")) == [
        "f.yaml:2:version: expected is text, given is the number 2019: put it in quotes.",
        "f.yaml:7:tree[0].code: expected is text, given is the number 1.1: put it in quotes.",
    ]


def test_a_key_given_twice_names_both_lines():
    assert faults_of(GOOD + "key: other\n") == ["f.yaml:12:key: this key is given twice, first in line 1."]


def test_a_class_that_looks_like_a_number_must_be_quoted():
    assert faults_of(GOOD.replace("{city: 10}", "{2019: 10}")) == [
        "f.yaml:9:tree[0].weight.2019: the key 2019 must be in quotes."
    ]


def xlsx() -> bytes:
    book, written = Workbook(), io.BytesIO()
    book.active.append(["一级指标", "权重"])
    book.save(written)
    return written.getvalue()


def empty_zip() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("a", "b")
    return written.getvalue()


@pytest.mark.parametrize("data", [xlsx(), empty_zip()], ids=["xlsx", "zip"])
def test_a_workbook_is_one_clear_fault(data):
    assert faults_of(data) == ["f.yaml: this is not YAML but a binary file (zip, xlsx, docx)."]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "f.yaml: the file is empty."),
        (b"# only a comment\n", "f.yaml: the file is empty."),
        ("key: 中国\n".encode("gb18030"), "f.yaml:1: this is not UTF-8 text; save the file as UTF-8."),
        (b"key: a\nb: \x00\n", "f.yaml:2: the text holds a control character; is this a YAML file?"),
        (b"key: a\n\tversion: 1\n", "f.yaml:2: this is not valid YAML: a tab stands in the indentation: use spaces."),
        (b'a: b\nc: "x\nd: e\n', "f.yaml:2: this is not valid YAML: a quote or bracket is never closed."),
        (b"a: [1, 2\nb: c\n", "f.yaml:2: this is not valid YAML: a comma or closing bracket is missing."),
        (
            b"a: b: c\n",
            "f.yaml:1: this is not valid YAML: "
            "a colon stands where no key can be: quote the text, check the indentation.",
        ),
        (b"a: 1\n---\nb: 2\n", "f.yaml:2: a second document begins here; one file holds one version."),
        (b"[" * 100_000, "f.yaml:1: the nesting is deeper than 60 levels."),
        (b"a: &a [*a]\n", "f.yaml:1: the alias *a contains itself."),
        (
            b"a: *b\n",
            "f.yaml:1: this is not valid YAML: the alias (*name) has no anchor (&name) before it.",
        ),
        (b"{? [a] : b}\n", "f.yaml:1: a key must be text; is a text with { or [ not quoted?"),
        (
            b"just text\n",
            "f.yaml:1: expected is a mapping with the keys key, version, name, tree, given is text.",
        ),
    ],
)
def test_what_is_no_document_is_one_clear_fault(data, fault):
    assert faults_of(data) == [fault]


def test_a_file_may_not_be_larger_than_any_real_one():
    assert faults_of(b"# " + b"x" * (4 * 1024 * 1024)) == [
        "f.yaml: the file has 4194306 bytes, at most 4194304 are read."
    ]


def test_aliases_can_not_blow_a_small_file_up():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{after}: &{after} [{','.join(['*' + before] * 10)}]\n"
    assert faults_of(bomb) == ["f.yaml:6: the file holds more than 200000 values."]


def test_tags_are_refused():
    assert faults_of(GOOD + "source: !!python/object/apply:os.system [id]\n") == [
        "f.yaml:12:source: expected is text, given is a list.",
        "f.yaml:12:source: tags (tag:yaml.org,2002:python/object/apply:os.system) are not possible.",
    ]


def test_the_escaped_control_character_of_a_quoted_text_is_refused():
    assert faults_of(GOOD + 'source: "a\\0b"\n') == ["f.yaml:12:source: the text holds a control character."]


def test_faults_speak_chinese_by_default():
    with pytest.raises(FaultsError) as refused:
        read_yaml(b"", file="f.yaml")
    assert str(refused.value) == "f.yaml: 文件为空。"


def test_a_source_knows_the_lines_of_codes_and_criteria():
    source = read_source((GOOD + "gates:\n  - {code: G1, name: {zh: 门}, targets: ['1']}\n").encode(), file="f.yaml")
    lines = {place: source.line_of_item(place) for place in ("1", "1#1", "G1", "classes", "nowhere")}
    assert lines == {"1": 7, "1#1": 11, "G1": 13, "classes": 4, "nowhere": 1}
