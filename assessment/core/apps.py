from django.apps import AppConfig
from django.contrib.admin import apps as admin


class CoreConfig(AppConfig):
    name = "assessment.core"
    label = "core"
    default = True


class AdministrationConfig(admin.AdminConfig):
    """Django's administration, on a site of our own that asks for a role (core/administration.py)."""

    default = False
    default_site = "assessment.core.administration.Administration"
