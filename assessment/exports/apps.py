from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "assessment.exports"
    label = "exports"
