"""Master data in the administration: who gets in, what is checked, and the trace every change leaves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from assessment.campaigns.models import Campaign, Channel, Component, Entity, League, Membership, Reviewer, Round
from assessment.core.models import AuditEntry, SiteRole, User
from indicators.documents.yaml import read_yaml
from indicators.services.versions import publish_version, store_version
from reviews.models import ScoreSheet

pytestmark = pytest.mark.django_db

DOCUMENT = b"""\
key: sites
version: "1"
name: {zh: \xe7\xbd\x91\xe7\xab\x99, en: Sites}
classes: [city, county]
channels: [website]
tree: [{code: "1", name: {zh: \xe4\xb8\x80, en: One}, weight: {city: 100, county: 100}}]
"""


@pytest.fixture
def campaign() -> Campaign:
    version = store_version(document=read_yaml(DOCUMENT, file="sites.yaml"), actor=None)
    publish_version(version=version, actor=None, acknowledged=None)
    campaign = Campaign.objects.create(key="demo", name_zh="示例", year=2024)
    Component.objects.create(campaign=campaign, version=version, share=1, position=0)
    Round.objects.create(campaign=campaign, key="r1", position=0)
    League.objects.create(campaign=campaign, key="all", name_zh="全部", position=0)
    return campaign


def signed_in(client: Client, *, role: str | None = SiteRole.Role.ADMINISTRATOR, superuser: bool = False) -> Client:
    user = User.objects.create_user("person", is_staff=True, is_superuser=superuser)
    if role:
        SiteRole.objects.create(user=user, role=role)
    client.force_login(user)
    return client


@pytest.fixture
def administrator(client: Client) -> Client:
    return signed_in(client)


def no_rows(*prefixes: str) -> dict[str, str]:
    """Empty management forms of inlines."""
    return {f"{prefix}-{name}": "0" for prefix in prefixes for name in ("TOTAL_FORMS", "INITIAL_FORMS")}


def entity_data(campaign: Campaign, **more: Any) -> dict[str, Any]:
    return {
        "campaign": campaign.pk,
        "key": "e1",
        "name": "福州市",
        "organisation": "",
        "classes": '{"sites": "city"}',
        "attributes": '{"staff": "12", "kind": "独立"}',
        "leagues": [campaign.leagues.get().pk],
        **no_rows("channels"),
        **more,
    }


@pytest.mark.parametrize("role", [None, SiteRole.Role.AUDITOR, SiteRole.Role.SECURITY])
@pytest.mark.parametrize("page", ["campaign", "entity", "reviewer", "membership"])
def test_only_evaluation_administrators_get_in(client: Client, campaign: Campaign, role: str | None, page: str) -> None:
    """Not even a superuser without the role: who runs the machine does not run the evaluation."""
    assert signed_in(client, role=role, superuser=True).get(f"/admin/campaigns/{page}/").status_code == 403


@pytest.mark.parametrize("page", ["campaign", "entity", "reviewer", "membership"])
def test_administrators_see_lists_and_forms(administrator: Client, campaign: Campaign, page: str) -> None:
    assert administrator.get(f"/admin/campaigns/{page}/").status_code == 200
    adding = administrator.get(f"/admin/campaigns/{page}/add/").status_code
    assert adding == (403 if page == "membership" else 200)


def test_an_entity_is_stored_as_a_bundle_would_and_leaves_a_trace(administrator: Client, campaign: Campaign) -> None:
    answer = administrator.post("/admin/campaigns/entity/add/", entity_data(campaign))
    assert answer.status_code == 302
    entity = Entity.objects.get()
    assert (entity.sort_key, entity.classes) == ("fu2 zhou1 shi4", {"sites": "city"})
    assert entity.attributes == {"staff": 12, "kind": "独立"}
    entry = AuditEntry.objects.get(verb="add_entity")
    assert (entry.actor_name, entry.object_key, entry.campaign_key, entry.before) == ("person", "e1", "demo", None)
    assert (entry.after["classes"], [league["key"] for league in entry.after["leagues"]]) == (
        {"sites": "city"},
        ["all"],
    )


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("key", "e 1", "A key of letters, digits and . _ - @ is expected."),
        ("classes", "{}", "The class for sites is missing."),
        ("classes", '{"sites": "village"}', "sites has no class “village”; expected is one of city, county."),
        ("classes", '{"sites": "city", "x": "y"}', "The campaign has no component “x”; expected is one of sites."),
        ("classes", "[]", "The class for sites is missing."),
        ("classes", '["city"]', "system: class is expected for each component."),
        ("attributes", '{"a b": 1}', "“a b” is no attribute with a value."),
        ("attributes", '{"a": ";"}', "“a” is no attribute with a value."),
        ("attributes", "[1]", "name: value is expected."),
    ],
)
def test_what_a_bundle_refuses_is_refused_here(
    administrator: Client, campaign: Campaign, field: str, value: str, expected: str
) -> None:
    with translation.override("en"):
        answer = administrator.post(
            "/admin/campaigns/entity/add/", entity_data(campaign, **{field: value}), headers={"accept-language": "en"}
        )
    assert answer.context["adminform"].form.errors[field] == [expected]
    assert (Entity.objects.count(), AuditEntry.objects.filter(verb="add_entity").count()) == (0, 0)


def test_a_channel_must_be_of_a_known_kind(administrator: Client, campaign: Campaign) -> None:
    entity = Entity.objects.create(campaign=campaign, key="e1", name="甲", classes={"sites": "city"})
    rows = {"channels-TOTAL_FORMS": "1", "channels-INITIAL_FORMS": "0", "channels-0-entity": entity.pk}
    for kind, status in (("wexin", 200), ("weixin", 302)):
        data = entity_data(campaign, **rows, **{"channels-0-kind": kind, "channels-0-is_open": "on"})
        assert administrator.post(f"/admin/campaigns/entity/{entity.pk}/change/", data).status_code == status
    assert list(Channel.objects.values_list("kind", "is_open")) == [("weixin", True)]
    entry = AuditEntry.objects.get(verb="change_entity")
    assert (entry.before["channels"], [row["kind"] for row in entry.after["channels"]]) == ([], ["weixin"])


def campaign_data(campaign: Campaign, **more: Any) -> dict[str, Any]:
    policy = json.dumps({"reviewers": "median"})
    parts = no_rows("components", "rounds", "leagues")
    return {"key": "new", "name_zh": "新", "year": 2025, "policy": policy, **parts, **more}


def test_a_campaigns_policy_is_checked_and_filled_in(administrator: Client, campaign: Campaign) -> None:
    bad = campaign_data(campaign, policy='{"reviewers": "best"}')
    assert administrator.post("/admin/campaigns/campaign/add/", bad).status_code == 200
    assert administrator.post("/admin/campaigns/campaign/add/", campaign_data(campaign)).status_code == 302
    stored = Campaign.objects.get(key="new")
    assert (stored.policy["reviewers"], stored.policy["decimals"], stored.phase) == ("median", 2, Campaign.Phase.DRAFT)


def test_what_scores_hang_on_stays(administrator: Client, campaign: Campaign) -> None:
    entity = Entity.objects.create(campaign=campaign, key="e1", name="甲", classes={"sites": "city"})
    reviewer = Reviewer.objects.create(campaign=campaign, key="rev")
    sheet = ScoreSheet.objects.create(
        component=campaign.components.get(), entity=entity, round=campaign.rounds.get(), reviewer=reviewer
    )
    pages = [f"campaign/{campaign.pk}", f"entity/{entity.pk}", f"reviewer/{reviewer.pk}"]
    for page in pages:
        assert administrator.post(f"/admin/campaigns/{page}/delete/", {"post": "yes"}).status_code == 403
    sheet.delete()
    for page in reversed(pages):
        assert administrator.post(f"/admin/campaigns/{page}/delete/", {"post": "yes"}).status_code == 302
    assert Campaign.objects.count() == 0
    verbs = AuditEntry.objects.filter(verb__startswith="delete").order_by("sequence").values_list("verb", flat=True)
    assert list(verbs) == ["delete_reviewer", "delete_entity", "delete_campaign"]


def test_components_and_rounds_stay_once_there_are_scores(administrator: Client, campaign: Campaign) -> None:
    page = f"/admin/campaigns/campaign/{campaign.pk}/change/"

    def may_change() -> dict[str, bool]:
        formsets = administrator.get(page).context["inline_admin_formsets"]
        return {formset.formset.prefix: formset.has_change_permission for formset in formsets}

    assert may_change() == {"components": True, "rounds": True, "leagues": True}
    entity = Entity.objects.create(campaign=campaign, key="e1", name="甲")
    reviewer = Reviewer.objects.create(campaign=campaign, key="rev")
    ScoreSheet.objects.create(
        component=campaign.components.get(), entity=entity, round=campaign.rounds.get(), reviewer=reviewer
    )
    assert may_change() == {"components": False, "rounds": False, "leagues": True}


def test_a_published_campaign_is_not_changed(administrator: Client, campaign: Campaign) -> None:
    entity = Entity.objects.create(campaign=campaign, key="e1", name="甲", classes={"sites": "city"})
    Campaign.objects.update(phase=Campaign.Phase.PUBLISHED)
    for page in (f"campaign/{campaign.pk}", f"entity/{entity.pk}"):
        assert administrator.get(f"/admin/campaigns/{page}/change/").status_code == 200
        assert administrator.post(f"/admin/campaigns/{page}/change/", {}).status_code == 403
        assert administrator.post(f"/admin/campaigns/{page}/delete/", {"post": "yes"}).status_code == 403


def test_memberships_are_only_read_here(administrator: Client, campaign: Campaign) -> None:
    """A role that sees scores takes two people, on the pages of accounts."""
    lead = User.objects.create_user("lead")
    stored = Membership.objects.create(campaign=campaign, user=lead, role=Membership.Role.LEAD)
    data = {"campaign": campaign.pk, "user": lead.pk, "role": Membership.Role.EVALUATOR}
    page = "/admin/campaigns/membership"
    assert administrator.get(f"{page}/{stored.pk}/change/").status_code == 200
    answers = [
        administrator.post(f"{page}/add/", data),
        administrator.post(f"{page}/{stored.pk}/change/", data),
        administrator.post(f"{page}/{stored.pk}/delete/", {"post": "yes"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert Membership.objects.get().role == Membership.Role.LEAD
    assert not AuditEntry.objects.filter(object_type="membership").exists()


def test_the_list_of_entities_asks_as_often_for_three_as_for_one(administrator: Client, campaign: Campaign) -> None:
    counts = []
    for number in (1, 2, 3):
        Entity.objects.create(campaign=campaign, key=f"e{number}", name="甲")
        with CaptureQueriesContext(connection) as queries:
            administrator.get("/admin/campaigns/entity/")
        counts.append(len(queries))
    assert counts[0] == counts[2]
