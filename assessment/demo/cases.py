"""Innovation cases of the campaign in self-assessment, as agencies enter them."""

from __future__ import annotations

from assessment.campaigns.models import Campaign, Membership
from reviews.cases.models import CaseCategory
from reviews.cases.selectors import bonus_criteria
from reviews.cases.services.entering import USUAL, attach_files, save_case, submit_case
from reviews.evidence.selectors import current_versions

#: (entity, place of the category, title, text, submitted).
CASES = (
    (
        "chengling",
        4,
        "“一件事”集成办：新生儿出生联办",
        "将出生登记、医保参保等 6 个事项合并为一张表单，材料由 21 份减为 5 份，办理时限由 30 天压缩到 3 天。\n\n"
        "全年办理 4,200 余件，群众好评率 99.6%。",
        True,
    ),
    ("chengling", 2, "政策问答智能助手", "基于本级政策库的问答服务，答案附原文链接，未命中时转人工。", False),
    ("jichuan", 0, "县区网站集约化平台", "14 个县区网站统一技术平台、统一安全防护，年节约运维经费约四成。", True),
    ("xiwan", 3, "公共数据开放与渔港服务", "开放渔港泊位、潮汐等 38 个数据集，支撑社会化应用 5 个。", True),
)


def enter_cases(campaign: Campaign) -> None:
    """The usual categories and a case or two of some entities. In the transaction of the campaign."""
    criterion = next(iter(bonus_criteria(campaign)), None)
    categories = CaseCategory.objects.bulk_create(
        CaseCategory(campaign=campaign, name_zh=zh, name_en=en, criterion=criterion, position=place)
        for place, (zh, en) in enumerate(USUAL)
    )
    agencies = Membership.objects.filter(campaign=campaign, role=Membership.Role.AGENCY)
    people = {row.entity.key: row for row in agencies.select_related("entity__campaign", "user") if row.entity}
    for key, place, title, text, submitted in CASES:
        row = people[key]
        assert row.entity is not None, "filtered above"
        case = save_case(entity=row.entity, category=categories[place], title=title, summary=text, actor=row.user)
        files = [version.pk for version in current_versions(row.entity) if version.stored][:2]
        attach_files(case=case, versions=files, actor=row.user)
        if submitted:
            submit_case(case=case, actor=row.user)
