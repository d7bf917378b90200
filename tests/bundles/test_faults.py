"""Every fault is named where it is, all at once, and nothing is stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from assessment.bundles.importer import import_bundle
from assessment.campaigns.models import Campaign, Entity
from assessment.core.faults import FaultsError
from assessment.core.models import AuditEntry
from indicators.documents.yaml import read_yaml
from indicators.models import IndicatorSystem, IndicatorVersion
from indicators.services.versions import store_version
from reviews.models import Score, ScoreSheet
from tests.bundles.samples import FILES, changed, write_bundle

pytestmark = pytest.mark.django_db


def faults_of(path: Path) -> list[str]:
    """What an import says, in English; it must have stored nothing."""
    before = IndicatorVersion.objects.count(), IndicatorSystem.objects.count(), AuditEntry.objects.count()
    campaigns = Campaign.objects.count()
    with translation.override("en"), pytest.raises(FaultsError) as refused:
        import_bundle(path=path, actor=None)
    after = IndicatorVersion.objects.count(), IndicatorSystem.objects.count(), AuditEntry.objects.count()
    stored = [model.objects.count() for model in (Entity, ScoreSheet, Score)]
    assert (after, Campaign.objects.count(), stored) == (before, campaigns, [0, 0, 0])
    return [str(fault) for fault in refused.value.faults]


def places_of(faults: list[str]) -> list[str]:
    return [fault.split(": ", 1)[0] for fault in faults]


def bad(tmp_path: Path, name: str, old: str, new: str) -> list[str]:
    return faults_of(write_bundle(tmp_path / "bundle", changed(name, old, new)))


def appended(tmp_path: Path, name: str, *rows: str) -> list[str]:
    return faults_of(
        write_bundle(tmp_path / "bundle", {**FILES, name: FILES[name] + "".join(f"{row}\n" for row in rows)})
    )


MANY = {
    "campaign.yaml": FILES["campaign.yaml"]
    .replace("year: 2024", "year: soon")
    .replace("reviewers: median", "reviewers: best, rounding: up")
    .replace("share: 20", "share: 0"),
    "systems/sites.yaml": FILES["systems/sites.yaml"],
    "systems/media.yaml": FILES["systems/media.yaml"].replace("weight: {weixin: 100, app: 100}", "wieght: 3"),
    "entities.csv": """\
entity,name,class,leagues,attributes
e1,福州市,city,all;west,has_services=true
e 2,长乐,county,all,
e3,"永泰
县",village,all,staff
e1,又一个,city,,
e4,,city,all,
""",
    "channels.csv": """\
entity,channel,name,address,open
e1,website,福州,,yes
e9,website,无,,1
e1,website,再,,1
""",
    "scores.csv": """\
entity,system,round,reviewer,criterion,channel,value,comment
e1,sites,r1,rev,1.1#1,,1.5,
e1,sites,r1,rev,1.1#1,website,1,
e1,sites,r1,rev,9.9#1,,1,
e1,sites,r3,rev,1.2#2,website,3/4,
e1,pages,r1,rev,1.2#2,website,3/4,
e1,sites,r1,rev,1.2#2,website,5/4,"a
b"
e1,sites,r1,rev,1.2#2,weixin,3/4,
e1,sites,r1,rev,1.1#2,weixin,1,
e1,sites,r1,rev,1.1#2,website,1,
e1,sites,r1,rev,1.1#2,website,0,
e1,sites,r1,rev,1.2#1,website,fair
""",
    "adjudications.csv": FILES["adjudications.csv"].replace("weixin,1,", "website,,"),
    "applicability.csv": "entity,system,indicator,reason\ne1,sites,7,\n",
    "gates.csv": "entity,system,gate,reason\ne1,sites,G1,x\ne1,sites,G7,x\n",
    "vetoes.csv": """\
entity,system,veto,condition,channel,status,reason
e1,sites,V1,4,,open,
e1,sites,V1,,website,confirmed,
""",
    "score.csv": "entity\n",
}

WHERE = """\
adjudications.csv:2:value
applicability.csv:2:indicator
campaign.yaml:3:year
campaign.yaml:6:components[1].share
campaign.yaml:8:policy.reviewers
campaign.yaml:8:policy.rounding
channels.csv:2:open
channels.csv:3:entity
channels.csv:4:channel
entities.csv:2:leagues
entities.csv:3:entity
entities.csv:4:attributes
entities.csv:4:class
entities.csv:4:name
entities.csv:6:entity
entities.csv:7:name
gates.csv:2:gate
gates.csv:3:gate
score.csv
scores.csv:2:value
scores.csv:3:channel
scores.csv:4:criterion
scores.csv:5:round
scores.csv:6:system
scores.csv:7:value
scores.csv:9:channel
scores.csv:10:channel
scores.csv:12
scores.csv:13
systems/media.yaml:13:tree[0].wieght
vetoes.csv:2:condition
vetoes.csv:2:status
vetoes.csv:3:channel
"""


def test_thirty_faults_in_ten_files_are_all_named_where_they_are(tmp_path: Path) -> None:
    assert places_of(faults_of(write_bundle(tmp_path, MANY))) == WHERE.splitlines()


def test_a_fault_says_what_is_wrong_and_what_is_expected(tmp_path: Path) -> None:
    rows = ("e1,sites,r1,李,1.1#1,,1.5,", "e1,sites,r1,李,1.1#1,app,1,", "e1,sites,r1,李,1.2#1,website,fair,")
    assert appended(tmp_path, "scores.csv", *rows) == [
        "scores.csv:17:value: “1.5” lies outside 0 to 1.",
        "scores.csv:18:channel: 1.1#1 is judged once for all channels; the channel stays empty.",
        "scores.csv:19:value: “fair” is none of the levels none, 完全（好）.",
    ]


def test_the_command_writes_one_fault_a_line_to_stderr_and_exits_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with translation.override("en"), pytest.raises(SystemExit) as ended:
        call_command("import_campaign", str(write_bundle(tmp_path, MANY)))
    output = capsys.readouterr()
    assert (ended.value.code, output.out) == (1, "")
    assert places_of(output.err.splitlines()) == WHERE.splitlines()


def test_the_command_says_what_it_stored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with translation.override("en"):
        call_command("import_campaign", str(write_bundle(tmp_path / "given", FILES)))
        call_command("export_campaign", "demo", str(tmp_path / "out"))
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "Stored demo: 2 entities, 4 sheets, 14 scores; 2 indicator versions came along.",
        f"Wrote demo to {tmp_path / 'out'}: 14 scores.",
    ]


@pytest.mark.parametrize("key", ["demo", "nobody"])
def test_exporting_needs_a_campaign_and_a_free_place(
    key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_bundle(path=write_bundle(tmp_path / "given", FILES), actor=None)
    with translation.override("en"), pytest.raises(SystemExit) as ended:
        call_command("export_campaign", key, str(tmp_path / "given"))
    expected = {
        "demo": f"{tmp_path / 'given'}: The folder is not empty; nothing is overwritten.",
        "nobody": "nobody: There is no campaign nobody.",
    }
    assert (ended.value.code, capsys.readouterr().err.splitlines()) == (1, [expected[key]])


# --- campaign.yaml and systems/ -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("key: demo\n", "key: demo 1\n", "campaign.yaml:1:key"),
        ("key: demo\n", "key: 7\n", "campaign.yaml:1:key"),
        ("key: demo\n", "", "campaign.yaml:1:key"),
        ("name: {zh: 示例批次, en: Demo}", "name: {fr: Démo}", "campaign.yaml:2:name"),
        ("year: 2024", "year: 12024", "campaign.yaml:3:year"),
        ("share: 20", "share: -1", "campaign.yaml:6:components[1].share"),
        ("share: 20", "share: .inf", "campaign.yaml:6:components[1].share"),
        ("share: 20", "share: 20, weight: 1", "campaign.yaml:6:components[1].weight"),
        ("system: media", "system: sites", "campaign.yaml:6:components[1].system"),
        ('system: media, version: "1"', 'system: media, version: "2"', "campaign.yaml:6:components[1].version"),
        ("rounds: [r1, r2]", "rounds: [r1, r1, r2]", "campaign.yaml:7:rounds[1]"),
        ("rounds: [r1, r2]", "rounds: []", "campaign.yaml:7:rounds"),
        ("{key: all, name: 全部}", "{key: east, name: 全部}", "campaign.yaml:11:leagues[1].key"),
        ("at_least: 75.5", "at_least: 90", "campaign.yaml:8:policy.grades[1].at_least"),
        ("baseline: demo-2023", "baseline: demo", "campaign.yaml:12:baseline"),
        ("baseline: demo-2023", "baseline: x\nseason: 3", "campaign.yaml:13:season"),
        ("baseline: demo-2023", "year: 2025", "campaign.yaml:12:year"),
        ("baseline: demo-2023", "baseline: {", "campaign.yaml:13"),
        ("baseline: demo-2023", "baseline: !!python/name:os.system x", "campaign.yaml:12:baseline"),
    ],
)
def test_faults_of_campaign_yaml(old: str, new: str, where: str, tmp_path: Path) -> None:
    assert where in places_of(bad(tmp_path, "campaign.yaml", old, new))


def test_a_campaign_that_exists_is_refused(tmp_path: Path) -> None:
    Campaign.objects.create(key="demo", name_zh="已有", year=2020)
    assert faults_of(write_bundle(tmp_path, FILES)) == ["campaign.yaml:1:key: There is a campaign “demo” already."]


def test_a_bundled_version_that_differs_from_a_published_one_is_refused(tmp_path: Path) -> None:
    import_bundle(path=write_bundle(tmp_path / "first", FILES), actor=None)
    Campaign.objects.update(key="kept")
    files = changed("systems/media.yaml", "weixin: 100, app", "weixin: 99, app")
    with translation.override("en"), pytest.raises(FaultsError) as refused:
        import_bundle(path=write_bundle(tmp_path / "second", files), actor=None)
    assert [str(fault) for fault in refused.value.faults] == [
        "systems/media.yaml:2:version: A published version of this name has another content; give yours a new version."
    ]
    assert Campaign.objects.count() == 1


def test_somebodys_draft_is_neither_used_nor_changed(tmp_path: Path) -> None:
    text = FILES["systems/media.yaml"].replace("app: 100", "app: 90")
    draft = store_version(document=read_yaml(text.encode(), file="draft"), actor=None)
    assert places_of(faults_of(write_bundle(tmp_path / "a", FILES))) == ["systems/media.yaml:2:version"]
    without = {name: text for name, text in FILES.items() if name != "systems/media.yaml"}
    assert places_of(faults_of(write_bundle(tmp_path / "b", without))) == ["campaign.yaml:6:components[1].version"]
    draft.refresh_from_db()
    assert draft.status == IndicatorVersion.Status.DRAFT
    assert draft.document["tree"][0]["weight"] == {"weixin": 100, "app": 90}


def test_a_lint_error_of_a_bundled_version_is_a_fault(tmp_path: Path) -> None:
    found = bad(tmp_path, "systems/sites.yaml", 'targets: ["1.2"]', 'targets: ["1.9"]')
    assert places_of(found) == ["systems/sites.yaml:0:G2"] or places_of(found) == ["systems/sites.yaml:G2"]


def test_the_same_version_twice_is_a_fault(tmp_path: Path) -> None:
    files = {**FILES, "systems/other.yaml": FILES["systems/media.yaml"]}
    assert places_of(faults_of(write_bundle(tmp_path, files))) == ["systems/other.yaml:version"]


# --- entities and channels ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("e3,x,,all,", "class"),
        ("e3,x,village,all,", "class"),
        ("e3,x,pages:city,all,", "class"),
        ("e3,x,sites:city;sites:county,all,", "class"),
        ("e3,x,media:city,all,", "class"),
        ("e3,x,city,all;all,", "leagues"),
        ("e3,x,city,all;west,", "leagues"),
        ("e3,x,city,,a=1;a=2", "attributes"),
        ("e3,x,city,,a", "attributes"),
        ("e3,x,city,,=1", "attributes"),
        ("e3,x,city,,a=", "attributes"),
        ("e1,x,city,,", "entity"),
        (",x,city,,", "entity"),
        ("e;3,x,city,,", "entity"),
        (f"{'e' * 101},x,city,,", "entity"),
        ("e3,  ,city,,", "name"),
        (f"e3,{'名' * 201},city,,", "name"),
        ("e3,a\x07b,city,,", "name"),
    ],
)
def test_faults_of_entities(row: str, column: str, tmp_path: Path) -> None:
    assert places_of(appended(tmp_path, "entities.csv", row)) == [f"entities.csv:4:{column}"]


def test_a_class_without_weights_is_a_fault(tmp_path: Path) -> None:
    files = changed("systems/sites.yaml", "classes: [city, county]", "classes: [city, county, ministry]")
    files = {**files, "entities.csv": files["entities.csv"].replace(",county,", ",ministry,")}
    found = faults_of(write_bundle(tmp_path, files))
    assert [fault for fault in found if fault.startswith("entities")] == [
        "entities.csv:3:class: sites has no weights for the class “ministry”."
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("e3,website,,,1", "entity"),
        ("e2,wexin,,,1", "channel"),
        ("e2,app,,,1", "channel"),
        ("e2,weixin,,,", "open"),
        ("e2,weixin,,,true", "open"),
        (f"e2,weixin,,{'a' * 501},1", "address"),
    ],
)
def test_faults_of_channels(row: str, column: str, tmp_path: Path) -> None:
    assert places_of(appended(tmp_path, "channels.csv", row)) == [f"channels.csv:7:{column}"]


# --- scores and decisions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("e3,sites,r1,李,1.1#1,,1,", "entity"),
        ("e1,site,r1,李,1.1#1,,1,", "system"),
        ("e1,sites,r9,李,1.1#1,,1,", "round"),
        ("e1,sites,r1,李 四,1.1#1,,1,", "reviewer"),
        ("e1,sites,r1,,1.1#1,,1,", "reviewer"),
        ("e1,sites,r1,李,1.1,,1,", "criterion"),
        ("e1,sites,r1,李,1.1#9,,1,", "criterion"),
        ("e1,sites,r1,李,1.1#1,website,1,", "channel"),
        ("e1,sites,r1,李,1.1#2,,1,", "channel"),
        ("e1,sites,r1,李,1.1#2,app,1,", "channel"),
        ("e1,sites,r1,李,1.1#3,weixin,1,", "channel"),
        ("e2,sites,r1,李,1.1#2,weixin,1,", "channel"),
        ("e1,media,r1,李,1#1,,1,", "channel"),
        ("e1,sites,r1,李,1.1#1,,abc,", "value"),
        ("e1,sites,r1,李,1.1#2,website,0.5,", "value"),
        ("e1,sites,r1,李,1.1#3,website,-1,", "value"),
        ("e1,sites,r1,李,1.2#2,website,1/0,", "value"),
        ("e1,sites,r1,李,1.2#2,website,0.5,", "value"),
        ("e1,sites,r1,李,1.2#4,website,other=1,", "value"),
        ("e1,sites,r1,李,1.2#4,website,typo=1;typo=2,", "value"),
        ("e1,sites,r1,李,1.2#4,website,typo=1.5,", "value"),
        ("e1,sites,r1,李,2#1,website,1;x,", "value"),
        ("e1,sites,r1,李,2#1,website,-1,", "value"),
        ("e1,sites,r1,李,1.1#1,,na,", "value"),
    ],
)
def test_faults_of_scores(row: str, column: str, tmp_path: Path) -> None:
    assert places_of(appended(tmp_path, "scores.csv", row)) == [f"scores.csv:17:{column}"]


def test_a_second_score_of_a_cell_by_the_same_reviewer_names_both_lines(tmp_path: Path) -> None:
    rows = ("e1,sites,r1,李,1.1#2,weixin,1,", " e1 ,sites,r1,张三,1.1#2,weixin,1,", "e1,sites,r2,张三,1.1#2,weixin,1,")
    assert appended(tmp_path, "scores.csv", *rows) == [
        "scores.csv:18: Line 4 holds this reviewer's score of the cell already."
    ]


@pytest.mark.parametrize(
    ("table", "row", "line", "column"),
    [
        ("adjudications", "e1,sites,r1,1.1#2,weixin,0,x", 3, ""),
        ("adjudications", "e1,sites,r9,1.1#2,website,0,x", 3, ":round"),
        ("adjudications", "e1,sites,r1,1.1#2,website,,x", 3, ":value"),
        ("adjudications", "e1,sites,r1,1.1#2,website,2,x", 3, ":value"),
        ("adjudications", "e2,sites,r1,1.1#2,weixin,1,x", 3, ":channel"),
        ("applicability", "e1,sites,1.1#2,x", 3, ":indicator"),
        ("applicability", "e2,sites,1.2,again", 3, ""),
        ("gates", "e1,media,G2,x", 3, ":gate"),
        ("gates", "e1,sites,G1,x", 3, ":gate"),
        ("gates", "e1,sites,G2,again", 3, ""),
        ("vetoes", "e1,sites,V9,,,confirmed,x", 4, ":veto"),
        ("vetoes", "e1,sites,V1,2,,confirmed,x", 4, ":condition"),
        ("vetoes", "e1,sites,V1,1,website,confirmed,x", 4, ":channel"),
        ("vetoes", "e1,media,V1,1,,confirmed,x", 4, ":channel"),
        ("vetoes", "e2,media,V1,1,weixin,confirmed,x", 4, ":channel"),
        ("vetoes", "e1,sites,V1,1,,Confirmed,x", 4, ":status"),
        ("vetoes", "e1,sites,V1,1,,,x", 4, ":status"),
    ],
)
def test_faults_of_decisions(table: str, row: str, line: int, column: str, tmp_path: Path) -> None:
    assert places_of(appended(tmp_path, f"{table}.csv", row)) == [f"{table}.csv:{line}{column}"]


def test_a_broken_file_does_not_hide_the_faults_of_the_others_nor_make_new_ones(tmp_path: Path) -> None:
    """Without entities nothing is said about rows that name one; everything else is still checked."""
    files = {**FILES, "entities.csv": "entity,name\ne1,x\n", "gates.csv": "entity,system,gate,reason\ne1,sites,G9,\n"}
    assert places_of(faults_of(write_bundle(tmp_path, files))) == [
        "entities.csv:1:attributes",
        "entities.csv:1:class",
        "entities.csv:1:leagues",
        "gates.csv:2:gate",
    ]
