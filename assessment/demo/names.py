"""Invented places, departments and people. None of them exists; keys are the pinyin of the name.

Every place name holds a character that no Chinese province, city or county has in its name (or, as 澄岭 and 云汀, is a
pair that none of them bears), so a result of the demo can't be mistaken for a real one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """``short`` is the name without its suffix, as accounts use it: 霁川 of 霁川市."""

    key: str
    name: str
    short: str
    coast: bool = False


def _places(suffix: str, table: str) -> tuple[Place, ...]:
    """Places from ``pinyin 名 …`` pairs; an asterisk marks the coast."""
    words = table.split()
    return tuple(
        Place(key, short.rstrip("*") + suffix, short.rstrip("*"), short.endswith("*"))
        for key, short in zip(words[::2], words[1::2], strict=True)
    )


PROVINCES = _places("省", "landong 澜东 tingnan 汀南 yibei 漪北 renxi 稔西 jihai 霁海* xiaoyuan 霄原")

CITIES = _places(
    "市",
    "chengling 澄岭 jichuan 霁川 xiwan 汐湾* ouyu 鸥屿* jinpu 槿浦* tangze 棠泽 lingzhou 翎洲* renyuan 稔原"
    " yunting 云汀 yijiang 漪江",
)

COUNTIES = _places(
    "县",
    "shuyu 漱玉 moting 墨汀 shuangpu 霜浦* hanze 菡泽 tianxi 湉溪 yuling 瑜岭 hanling 晗岭 lingquan 聆泉"
    " yingxi 萤溪 liaoting 蓼汀* zhiyu 芷屿* diting 荻汀 xiaoling 筱岭 ruochuan 箬川 xiyu 樨屿* yuting 榆汀"
    " fengyu 枫屿* huaiting 槐汀 tongji 桐霁 lize 栎泽 jiayu 葭屿* hengxi 蘅溪 feiling 霏岭 aichuan 霭川"
    " xize 曦泽 yunze 昀泽 yanxi 晏溪 yanhu 砚湖 qiling 绮岭 xiangze 缃泽",
)

#: Cities and counties of the two national campaigns, in other (invented) provinces.
FAR_CITIES = _places(
    "市", "wancheng 琬城 junjiang 珺江 yueling 玥岭 haochuan 皓川 jinze 瑾泽 bixi 碧汐 nizhou 霓州 shuoyuan 铄原"
)
FAR_COUNTIES = _places(
    "县",
    "ranxi 苒溪 zhenling 蓁岭 weize 葳泽 ruichuan 蕤川 weiyu 薇屿 wanling 菀岭 xuanpu 萱浦 qianze 芊泽"
    " mochuan 茉川 xinghu 荇湖 lingyu 苓屿 kouling 蔻岭",
)

#: Departments of a province as nobody has them.
DEPARTMENTS = tuple(
    Place(key, name, name.removeprefix("省"))
    for key, name in (
        ("chaoxi", "省潮汐观测厅"),
        ("linquan", "省林泉保育厅"),
        ("gucun", "省古村守护厅"),
        ("chaye", "省茶叶振兴厅"),
        ("haidao", "省海岛事务厅"),
        ("zhuye", "省竹业发展局"),
        ("dukou", "省渡口管理局"),
        ("yuelan", "省公共阅览厅"),
        ("yeshi", "省夜市经济局"),
        ("budao", "省步道建设局"),
        ("dengta", "省灯塔管理局"),
        ("xiliu", "省溪流治理厅"),
        ("zhongzi", "省种子收藏局"),
        ("shouyi", "省民间手艺厅"),
        ("qiaoliang", "省桥梁养护局"),
        ("youlu", "省乡村邮路局"),
        ("anju", "省青年安居厅"),
        ("xuetang", "省老年学堂局"),
        ("wenquan", "省温泉资源局"),
        ("shitang", "省社区食堂局"),
    )
)


@dataclass(frozen=True)
class Person:
    """Somebody who signs in to the demo. ``key`` is the reviewer's key for evaluators."""

    key: str
    name: str


EVALUATORS = (Person("wen", "闻若溪"), Person("jian", "简怀舟"), Person("sang", "桑以宁"))
ADMINISTRATOR = Person("admin", "祁明岳")
LEAD = Person("lead", "卓清晏")
AGENCY = Person("agency", "谷予安")
AUDITOR = Person("auditor", "裴知远")
SECURITY = Person("security", "厉行之")
