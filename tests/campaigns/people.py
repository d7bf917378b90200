"""A campaign that is being scored: four entities, three evaluators, two components with sections."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.campaigns.models import Campaign, Channel, Component, Entity, Membership, Reviewer, Round
from assessment.core.models import User
from indicators.documents.yaml import read_yaml
from indicators.services.versions import publish_version, store_version

Role = Membership.Role

#: Section 3 is not assessed in counties.
SITES = """\
key: sites
version: "1"
name: {zh: 网站, en: Sites}
classes: [city, county]
channels: [website]
tree:
  - code: "1"
    name: {zh: 公开, en: Openness}
    children:
      - code: "1.1"
        name: {zh: 基本, en: Basics}
        weight: {city: 20, county: 30}
        criteria:
          - {no: 1, text: {zh: 有无, en: There}, class: C, channels: [website], rule: {type: check}}
          - {no: 2, text: {zh: 程度, en: Degree}, class: C, channels: [website], rule: {type: rating}}
  - {code: "2", name: {zh: 服务, en: Services}, weight: {city: 40, county: 70}}
  - {code: "3", name: {zh: 互动, en: Dialogue}, weight: {city: 40, county: null}}
"""
MEDIA = """\
key: media
version: "1"
name: {zh: 新媒体, en: Media}
mode: per_channel
columns: channel
channels: [weixin, app]
channel_weights: [{weixin: 60, app: 40}]
tree: [{code: "1", name: {zh: 更新, en: Updates}, weight: {weixin: 100, app: 100}}]
"""


@dataclass(frozen=True)
class Scoring:
    campaign: Campaign
    sites: Component
    media: Component
    entities: dict[str, Entity]
    evaluators: dict[str, User]

    def reviewer(self, name: str) -> Reviewer:
        return Reviewer.objects.get(campaign=self.campaign, user=self.evaluators[name])

    def evaluator(self, name: str, organisation: str = "") -> User:
        """One more evaluator."""
        self.evaluators[name] = user = User.objects.create_user(name, organisation=organisation)
        Membership.objects.create(campaign=self.campaign, user=user, role=Role.EVALUATOR)
        return user

    def entity(self, key: str, name: str, kind: str = "city", organisation: str = "") -> Entity:
        """One more entity with a website."""
        entity = Entity.objects.create(
            campaign=self.campaign,
            key=key,
            name=name,
            sort_key=key,
            classes={"sites": kind},
            organisation=organisation,
        )
        Channel.objects.create(entity=entity, kind="website", address=f"https://{key}.example/")
        self.entities[key] = entity
        return entity


def component(campaign: Campaign, document: str, position: int) -> Component:
    version = store_version(document=read_yaml(document.encode(), file="system.yaml"), actor=None)
    publish_version(version=version, actor=None, acknowledged=None)
    return Component.objects.create(campaign=campaign, version=version, share=50, position=position)


def scoring(key: str = "demo") -> Scoring:
    """Cities a and b, counties c and d (d with a weixin account); evaluators ann, ben and cai; one round."""
    campaign = Campaign.objects.create(key=key, name_zh="示例", year=2024, phase=Campaign.Phase.SCORING)
    Round.objects.create(campaign=campaign, key="r1", position=0)
    made = Scoring(campaign, component(campaign, SITES, 0), component(campaign, MEDIA, 1), {}, {})
    made.entity("a", "甲市")
    made.entity("b", "乙市")
    made.entity("c", "丙县", "county")
    made.entity("d", "丁县", "county")
    Channel.objects.create(entity=made.entities["d"], kind="weixin")
    Channel.objects.create(entity=made.entities["c"], kind="app", is_open=False)
    for name in ("ann", "ben", "cai"):
        made.evaluator(name)
    return made
