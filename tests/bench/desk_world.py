"""The evaluators' workload: 60 ratings on 300 sites for one evaluator, and 49 colleagues with a sheet each.

``python -m tests.bench.desk_world`` migrates an empty database, fills it and prints JSON: addresses and sign-ins.
"""

from __future__ import annotations

import json
import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from assessment.campaigns.models import (  # noqa: E402
    Assignment,
    Campaign,
    Channel,
    Component,
    Entity,
    Membership,
    Reviewer,
    Round,
)
from assessment.core.models import User  # noqa: E402
from indicators.models import Criterion  # noqa: E402
from indicators.services.versions import publish_version, store_version  # noqa: E402
from reviews.models import ScoreSheet  # noqa: E402
from reviews.services.opening import open_sheets  # noqa: E402
from tests.bench.campaign import document  # noqa: E402
from tests.e2e import sheets  # noqa: E402

ENTITIES, EVALUATORS = 300, 50
BARE_TABLE = "CREATE TABLE bench_bare (id {key}, sheet bigint, criterion bigint, value text)"
KEYS = {"sqlite": "integer PRIMARY KEY AUTOINCREMENT", "postgresql": "bigserial PRIMARY KEY"}


def sign_in(user: User) -> str:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def evaluator(campaign: Campaign, number: int) -> Reviewer:
    user = User.objects.create(username=f"evaluator{number}")
    Membership.objects.create(campaign=campaign, user=user, role="evaluator")
    return Reviewer.objects.create(campaign=campaign, key=f"r{number:02d}", user=user)


def fill() -> dict[str, Any]:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(BARE_TABLE.format(key=KEYS[connection.vendor]))
    version = publish_version(version=store_version(document=document(), actor=None), actor=None, acknowledged=None)
    campaign = Campaign.objects.create(key="bench", name_zh="基准", year=2026, phase=Campaign.Phase.SCORING)
    component = Component.objects.create(campaign=campaign, version=version, share=100, position=0)
    turn = Round.objects.create(campaign=campaign, key="r1", position=0)
    reviewers = [evaluator(campaign, number) for number in range(EVALUATORS)]
    for number in range(ENTITIES):
        entity = Entity.objects.create(
            campaign=campaign, key=f"e{number:03d}", name=f"单位{number}", classes={"bench-sites": "city"}
        )
        Channel.objects.create(entity=entity, kind="website", address=f"https://site{number}.example/")
        for reviewer in {reviewers[0], reviewers[number % EVALUATORS]}:
            if reviewer is reviewers[0] or number < EVALUATORS:
                Assignment.objects.create(campaign=campaign, component=component, entity=entity, reviewer=reviewer)
    open_sheets(campaign=campaign, actor=None)
    sheets.make("keys", "keyed")
    first = Criterion.objects.filter(version=version).order_by("position").first()
    assert first is not None
    return {
        "desks": [
            {"session": sign_in(reviewer.user), "sheet": ScoreSheet.objects.filter(reviewer=reviewer).latest("pk").pk}
            for reviewer in reviewers
        ],
        "column": f"{component.pk}/{turn.pk}/{first.pk}/",
        "keyed": {
            "session": sign_in(User.objects.get(username="keys")),
            "sheet": ScoreSheet.objects.get(reviewer__key="keys").pk,
        },
    }


if __name__ == "__main__":
    print(json.dumps(fill()))
