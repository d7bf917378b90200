"""A small bundle that uses every rule, every class of cells and a component scored per channel."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((ROOT / "tests" / "golden" / "cases").iterdir())

CAMPAIGN = """\
key: demo
name: {zh: 示例批次, en: Demo}
year: 2024
components:
  - {system: sites, version: "1", share: 80}
  - {system: media, version: "1", share: 20}
rounds: [r1, r2]
policy: {reviewers: median, grades: [{name: 优秀, at_least: 90}, {name: 良好, at_least: 75.5}]}
leagues:
  - {key: all, name: 全部}
  - {key: east, name: {zh: 东部, en: East}}
baseline: demo-2023
"""

SITES = """\
key: sites
version: "1"
name: {zh: 网站指标, en: Sites}
classes: [city, county]
channels: [website, weixin]
channel_weights: [{website: 70, weixin: 30}]
vetoes:
  - code: V1
    name: {zh: 站点无法访问, en: Site down}
    conditions: [{no: 1, text: {zh: 无法访问, en: down}}]
gates:
  - {code: G1, name: {zh: 次数不足, en: Too few}, targets: ["1.1"], factor: 0, when: {criterion: "1.1#3", below: 2}}
  - {code: G2, name: {zh: 减半, en: Halved}, targets: ["1.2"], factor: 0.5}
tree:
  - code: "1"
    name: {zh: 政务公开, en: Openness}
    children:
      - code: "1.1"
        name: {zh: 基本信息, en: Basics}
        weight: {city: 40, county: 50}
        criteria:
          - {no: 1, text: {zh: 及时, en: Timely}, class: A, channels: [website, weixin], rule: {type: rating}}
          - {no: 2, text: {zh: 有无, en: Present}, class: B, channels: [website, weixin], rule: {type: check}}
          - {no: 3, text: {zh: 次数, en: Times}, class: C, channels: [website], share: 0, rule: {type: count}}
      - code: "1.2"
        name: {zh: 服务, en: Services}
        weight: {city: 60, county: 50}
        method: monitoring
        criteria:
          - no: 1
            text: {zh: 程度, en: Level}
            class: C
            channels: [website]
            rule: {type: levels, levels: [{key: none, ratio: 0}, {key: 完全（好）, ratio: 1}]}
          - {no: 2, text: {zh: 比例, en: Part}, class: C, channels: [website], rule: {type: proportion}}
          - no: 3
            text: {zh: 数量, en: Number}
            class: C
            channels: [website]
            rule: {type: tiers, tiers: [{upto: 0, ratio: 0}, {ratio: 1}]}
          - no: 4
            text: {zh: 错误, en: Errors}
            class: C
            channels: [website]
            share: 0
            rule: {type: tally, mode: penalty, categories: {typo: {percent: 10}, wrong: {percent: 50}}}
  - code: "2"
    name: {zh: 加分, en: Bonus}
    kind: bonus
    weight: 5
    criteria:
      - {no: 1, text: {zh: 案例, en: Cases}, class: C, channels: [website], rule: {type: items, item_max: 2}}
"""

MEDIA = """\
key: media
version: "1"
name: {zh: 新媒体指标, en: Media}
mode: per_channel
columns: channel
channels: [weixin, app]
channel_weights: [{weixin: 60, app: 40}]
vetoes:
  - {code: V1, name: {zh: 长期不更新, en: Stale}, scope: channel, conditions: [{no: 1, text: {zh: 不更新, en: stale}}]}
tree:
  - code: "1"
    name: {zh: 更新, en: Updates}
    weight: {weixin: 100, app: 100}
"""

#: e1 has everything; e2 has closed its app and has no weixin.
FILES = {
    "campaign.yaml": CAMPAIGN,
    "systems/sites.yaml": SITES,
    "systems/media.yaml": MEDIA,
    "entities.csv": """\
entity,name,class,leagues,attributes
e1,福州市,city,all;east,has_services=true;staff=12;ratio=0.5;kind=独立
e2,"长乐, 县",county,all,
""",
    "channels.csv": """\
entity,channel,name,address,open
e1,website,福州,https://e1.example/,1
e1,weixin,福州发布,,1
e1,app,e福州,,1
e2,website,长乐,https://e2.example/,1
e2,app,,,0
""",
    "scores.csv": """\
entity,system,round,reviewer,criterion,channel,value,comment
e1,sites,r1,张三,1.1#1,,0.9,
e1,sites,r1,张三,1.1#2,website,1,
e1,sites,r1,张三,1.1#2,weixin,0,"缺两条
第二行"
e1,sites,r1,张三,1.1#3,website,3,
e1,sites,r1,张三,1.2#1,website,完全（好）,
e1,sites,r1,张三,1.2#2,website,3/4,
e1,sites,r1,张三,1.2#3,website,-1,
e1,sites,r1,张三,1.2#4,website,typo=2;wrong=1,
e1,sites,r1,张三,2#1,website,1;2.5,
e1,sites,r2,li@x,1.1#1,,NA,无栏目
e1,sites,r2,li@x,1.2#1,website,,待核
e1,media,r1,张三,1#1,weixin,0.7,
e1,media,r1,张三,1#1,app,0,
e2,media,r1,张三,1#1,app,0.3,
""",
    "adjudications.csv": """\
entity,system,round,criterion,channel,value,reason
e1,sites,r1,1.1#2,weixin,1,复核
""",
    "applicability.csv": """\
entity,system,indicator,reason
e2,sites,1.2,无服务
""",
    "gates.csv": """\
entity,system,gate,reason
e1,sites,G2,通报
""",
    "vetoes.csv": """\
entity,system,veto,condition,channel,status,reason
e1,media,V1,1,app,confirmed,三个月
e2,sites,V1,,,proposed,
""",
}


def write_bundle(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A bundle folder made of ``files``."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def write_archive(path: Path, files: Mapping[str, str | bytes], *, top: str = "") -> Path:
    """A .zip of ``files``, below the folder ``top`` if one is given."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(top + name, content)
    return path


def changed(name: str, old: str, new: str, files: Mapping[str, str] = FILES) -> dict[str, str]:
    """The bundle with the one place ``old`` of a file replaced."""
    assert files[name].count(old) == 1, f"{old!r} must stand in {name} once"
    return {**files, name: files[name].replace(old, new)}
