"""The demo's main campaign after the Fujian 2019 systems: ten cities, thirty counties, and the year before."""

from __future__ import annotations

from dataclasses import replace

from assessment.demo.draws import Draws
from assessment.demo.names import CITIES, COUNTIES
from assessment.demo.script import GateRow, NotApplicableRow, Part, Script, Subject, VetoRow, policy, qualities
from assessment.demo.setting import ALL_MEDIA, NO_MEDIA, media_channels, subjects_of, with_twins

SITES, MEDIA = "fujian-2019-sites-local", "fujian-2019-media-local"
LEAGUES = (("cities", "设区市", "Cities"), ("counties", "县（市、区）", "Counties"), ("coast", "沿海地区", "Coast"))

#: Equal totals are arranged here: a pair of cities, two pairs of counties.
TWINS = {"tangze": "jinpu", "lize": "hanze", "aichuan": "tongji"}

#: Channels that findings, ties and the absent component rely on; everybody else's are drawn.
CHANNELS = {
    "hanze": media_channels("weixin weibo -app"),
    "tongji": media_channels("weixin"),
    "jiayu": NO_MEDIA,
    "diting": ALL_MEDIA,
    "yanxi": media_channels("weixin app"),
    "jinpu": ALL_MEDIA,
    "chengling": ALL_MEDIA,
}

NOT_APPLICABLE = (
    NotApplicableRow("jichuan", SITES, "2.2", "当年没有须召开新闻发布会的事项，经审核不考核。"),
    NotApplicableRow("shuyu", SITES, "3.2.2.1", "行政审批事项统一由上级大厅受理。"),
    NotApplicableRow("zhiyu", SITES, "3.1.1", "海岛县不单设办事平台，全部使用省级平台。"),
    NotApplicableRow("liaoting", SITES, "5.1", "辖区没有下级网站，无整合任务。"),
    NotApplicableRow("xize", SITES, "5.6.1", "当年新设，不要求报送上年度总结。"),
    NotApplicableRow("fengyu", MEDIA, "2.4", "融媒体中心尚在筹建，经批准不考核。"),
)

GATES = (
    GateRow("feiling", SITES, "G2", "网信部门通报：首页链接被篡改，整改前不得分。"),
    GateRow("lingzhou", SITES, "G3", "当年新建了独立的政务服务APP，没有入驻省级平台。"),
    GateRow("yijiang", SITES, "G3", "市级部门新建预约APP，与省级要求不符。"),
)

VETOES = (
    VetoRow("qiling", SITES, "V6", "1", "confirmed", "抽查发现6个事项的办事指南缺少4类以上重点要素，复查属实。"),
    VetoRow("huaiting", SITES, "V2", "1", "confirmed", "连续监测一周，154次访问中11次超过15秒打不开。"),
    VetoRow("yingxi", SITES, "V4", "1", "proposed", "发现5个栏目超期未更新，待复核发布时间。"),
    VetoRow("chengling", SITES, "V6", "1", "proposed", "抽查发现2个事项的办事指南要素缺失，待核实。"),
    VetoRow("xiangze", SITES, "V3", "1", "rejected", "复查存档，监测期内首页有两条更新。"),
    VetoRow("ouyu", SITES, "V5", "2", "rejected", "该留言属信访事项，不计入咨询类栏目。"),
    VetoRow("diting", MEDIA, "V2", "1", "confirmed", "微博监测点前32天没有更新。", "weibo"),
    VetoRow("yanxi", MEDIA, "V1", "4", "proposed", "评论区舆情待核实。", "weixin"),
    VetoRow("jinpu", MEDIA, "V2", "2", "rejected", "应用商店更新后可正常下载。", "app"),
)


def _subjects() -> tuple[Subject, ...]:
    leagues = {
        "cities": [place.key for place in CITIES],
        "counties": [place.key for place in COUNTIES],
        "coast": [place.key for place in CITIES + COUNTIES if place.coast],
    }
    coastal = {place.key: {"coastal": "true" if place.coast else "false"} for place in CITIES + COUNTIES}
    groups = (("city", CITIES), ("county", COUNTIES))
    subjects = tuple(
        subject
        for klass, places in groups
        for subject in subjects_of(
            places,
            group="fujian",
            klass=klass,
            leagues=leagues,
            qualities=qualities(places, f"fujian-{klass}"),
            media=CHANNELS,
            attributes=coastal,
        )
    )
    return with_twins(subjects, TWINS)


def fujian_2019() -> Script:
    """Websites 80 %, new media 20 %; scored, settled, released to the agencies, who may appeal."""
    return Script(
        key="fujian-2019",
        name_zh="演示：2019年市县政府网站与政务新媒体绩效考核",
        name_en="Demo: websites and new media of cities and counties, 2019",
        year=2019,
        phase="appeals",
        parts=(Part(SITES, 80), Part(MEDIA, 20)),
        rounds=("r1", "r2"),
        leagues=LEAGUES,
        policy=policy(),
        subjects=_subjects(),
        twins=TWINS,
        few_surveys=frozenset({"yunting", "hengxi", "ruochuan", "yanhu"}),
        not_applicable=NOT_APPLICABLE,
        gates=GATES,
        vetoes=VETOES,
        baseline="fujian-2018",
    )


def fujian_2018() -> Script:
    """The year before, in small: websites only, one reviewer, one round; most entities did a little worse."""
    return Script(
        key="fujian-2018",
        name_zh="演示：2018年市县政府网站绩效考核",
        name_en="Demo: websites of cities and counties, 2018",
        year=2018,
        phase="final",
        parts=(Part(SITES, 100),),
        rounds=("r1",),
        leagues=LEAGUES,
        policy=policy(),
        subjects=tuple(
            replace(subject, quality=subject.quality - 0.025 + Draws("2018", subject.key).bell(0.035))
            for subject in _subjects()
        ),
        reviewers=("wen",),
        few_surveys=frozenset({"hengxi", "ruochuan", "tianxi"}),
    )
