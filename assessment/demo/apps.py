from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "assessment.demo"
    label = "demo"
