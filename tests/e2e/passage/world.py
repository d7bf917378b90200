"""What stands before the campaign begins: six accounts and a frozen version. ``make()`` runs in the workbench's shell.

Nothing else is made here: the campaign, its entities and every role in it come from the pages.
"""

from __future__ import annotations

from assessment.core.models import SiteRole, User
from indicators.services.versions import publish_version, store_version
from tests.e2e.sheets import CHECK, LEVELS, PASSWORD, document, words

SYSTEM, SYSTEM_NAME = "passage", "青川一带指标体系"
#: username → (name, organisation, role for the whole installation)
CAST = {
    "p-admin": ("管理员甲", "评估中心", SiteRole.Role.ADMINISTRATOR),
    "p-security": ("安全员乙", "评估中心", SiteRole.Role.SECURITY),
    "p-lead": ("组长丙", "评估中心", None),
    "p-one": ("评估员丁", "评估中心", None),
    "p-two": ("评估员戊", "评估中心", None),
    "p-agency": ("填报员己", "青川市人民政府办公室", None),
}


def make() -> None:
    """Leaf 1.1: a check and levels; leaf 2.1: levels. Each leaf 50 points; the veto V1 takes the entity out."""
    stated = document(SYSTEM, [[CHECK, LEVELS], [LEVELS]]) | {"name": words(SYSTEM_NAME)}
    version = store_version(document=stated, actor=None)
    publish_version(version=version, actor=None, acknowledged=None)
    for username, (name, organisation, role) in CAST.items():
        user = User.objects.create_user(username, password=PASSWORD, name=name, organisation=organisation)
        if role:
            SiteRole.objects.create(user=user, role=role)
