"""The workbook: the figures of the run, texts that stay texts, the same bytes each time."""

import json
import re
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from assessment.core.workbook import unique_titles
from assessment.exports.report import Report
from assessment.exports.services import export_run
from assessment.results.models import LeagueRank
from assessment.results.reading import RunReader, results_document
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
    sheet_parts,
)

pytestmark = pytest.mark.django_db


def book_of(run, folder, language="zh-hans"):
    path = folder / "results.xlsx"
    export_run(run=run, format="xlsx", path=path, language=language)
    return openpyxl.load_workbook(path)


def values(sheet, first):
    return [list(row) for row in sheet.iter_rows(min_row=first, values_only=True)]


def test_the_sheets_are_cover_leagues_indicators_and_findings(tmp_path):
    run = sample_run(tmp_path)
    assert book_of(run, tmp_path).sheetnames == ["封面", "全部", "东部", "各级指标得分", "否决与不得分"]
    assert book_of(run, tmp_path, "en").sheetnames == ["Cover", "全部", "East", "All indicators", "Vetoes and gates"]


def test_the_cover_says_which_run_this_is_and_how_to_verify_it(tmp_path):
    run = sample_run(tmp_path)
    rows = values(book_of(run, tmp_path)["封面"], 1)
    stated = {row[0]: row[1] for row in rows if row[0] and row[1]}
    assert stated["评估批次"] == "示例批次 (demo)"
    assert stated["测算"] == "#1"
    assert stated["输入摘要"] == run.inputs_digest
    assert stated["结果摘要"] == run.results_digest
    assert stated["被评单位"] == "2"
    versions = [row for row in rows if row[0] in ("sites", "media")]
    parts = {part.system: part for part in Report(run).parts}
    assert versions == [
        ["sites", "网站指标", "1", "80%", parts["sites"].content_hash],
        ["media", "新媒体指标", "1", "20%", parts["media"].content_hash],
    ]


def test_a_ranking_is_that_of_the_run(tmp_path):
    run = sample_run(tmp_path)
    sheet = book_of(run, tmp_path)["全部"]
    rows = values(sheet, 1)
    first, second = (entity for entity in results_document(RunReader(run))["entities"])
    assert rows[2][0] == "前3名：福州市、长乐, 县。"
    assert rows[4] == [
        "名次", "标识", "单位", "总分", "等次", "得分", "政务公开", "加分", "得分", "微信", "App", "更新", "缺评",
        "说明",
    ]  # fmt: skip
    media = first["components"][1]
    figures = [
        first["components"][0]["raw"], first["components"][0]["nodes"]["1"], first["components"][0]["nodes"]["2"],
        media["raw"], media["channels"]["weixin"]["raw"], media["channels"]["app"]["raw"],
    ]  # fmt: skip
    assert rows[5][:5] == [1, "e1", "福州市", float(first["total"]), first["grade"]]
    assert rows[5][5:11] == [float(figure) for figure in figures]
    assert rows[5][12:] == [first["missing"], "单项否决，渠道记 0 分：V1 长期不更新（三个月）"]
    sites = second["components"][0]
    assert rows[6][:5] == [2, "e2", "长乐, 县", float(second["total"]), second["grade"]]
    assert rows[6][5:] == [
        float(sites["raw"]), float(sites["nodes"]["1"]), float(sites["nodes"]["2"]), None, None, None, None,
        second["missing"], None,
    ]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_place_of_every_league_is_there_in_its_order(case, tmp_path):
    run = computed(imported(case))
    sheets = book_of(run, tmp_path).worksheets[1:-2]
    for sheet, league in zip(sheets, run.campaign.leagues.order_by("position"), strict=True):
        places = LeagueRank.objects.filter(run=run, league=league).order_by("position")
        expected = [[rank or "—", key] for rank, key in places.values_list("rank", "entity__key")]
        assert [row[:2] for row in values(sheet, 6)] == expected


def test_the_unqualified_stand_at_the_end_with_the_reason_and_without_a_total(tmp_path):
    files = changed("vetoes.csv", "e2,sites,V1,,,proposed,", "e1,sites,V1,1,,confirmed,7/140 次")
    run = sample_run(tmp_path, files)
    shadow = run.entity_results.get(entity__key="e1").shadow_total
    rows = values(book_of(run, tmp_path)["全部"], 6)
    assert [row[:5] for row in rows] == [
        [1, "e2", "长乐, 县", rows[0][3], rows[0][4]],
        ["—", "e1", "福州市", "—", None],
    ]
    reason = "单项否决，不合格：V1 站点无法访问（7/140 次）\n单项否决，渠道记 0 分：V1 长期不更新（三个月）"
    assert rows[1][-1] == reason
    assert shadow > 0
    texts = "".join(sheet_parts(tmp_path / "results.xlsx").values())
    assert f"<v>{shadow / 100!r}</v>" not in texts


def indicator_columns(sheet):
    """(system name, channel word, code) → column, by the three title rows; raw figures have the code None."""
    found, group = {}, None
    for cells in zip(*(sheet[row] for row in (3, 4)), strict=True):
        group = cells[0].value or group
        if cells[0].column > 4:
            found[group, cells[1].value] = cells[0].column - 1
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_sheet_of_all_indicators_holds_every_figure_of_results_json(case, tmp_path, monkeypatch):
    monkeypatch.setattr("assessment.exports.parts.channel_word", str)
    run = computed(imported(case))
    sheet = book_of(run, tmp_path)["各级指标得分"]
    columns = indicator_columns(sheet)
    entities = {entity["entity"]: entity for entity in results_document(RunReader(run))["entities"]}
    rows = values(sheet, 6)
    assert [row[0] for row in rows] == list(entities)
    marked = 0
    for row in rows:
        for component in entities[row[0]]["components"]:
            trees = component.get("channels") or {"": component}
            for channel, tree in trees.items() if "absent" not in component else ():
                group = f"{component['system']} · {channel}" if channel else component["system"]
                for code, figure in tree["nodes"].items():
                    shown = row[columns[group, code]]
                    marked += shown == "不适用"
                    assert shown == ("不适用" if shown == "不适用" and float(figure) == 0 else float(figure))
    stated = sum(len(tree["nodes"]) for entity in entities.values() for tree in trees_of(entity))
    drawn = sum(1 for row in rows for (_group, code), at in columns.items() if code and row[at] is not None)
    assert drawn == stated
    assert marked > 0


def trees_of(entity):
    for component in entity["components"]:
        if "absent" not in component:
            yield from (component.get("channels") or {"": component}).values()


def test_empty_not_applicable_and_zero_stay_apart(tmp_path):
    run = sample_run(tmp_path)
    sheet = book_of(run, tmp_path)["各级指标得分"]
    columns = indicator_columns(sheet)
    rows = {row[0]: row for row in values(sheet, 6)}
    assert rows["e2"][columns["网站指标", "1.2"]] == "不适用"
    assert rows["e2"][columns["网站指标", "2"]] == 0
    assert rows["e2"][columns["新媒体指标 · App", "1"]] is None
    assert sheet["A2"].value.endswith("空白：不评该项或渠道未开通。不适用：该项权重已分配到其他指标。")


def test_vetoes_and_gates_stand_in_one_table(tmp_path):
    run = sample_run(tmp_path)
    assert values(book_of(run, tmp_path)["否决与不得分"], 4) == [
        ["类型", "标识", "单位", "分项", "渠道", "编码", "名称", "情形或触发", "效果", "理由"],
        [
            "单项否决", "e1", "福州市", "新媒体指标", "App", "V1", "长期不更新", "1. 不更新", "单项否决，渠道记 0 分",
            "三个月",
        ],
        ["不得分条件", "e1", "福州市", "网站指标", None, "G2", "减半", "人工认定", "乘以 0.5：1.2", "通报"],
    ]  # fmt: skip


def test_no_text_becomes_a_formula(tmp_path):
    run = hostile_run(tmp_path)
    book = book_of(run, tmp_path)
    for xml in sheet_parts(tmp_path / "results.xlsx").values():
        tree = ElementTree.fromstring(xml)  # noqa: S314 - our own file
        space = {"x": tree.tag[1:].split("}")[0]}
        assert tree.findall(".//x:f", space) == []
        kinds = {cell.get("t") for cell in tree.iterfind(".//x:c", space)}
        assert kinds <= {"inlineStr", None}
    shown = {row[1]: row[2] for row in values(book["全部"], 6)}
    expected = [*HOSTILE[:7], "_x005F_x0041_ \ufffd\ufffd 末"]  # openpyxl doesn't undo the escape, programs do
    assert [shown[f"h{number}"] for number in range(len(HOSTILE))] == expected
    assert {cell.data_type for sheet in book for row in sheet for cell in row} == {"s", "n"}


def test_another_reader_sees_the_same_texts_and_figures(tmp_path):
    run = hostile_run(tmp_path)
    expected = values(book_of(run, tmp_path)["全部"], 6)
    rows = CalamineWorkbook.from_path(tmp_path / "results.xlsx").get_sheet_by_name("全部").to_python()[5:]
    names = {row[1]: row[2] for row in rows}
    assert names["h0"] == HOSTILE[0]
    assert [row[3] for row in rows] == [row[3] for row in expected]


def test_the_same_run_gives_the_same_bytes(tmp_path):
    run = sample_run(tmp_path)
    for name in ("a", "b"):
        export_run(run=run, format="xlsx", path=tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    with zipfile.ZipFile(tmp_path / "a") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        stamp = run.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        assert re.findall(r">(\d{4}-[^<]*)<", archive.read("docProps/core.xml").decode()) == [stamp, stamp]


@pytest.mark.parametrize(("decimals", "number_format"), [(0, "0"), (2, "0.00"), (3, "0.000")])
def test_figures_have_the_decimals_of_the_campaign(decimals, number_format, tmp_path):
    policy = f"policy: {{decimals: {decimals}, reviewers: median"
    run = sample_run(tmp_path, changed("campaign.yaml", "policy: {reviewers: median", policy))
    sheet = book_of(run, tmp_path)["全部"]
    assert {cell.number_format for cell in (sheet["D6"], sheet["F6"], sheet["G7"])} == {number_format}


def test_a_ranking_prints_on_a4_across_with_its_titles_on_every_page(tmp_path):
    sheet = book_of(sample_run(tmp_path), tmp_path)["全部"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$4:$5", "$A:$C")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("D6", "A5:N7")
    assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == ("示例批次  #1", "第 &P 页，共 &N 页")
    assert sheet["G5"].font.name == "微软雅黑"
    assert sheet["G5"].border.top.color.rgb == "001F4E79"
    assert sheet["H5"].border.top.color.rgb == "004C8C8A"


def test_a_footer_shows_an_ampersand_as_it_is(tmp_path):
    sheet = book_of(hostile_run(tmp_path), tmp_path)["全部"]
    assert sheet.oddFooter.left.text == "=1+1 && 批次  #1"


def test_a_campaign_without_entities_has_a_workbook_too(tmp_path):
    book = book_of(empty_run(tmp_path), tmp_path)
    assert [values(sheet, 6) for sheet in book.worksheets[1:-1]] == [[]]
    assert [cell.value for cell in book["否决与不得分"][5]][:1] == ["没有发现。"]


def test_the_number_of_queries_does_not_grow_with_the_campaign(tmp_path):
    few = sample_run(tmp_path)
    rows = "".join(f'n{number},"第 {number} 县",county,all,\n' for number in range(40))
    files = FILES | {
        "campaign.yaml": FILES["campaign.yaml"].replace("key: demo", "key: many"),
        "entities.csv": FILES["entities.csv"] + rows,
    }
    many = sample_run(tmp_path / "many", files)
    counts = []
    for run in (few, many):
        with CaptureQueriesContext(connection) as captured:
            export_run(run=run, format="xlsx", path=tmp_path / "results.xlsx")
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        (["省级", "省级"], ["省级", "省级 (2)"]),
        (["East", "EAST", "east"], ["East", "EAST (2)", "east (3)"]),
        (["a/b:c?[d]*\\e"], ["a b c  d   e"]),
        (["'名'", "  ", ""], ["名", "-", "- (2)"]),
        (["长" * 40, "长" * 40], ["长" * 31, "长" * 27 + " (2)"]),
        (["History"], ["History (2)"]),
    ],
)
def test_sheet_titles_are_ones_that_excel_accepts(wanted, titles):
    assert unique_titles(wanted) == titles


def test_the_extent_of_each_sheet_is_stated(tmp_path):
    export_run(run=sample_run(tmp_path), format="xlsx", path=tmp_path / "results.xlsx")
    parts = sheet_parts(tmp_path / "results.xlsx")
    assert re.search(r'<dimension ref="([^"]*)"', parts["xl/worksheets/sheet2.xml"]).group(1) == "A1:N7"
    assert json.dumps(sorted(parts)) == json.dumps([f"xl/worksheets/sheet{number}.xml" for number in range(1, 6)])
