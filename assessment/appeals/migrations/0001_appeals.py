import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from assessment.core.frozen import FreezeTable


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("campaigns", "0003_phases"),
        ("evidence", "0002_freeze_evidence"),
        ("indicators", "0002_freeze_published"),
        ("results", "0003_indexes_by_run"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "waiting for an answer"),
                            ("upheld", "upheld"),
                            ("rejected", "rejected"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("filed_at", models.DateTimeField(auto_now_add=True, verbose_name="filed")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("decision", models.TextField(blank=True, verbose_name="reason")),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="campaigns.component"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="indicators.criterion"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="campaigns.entity"
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="results.run"
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal",
                "verbose_name_plural": "appeals",
                "ordering": ["filed_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AppealMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_agency", models.BooleanField()),
                ("text", models.TextField(verbose_name="text")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="appeals.appeal"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "files",
                    models.ManyToManyField(
                        related_name="appeal_messages", to="evidence.evidenceversion", verbose_name="files"
                    ),
                ),
            ],
            options={
                "verbose_name": "message of an appeal",
                "verbose_name_plural": "messages of appeals",
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(blank=True, max_length=40, verbose_name="channel")),
                ("before", models.TextField(blank=True, verbose_name="before")),
                ("value", models.TextField(verbose_name="value")),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rulings", to="appeals.appeal"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="campaigns.round"
                    ),
                ),
            ],
            options={
                "verbose_name": "ruling",
                "verbose_name_plural": "rulings",
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "withdrawn"), _negated=True),
                fields=("component", "entity", "criterion"),
                name="one_appeal_per_criterion",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("upheld", "rejected")), _negated=True),
                    ("decided_at__isnull", False),
                    _connector="OR",
                ),
                name="a_decided_appeal_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.UniqueConstraint(fields=("appeal", "round", "channel"), name="one_ruling_per_cell"),
        ),
        *(FreezeTable(f"appeals_{name}", "1 = 1") for name in ("appealmessage", "ruling")),
    ]
