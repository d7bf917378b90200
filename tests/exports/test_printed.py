"""The report on paper: the same text in Word and PDF, nothing of it read as markup."""

import io
import re
import zipfile

import docx
import pytest
import typst
from django.utils import translation

from assessment.exports import printed as paper
from assessment.exports.printed import printed
from assessment.exports.report import Report
from assessment.exports.services import export_run
from tests.exports.campaigns import (
    CASES,
    FILES,
    HOSTILE,
    changed,
    computed,
    empty_run,
    hostile_run,
    imported,
    sample_run,
)

pytestmark = pytest.mark.django_db


def printed_in(run, language="zh-hans"):
    with translation.override(language):
        return printed(Report(run))


def docx_of(run, folder, language="zh-hans"):
    export_run(run=run, format="docx", path=folder / "results.docx", language=language)
    return docx.Document(str(folder / "results.docx"))


def test_a_league_is_a_table_under_its_sentence(tmp_path):
    run = sample_run(tmp_path)
    league = printed_in(run).tables[0]
    e1, e2 = (run.entity_results.get(entity__key=key) for key in ("e1", "e2"))
    assert (league.title, league.lead) == ("全部", "前3名：福州市、长乐, 县。")
    assert [head.title for head in league.heads] == [
        "名次", "单位", "总分", "得分", "政务公开", "加分", "得分", "微信", "App", "更新", "说明",
    ]  # fmt: skip
    assert league.rows[0][:3] == ["1", "福州市", f"{e1.total / 100:.2f}"]
    assert league.rows[1] == [
        "2", "长乐, 县", f"{e2.total / 100:.2f}", *league.rows[1][3:6], "—", "—", "—", "—", "",
    ]  # fmt: skip
    assert league.groups == [("", 3), ("网站指标", 3), ("新媒体指标", 4), ("", 1)]


def test_tables_are_leagues_vetoes_and_gates(tmp_path):
    run = sample_run(tmp_path)
    assert [table.title for table in printed_in(run).tables] == ["全部", "东部", "单项否决", "不得分与减半"]
    assert [table.title for table in printed_in(run, "en").tables] == ["全部", "East", "Vetoes", "Gates"]


def test_entities_outside_every_league_are_printed_too(tmp_path):
    run = sample_run(tmp_path, changed("entities.csv", 'e2,"长乐, 县",county,all,', 'e2,"长乐, 县",county,,'))
    (table,) = (table for table in printed_in(run).tables if table.title == "未分组的单位")
    assert [row[:2] for row in table.rows] == [["—", "长乐, 县"]]
    assert table.out == []


def test_ties_are_named_as_centres_print_them(tmp_path):
    """e2 and a twin of it: the same sheet, the same total, one shared rank."""
    files = FILES | {
        "entities.csv": FILES["entities.csv"] + "e3,闽侯县,county,all,\n",
        "channels.csv": FILES["channels.csv"] + "e3,website,闽侯,https://e3.example/,1\ne3,app,,,0\n",
        "applicability.csv": FILES["applicability.csv"] + "e3,sites,1.2,无服务\n",
    }
    run = sample_run(tmp_path, files)
    assert printed_in(run).tables[0].lead == "前3名：福州市、长乐, 县/闽侯县。其中，长乐, 县/闽侯县并列第2名。"
    assert printed_in(run, "en").tables[0].lead == "Top 3: 福州市, 长乐, 县/闽侯县. 长乐, 县/闽侯县 tie for 2nd place."


@pytest.mark.parametrize("case", CASES[:3], ids=lambda case: case.name)
def test_word_holds_every_cell_of_every_table(case, tmp_path):
    run = computed(imported(case))
    expected = printed_in(run)
    tables = docx_of(run, tmp_path).tables
    heads = 4  # run, extent, rules and versions on the cover
    for table, stated in zip(tables[heads:], expected.tables, strict=True):
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        first = 1 + bool(stated.groups)
        assert rows[first - 1] == [head.title for head in stated.heads]
        assert rows[first:] == stated.rows


def test_word_has_the_headings_that_its_navigation_shows(tmp_path):
    document = docx_of(sample_run(tmp_path), tmp_path)
    headings = [line.text for line in document.paragraphs if line.style.name == "Heading 1"]
    assert headings == [
        "测算", "规模", "计算规则", "指标版本", "如何核验", "全部", "东部", "单项否决", "不得分与减半",
    ]  # fmt: skip
    assert [section.orientation for section in document.sections] == [0, 1]


def test_word_gives_the_same_bytes_for_the_same_run(tmp_path):
    run = sample_run(tmp_path)
    for name in ("a", "b"):
        export_run(run=run, format="docx", path=tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_word_shows_hostile_text_as_it_is(tmp_path):
    document = docx_of(hostile_run(tmp_path), tmp_path)
    names = {row.cells[1].text for row in document.tables[4].rows}
    assert set(HOSTILE[:5]) <= names
    assert HOSTILE[6] in names
    assert "_x0041_ \ufffd\ufffd 末" in names


def test_the_pdf_is_set_without_reading_names_as_markup(tmp_path):
    """One of the names would panic, were it read."""
    run = hostile_run(tmp_path)
    export_run(run=run, format="pdf", path=tmp_path / "results.pdf")
    assert (tmp_path / "results.pdf").read_bytes()[:5] == b"%PDF-"
    with pytest.raises(typst.TypstError):
        typst.compile(HOSTILE[6].encode(), format="pdf")


def test_the_pdf_uses_the_font_that_comes_with_it(tmp_path):
    export_run(run=sample_run(tmp_path), format="pdf", path=tmp_path / "results.pdf")
    fonts = re.findall(rb"/FontName\s*/(?:[A-Z]{6}\+)?([\w-]+)", (tmp_path / "results.pdf").read_bytes())
    assert set(fonts) == {b"NotoSansSC-Regular"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_a_campaign_without_entities_can_be_printed(format, language, tmp_path):
    export_run(run=empty_run(tmp_path), format=format, path=tmp_path / "file", language=language)
    assert (tmp_path / "file").stat().st_size > 1000


@pytest.mark.parametrize(
    ("sizes", "total", "limit"),
    [([], 10, 0), ([3, 4], 10, 4), ([3, 20], 10, 7), ([20, 20], 10, 5), ([1, 20, 20], 10, 4), ([5, 5], 10, 5)],
)
def test_the_longest_tables_give_lines_first(sizes, total, limit):
    assert paper._fair_limit(sizes, total) == limit


def test_a_report_that_is_cut_says_so(tmp_path, monkeypatch):
    run = computed(imported(CASES[0]))
    whole = printed_in(run).tables[0]
    monkeypatch.setattr(paper, "MOST_LINES", 16)
    cut = printed_in(run).tables[0]
    assert (cut.rows, cut.lead) == (whole.rows[: len(cut.rows)], whole.lead)
    assert cut.note == f"共 8 行，此处列出前 {len(cut.rows)} 行；全部内容见工作簿（xlsx）。"
    assert sum(len(table.rows) for table in printed_in(run).tables) <= 16
    assert cut.note in [line.text for line in docx_of(run, tmp_path).paragraphs]


def test_parts_of_the_archive_carry_no_date(tmp_path):
    export_run(run=sample_run(tmp_path), format="docx", path=tmp_path / "results.docx")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "results.docx").read_bytes())) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
