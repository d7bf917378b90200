"""The library and the page of a version over HTTP: who sees what, at which cost."""

import pytest
from django.urls import reverse

from assessment.campaigns.models import Campaign, Component, Membership
from assessment.core import frame
from assessment.core.models import SiteRole, User
from indicators import summaries
from indicators.documents.normal import content_hash
from indicators.documents.yaml import read_yaml
from indicators.services.versions import publish_version, store_version
from tests.indicators.samples import criterion, leaf, node, version

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten_summaries(monkeypatch):
    """What other tests summed up must not save this one a query."""
    monkeypatch.setattr(summaries, "_kept", {})


@pytest.fixture
def bare_frame(monkeypatch):
    """Without what other rooms put around the page: only the page's own statements are counted."""
    monkeypatch.setattr(frame, "registry", frame.Registry())


@pytest.fixture
def administrator():
    user = User.objects.create_user("chief")
    SiteRole.objects.create(user=user, role=SiteRole.Role.ADMINISTRATOR)
    return user


def stored(administrator, *tree, key="sample", publish=True, **more):
    found = store_version(document=version(*tree, **more) | {"key": key}, actor=administrator)
    return publish_version(version=found, actor=administrator, acknowledged=None) if publish else found


def library_rows(page):
    return [(found.system.key, summary) for found, summary in page.context["entries"]]


def test_the_library_says_what_each_version_holds(client, administrator):
    tree = node("1", weight={"city": 9, "county": 3}, children=[leaf("1.1", {"city": 4, "county": 3})])
    stored(administrator, tree, key="uneven", publish=False)
    client.force_login(administrator)
    page = client.get(reverse("indicators:library"))
    assert library_rows(page) == [
        ("uneven", summaries.Summary(1, 1, (("city", 4), ("county", 3)), errors=0, warnings=1))
    ]
    text = page.content.decode()
    assert ["草稿" in text, "1 项提示" in text, "市级" in text] == [True, True, True]


def test_an_empty_library_says_what_to_do(client, administrator):
    client.force_login(administrator)
    assert "load_systems" in client.get(reverse("indicators:library")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_library_costs_the_same_however_long_it_is(
    client, administrator, bare_frame, count, django_assert_num_queries
):
    for number in range(count):
        stored(administrator, leaf("1", number + 1), key=f"sample-{number}")
    client.force_login(administrator)
    with django_assert_num_queries(6):  # session, account, role, versions, documents, role
        assert len(library_rows(client.get(reverse("indicators:library")))) == count


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_of_a_version_costs_the_same_however_large_it_is(
    client, administrator, bare_frame, count, django_assert_num_queries
):
    leaves = [leaf(f"1.{number}", criteria=[criterion(1), criterion(2)]) for number in range(1, count + 1)]
    found = stored(administrator, node("1", children=leaves))
    client.force_login(administrator)
    with django_assert_num_queries(5):  # session, account, role, version, role
        page = client.get(reverse("indicators:version", args=[found.pk]))
    assert len(page.context["outline"].rows) == count + 1


def test_the_page_shows_hash_lint_and_tree(client, administrator):
    tree = node("1", weight=9, children=[leaf("1.1", 4, criteria=[criterion(7)])])
    found = stored(administrator, tree, publish=False)
    client.force_login(administrator)
    page = client.get(reverse("indicators:version", args=[found.pk])).content.decode()
    for part in (found.content_hash, 'id="i-1.1-7"', "市级：原表印为 9，下级合计 4", 'href="#i-1"', "children_weight"):
        assert (part, part in page) == (part, part != "children_weight")


def test_the_download_is_the_same_version(client, administrator):
    found = stored(administrator, leaf("1", {"city": 3, "county": None}), version="2019/1")
    client.force_login(administrator)
    answer = client.get(reverse("indicators:document", args=[found.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="sample-2019-1.yaml"'
    assert content_hash(read_yaml(answer.content, file="x")) == found.content_hash


def test_a_member_sees_the_published_versions_of_their_campaigns_only(client, administrator):
    used, unused = (stored(administrator, leaf("1"), key=key) for key in ("used", "unused"))
    draft = stored(administrator, leaf("1"), key="draft", publish=False)
    member = User.objects.create_user("member")
    campaign = Campaign.objects.create(key="c", name_zh="批次", year=2019)
    for position, found in enumerate((used, draft)):
        Component.objects.create(campaign=campaign, version=found, share=1, position=position)
    Membership.objects.create(campaign=campaign, user=member, role=Membership.Role.EVALUATOR)
    client.force_login(member)
    assert [key for key, _summary in library_rows(client.get(reverse("indicators:library")))] == ["used"]
    for name in ("version", "document"):
        answers = [client.get(reverse(f"indicators:{name}", args=[found.pk])) for found in (used, unused, draft)]
        assert [answer.status_code for answer in answers] == [200, 404, 404]


def test_the_rail_and_the_search_follow_what_one_may_see(client, administrator):
    stored(administrator, node("8", name={"zh": "办事服务", "en": "Services"}, children=[leaf("8.1")]))
    stranger = User.objects.create_user("stranger")
    seen = {}
    for user in (administrator, stranger):
        client.force_login(user)
        page = client.get(reverse("search"), {"q": "办事"})
        seen[user.username] = ([hit.title for hit in page.context["hits"]], "指标库" in page.content.decode())
    assert seen == {"chief": (["8 办事服务"], True), "stranger": ([], False)}


@pytest.mark.parametrize("name", ["library", "version", "document"])
def test_only_reading_is_possible(client, administrator, name):
    found = stored(administrator, leaf("1"))
    client.force_login(administrator)
    address = reverse(f"indicators:{name}", args=[] if name == "library" else [found.pk])
    assert [client.post(address).status_code, client.delete(address).status_code] == [405, 405]
    client.logout()
    assert client.get(address).status_code == 302
