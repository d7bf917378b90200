"""Who sees which versions, and how they are read."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.campaigns.models import Campaign, Component, Membership
from assessment.core.models import SiteRole
from indicators import rules, selectors
from indicators.documents.normal import normalise
from indicators.models import IndicatorVersion
from indicators.services.versions import publish_version, store_version
from tests.indicators.samples import criterion, leaf, node, tally, version

pytestmark = pytest.mark.django_db


def store(key: str, *tree: dict, name: str = "1", publish: bool = True) -> IndicatorVersion:
    draft = store_version(document=version(*tree, key=key, version=name), actor=None)
    return publish_version(version=draft, actor=None, acknowledged=None) if publish else draft


@pytest.fixture
def versions() -> dict[str, IndicatorVersion]:
    """One used by a campaign, one not, one draft (which a campaign names, against the rules)."""
    made = {
        "used": store("used"),
        "other": store("other"),
        "draft": store("used", leaf("1", 20), name="2", publish=False),
    }
    campaign = Campaign.objects.create(key="c", name_zh="批次", year=2026)
    for position, name in enumerate(("used", "draft")):
        Component.objects.create(campaign=campaign, version=made[name], share=1, position=position)
    return made


def seen(user) -> list[str]:
    return [f"{found.system.key} {found.version}" for found in selectors.visible_versions(user)]


def judged(user, versions) -> list[str]:
    """The versions that the rule allows, which must be those of the list."""
    allowed = [found for found in versions.values() if rules.can_view_version(user, found)]
    return sorted(f"{found.system.key} {found.version}" for found in allowed)


@pytest.mark.parametrize("role", [SiteRole.Role.ADMINISTRATOR, SiteRole.Role.AUDITOR])
def test_administrators_and_auditors_see_everything(account, versions, role):
    user = account("someone", role)
    assert seen(user) == judged(user, versions) == ["other 1", "used 1", "used 2"]
    assert [system.key for system in selectors.visible_systems(user)] == ["other", "used"]


@pytest.mark.parametrize("role", [Membership.Role.EVALUATOR, Membership.Role.LEAD, Membership.Role.AUDITOR])
def test_members_see_the_published_versions_of_their_campaigns(account, versions, role):
    user = account("someone")
    Membership.objects.create(campaign=Campaign.objects.get(), user=user, role=role)
    assert seen(user) == judged(user, versions) == ["used 1"]
    assert [system.key for system in selectors.visible_systems(user)] == ["used"]


def test_a_member_of_two_campaigns_sees_a_version_once(account, versions):
    user = account("someone")
    second = Campaign.objects.create(key="d", name_zh="批次", year=2026)
    Component.objects.create(campaign=second, version=versions["used"], share=1, position=0)
    for campaign in Campaign.objects.all():
        Membership.objects.create(campaign=campaign, user=user, role=Membership.Role.EVALUATOR)
    assert seen(user) == ["used 1"]


@pytest.mark.parametrize("role", [None, SiteRole.Role.SECURITY])
def test_others_see_nothing(account, versions, role):
    user = account("someone", *([role] if role else []))
    assert seen(user) == judged(user, versions) == []


def test_nobody_signed_in_sees_nothing_and_a_disabled_account_neither(account, versions):
    disabled = account("someone", SiteRole.Role.ADMINISTRATOR)
    disabled.is_active = False
    for user in (AnonymousUser(), disabled):
        assert seen(user) == judged(user, versions) == []


def test_a_denial_has_a_reason(account, versions):
    verdict = rules.can_view_version(account("someone"), versions["other"])
    assert verdict == rules.Denied("您只能查看所参与评估批次的已发布版本。")


# --- reading --------------------------------------------------------------------------------------------------------

TREE = (
    node("1", children=[leaf("1.1", criteria=[criterion(1), criterion(2)]), node("1.2", children=[leaf("1.2.1")])]),
    leaf("2", crossref=["9.9"], criteria=[criterion(1), criterion(2, crossref=["8.8", "7.7"])]),
)


def outline(branches: list[selectors.Branch]) -> list:
    return [
        (branch.indicator.code, [item.address for item in branch.criteria], outline(branch.children))
        for branch in branches
    ]


OUTLINE = [
    ("1", [], [("1.1", ["1.1#1", "1.1#2"], []), ("1.2", [], [("1.2.1", ["1.2.1#1"], [])])]),
    ("2", ["2#1", "2#2"], []),
]


def test_the_tree_is_read_in_document_order():
    found = selectors.tree_of(store("a", *TREE))
    assert outline(found) == OUTLINE
    assert [branch.indicator.code for branch in found[0].walk()] == ["1", "1.1", "1.2", "1.2.1"]


def test_the_tree_of_another_version_stays_out():
    store("a", leaf("9"))
    assert outline(selectors.tree_of(store("b", *TREE))) == OUTLINE


def test_a_draft_with_errors_has_the_tree_of_its_document():
    draft = store("a", *TREE, leaf("2"), publish=False)
    assert outline(selectors.tree_of(draft)) == [*OUTLINE, ("2", ["2#1"], [])]


def test_the_tree_takes_two_statements_whatever_its_size():
    for size in (1, 3, 30):
        found = store(f"size-{size}", *[node(str(i), children=[leaf(f"{i}.1")]) for i in range(size)])
        with CaptureQueriesContext(connection) as queries:
            branches = selectors.tree_of(found)
        assert (len(branches), len(queries)) == (size, 2)


def test_the_printed_table_has_a_row_per_criterion_with_its_way_down():
    rows = selectors.source_rows(store("a", *TREE))
    assert [([item.code for item in row.path], row.criterion.number, row.crossref) for row in rows] == [
        (["1", "1.1"], 1, ()),
        (["1", "1.1"], 2, ()),
        (["1", "1.2", "1.2.1"], 1, ()),
        (["2"], 1, ("9.9",)),
        (["2"], 2, ("8.8", "7.7")),
    ]


def test_the_document_comes_back_with_its_keys_in_their_order_whatever_the_database_did():
    rule = tally("deduct", bb={"points": 1}, a={"points": 2}, ccc={"percent": 3})
    found = store("a", leaf("1", criteria=[criterion(rule=rule)]))
    found.refresh_from_db()
    read = selectors.document_of(found)
    assert read == normalise(found.document)
    assert list(read["tree"][0]["criteria"][0]["rule"]["categories"]) == ["a", "bb", "ccc"]


def test_only_a_published_version_is_found_by_key_and_name(versions):
    assert selectors.published_version("used", "1") == versions["used"]
    assert selectors.published_version("used", "2") is None
    assert selectors.published_version("nothing", "1") is None


def test_gates_and_vetoes_come_in_order_with_their_conditions():
    document = version(
        leaf("1"),
        gates=[{"code": code, "name": {"zh": "门", "en": "g"}, "targets": ["1"]} for code in ("G2", "G1")],
        vetoes=[
            {
                "code": code,
                "name": {"zh": "否", "en": "v"},
                "conditions": [{"no": no, "text": {"zh": "条", "en": "c"}} for no in (1, 2)],
            }
            for code in ("V2", "V1", "V3")
        ],
    )
    found = store_version(document=document, actor=None)
    assert [gate.code for gate in selectors.gates_of(found)] == ["G2", "G1"]
    with CaptureQueriesContext(connection) as queries:
        vetoes = [(veto.code, [item.number for item in veto.conditions.all()]) for veto in selectors.vetoes_of(found)]
    assert vetoes == [("V2", [1, 2]), ("V1", [1, 2]), ("V3", [1, 2])]
    assert len(queries) == 2


@pytest.mark.parametrize(
    ("role", "sees", "statements"), [("administrator", True, 1), ("member", True, 2), ("", False, 2)]
)
def test_the_rail_learns_in_two_statements_at_most_whether_there_is_a_library_to_see(
    versions, django_user_model, role, sees, statements
):
    user = django_user_model.objects.create_user("somebody")
    if role == "administrator":
        SiteRole.objects.create(user=user, role=SiteRole.Role.ADMINISTRATOR)
    elif role:
        Membership.objects.create(campaign=Campaign.objects.get(), user=user, role="evaluator")
    with CaptureQueriesContext(connection) as captured:
        assert selectors.sees_versions(user) == sees
    assert len(captured) == statements
    assert selectors.visible_versions(user).exists() == sees
