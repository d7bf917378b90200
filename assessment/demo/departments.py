"""The demo's campaign of twenty departments, in the middle of scoring."""

from __future__ import annotations

from assessment.demo.names import DEPARTMENTS
from assessment.demo.script import GateRow, NotApplicableRow, Part, Script, VetoRow, policy, qualities
from assessment.demo.setting import ALL_MEDIA, NO_MEDIA, media_channels, subjects_of, with_twins

SITES, MEDIA = "fujian-2019-sites-departments", "fujian-2019-media-departments"
TWINS = {"zhuye": "chaye"}

CHANNELS = {
    "chaye": media_channels("weixin weibo"),
    "dengta": NO_MEDIA,
    "haidao": ALL_MEDIA,
    "budao": media_channels("weixin"),
}

#: Departments that take no applications from the public.
WITHOUT_SERVICES = ("zhongzi", "xiliu")

#: One evaluator has not begun with six departments and has a second round to do in five more, another lacks two.
FAR_BEHIND = ("qiaoliang", "youlu", "anju", "xuetang", "wenquan", "shitang")
SECOND_ROUND_OPEN = ("budao", "gucun", "xiliu", "zhongzi", "shouyi")
ROUNDS = ("r1", "r2")
UNSTARTED = frozenset(
    [("sang", key, round_key) for key in FAR_BEHIND for round_key in ROUNDS]
    + [("sang", key, "r2") for key in SECOND_ROUND_OPEN]
    + [("jian", key, "r2") for key in FAR_BEHIND[-2:]]
)

NOT_APPLICABLE = (
    NotApplicableRow("zhongzi", SITES, "3.4", "没有面向公众的行政审批和便民服务事项。"),
    NotApplicableRow("xiliu", SITES, "3.2.2.2", "没有便民服务清单。"),
    NotApplicableRow("gucun", SITES, "5.4.2.2", "部门没有已建的政务服务APP。"),
    NotApplicableRow("yuelan", SITES, "6.1", "当年没有安排在省门户开展访谈。"),
)

GATES = (GateRow("yeshi", SITES, "G2", "当年新建夜市预约APP，未按要求使用省级平台。"),)

VETOES = (
    VetoRow("wenquan", SITES, "V6", "2", "proposed", "全部4个事项的办事指南都缺少重点要素，待第二人复核。"),
    VetoRow("dukou", SITES, "V3", "1", "confirmed", "监测两周首页没有任何更新，已存档。"),
    VetoRow("haidao", MEDIA, "V3", "1", "confirmed", "微博关闭评论和私信，没有互动功能。", "weibo"),
    VetoRow("budao", MEDIA, "V2", "1", "rejected", "账号迁移期间更新在新账号发布。", "weixin"),
)


def fujian_2019_departments() -> Script:
    leagues = {
        "all": [place.key for place in DEPARTMENTS],
        "services": [place.key for place in DEPARTMENTS if place.key not in WITHOUT_SERVICES],
    }
    attributes = {
        place.key: {"has_services": "false" if place.key in WITHOUT_SERVICES else "true"} for place in DEPARTMENTS
    }
    subjects = subjects_of(
        DEPARTMENTS,
        group="departments",
        klass="department",
        leagues=leagues,
        qualities=qualities(DEPARTMENTS, "departments"),
        media=CHANNELS,
        attributes=attributes,
    )
    return Script(
        key="fujian-2019-departments",
        name_zh="演示：2019年省级部门网站与政务新媒体绩效考核",
        name_en="Demo: websites and new media of departments, 2019",
        year=2019,
        phase="scoring",
        parts=(Part(SITES, 80), Part(MEDIA, 20)),
        rounds=ROUNDS,
        leagues=(("all", "全部部门", "All departments"), ("services", "有办事服务的部门", "With public services")),
        policy=policy(reviewers="median"),
        subjects=with_twins(subjects, TWINS),
        twins=TWINS,
        few_surveys=frozenset({"gucun", "shouyi"}),
        not_applicable=NOT_APPLICABLE,
        gates=GATES,
        vetoes=VETOES,
        unstarted=UNSTARTED,
        settled=0.0,
    )
