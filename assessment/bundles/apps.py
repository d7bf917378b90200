from django.apps import AppConfig


class BundlesConfig(AppConfig):
    name = "assessment.bundles"
    label = "bundles"
