"""Three small campaigns after the national systems of 2019: digital government (classes A, B, C), local sites with
three weight columns, and new media with a weight column per channel."""

from __future__ import annotations

from assessment.demo.names import FAR_CITIES, FAR_COUNTIES, PROVINCES, Place
from assessment.demo.script import NotApplicableRow, Part, Script, Subject, policy, qualities
from assessment.demo.setting import ALL_MEDIA, media_channels, subjects_of, with_twins

DIGITAL, LOCAL, NEW_MEDIA = "cstc-2019-digital-government", "cstc-2019-local-sites", "cstc-2019-new-media"

#: Cities that are the seat of a province: they stand in two leagues.
CAPITALS = ("wancheng", "haochuan", "bixi", "nizhou")

PROVINCE_LEAGUE = ("provinces", "省级", "Provinces")
CITY_LEAGUE = ("cities", "地级市", "Cities")
CAPITAL_LEAGUE = ("capitals", "省会城市", "Provincial capitals")
COUNTY_LEAGUE = ("counties", "区县", "Counties")

TWINS = {"renxi": "tingnan"}
LOCAL_TWINS = {"weize": "ranxi", "yueling": "jinze"}
CHANNELS = {
    "tingnan": ALL_MEDIA,
    "landong": ALL_MEDIA,
    "xiaoyuan": media_channels("weixin"),
    "bixi": media_channels("weixin app -weibo"),
    "jinze": media_channels("weixin weibo"),
    "shuoyuan": media_channels("-weixin app"),
}


def _subjects(groups: tuple[tuple[str, tuple[Place, ...]], ...]) -> tuple[Subject, ...]:
    members = {
        "provinces": [place.key for place in PROVINCES],
        "cities": [place.key for place in FAR_CITIES],
        "capitals": CAPITALS,
        "counties": [place.key for place in FAR_COUNTIES],
    }
    return tuple(
        subject
        for klass, places in groups
        for subject in subjects_of(
            places,
            group="cstc",
            klass=klass,
            leagues=members,
            qualities=qualities(places, f"cstc-{klass}"),
            media=CHANNELS,
        )
    )


UPPER = (("province", PROVINCES), ("city", FAR_CITIES))


def cstc_2019() -> Script:
    """Digital government: website and media together, criteria of the classes A, B and C."""
    return Script(
        key="cstc-2019",
        name_zh="演示：2019年数字政府服务能力评估",
        name_en="Demo: digital government survey, 2019",
        year=2019,
        phase="reconciliation",
        parts=(Part(DIGITAL, 100),),
        rounds=("r1",),
        leagues=(PROVINCE_LEAGUE, CITY_LEAGUE, CAPITAL_LEAGUE),
        policy=policy(reviewers="trimmed_mean"),
        subjects=with_twins(_subjects(UPPER), TWINS),
        twins=TWINS,
        not_applicable=(NotApplicableRow("shuoyuan", DIGITAL, "3.4", "数据开放由省级平台统一承担，市级不单独开展。"),),
        settled=0.3,
    )


def cstc_2019_local() -> Script:
    """Local sites: one weight column each for provinces, cities and counties; ranks as in a race (1, 2, 2, 4)."""
    subjects = _subjects((*UPPER, ("county", FAR_COUNTIES)))
    return Script(
        key="cstc-2019-local",
        name_zh="演示：2019年地方政府网站绩效评估",
        name_en="Demo: local government websites, 2019",
        year=2019,
        phase="reconciliation",
        parts=(Part(LOCAL, 100),),
        rounds=("r1",),
        leagues=(PROVINCE_LEAGUE, CITY_LEAGUE, CAPITAL_LEAGUE, COUNTY_LEAGUE),
        policy=policy(ranks="competition"),
        subjects=with_twins(subjects, LOCAL_TWINS),
        twins=LOCAL_TWINS,
        not_applicable=(
            NotApplicableRow("weiyu", LOCAL, "3.3.6", "海岛县没有出入境证件受理点。"),
            NotApplicableRow("junjiang", LOCAL, "1.4", "数据开放由省级平台统一承担。"),
        ),
        settled=0.5,
    )


def cstc_2019_new_media() -> Script:
    """New media: a tree per channel, its weights by channel."""
    return Script(
        key="cstc-2019-new-media",
        name_zh="演示：2019年政务新媒体调查评估",
        name_en="Demo: government new media survey, 2019",
        year=2019,
        phase="reconciliation",
        parts=(Part(NEW_MEDIA, 100),),
        rounds=("r1",),
        leagues=(PROVINCE_LEAGUE, CITY_LEAGUE, CAPITAL_LEAGUE),
        policy=policy(decimals=1),
        subjects=_subjects(UPPER),
        not_applicable=(NotApplicableRow("xiaoyuan", NEW_MEDIA, "4.2", "只有一个平台，名称一致性等不作比较。"),),
        settled=0.5,
    )
