"""The Celery application. Workers only fetch and delegate; a Job row owns status and result (quality.md §1)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")

app = Celery("pingheng")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["assessment.core", "assessment.campaigns", "assessment.notices", "assessment.audit"])
