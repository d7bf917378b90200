import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from assessment.core.frozen import FreezeTable


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_assignments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="due_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="deadline"),
        ),
        migrations.CreateModel(
            name="PhaseStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("forward", "forward"), ("back", "back"), ("extension", "extension")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "from_phase",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("self-assessment", "self-assessment"),
                            ("scoring", "scoring"),
                            ("reconciliation", "reconciliation"),
                            ("preliminary", "preliminary results"),
                            ("appeals", "appeals"),
                            ("final", "final results"),
                            ("published", "published"),
                            ("archived", "archived"),
                        ],
                        max_length=20,
                        verbose_name="from phase",
                    ),
                ),
                (
                    "to_phase",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("self-assessment", "self-assessment"),
                            ("scoring", "scoring"),
                            ("reconciliation", "reconciliation"),
                            ("preliminary", "preliminary results"),
                            ("appeals", "appeals"),
                            ("final", "final results"),
                            ("published", "published"),
                            ("archived", "archived"),
                        ],
                        max_length=20,
                        verbose_name="to phase",
                    ),
                ),
                ("due_before", models.DateTimeField(blank=True, null=True)),
                ("due_after", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("overridden", models.JSONField(default=list, verbose_name="passed over")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="campaigns.campaign"
                    ),
                ),
            ],
            options={
                "verbose_name": "step between phases",
                "verbose_name_plural": "steps between phases",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PhaseWindow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("self-assessment", "self-assessment"),
                            ("scoring", "scoring"),
                            ("reconciliation", "reconciliation"),
                            ("preliminary", "preliminary results"),
                            ("appeals", "appeals"),
                            ("final", "final results"),
                            ("published", "published"),
                            ("archived", "archived"),
                        ],
                        max_length=20,
                        verbose_name="phase",
                    ),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="start")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="deadline")),
                ("first_due_at", models.DateTimeField(blank=True, null=True, verbose_name="first deadline")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="windows", to="campaigns.campaign"
                    ),
                ),
            ],
            options={
                "verbose_name": "window of a phase",
                "verbose_name_plural": "windows of phases",
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "phase"), name="one_window_per_phase"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_at", None),
                            ("due_at", None),
                            ("due_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="a_window_ends_after_its_start",
                    ),
                ],
            },
        ),
        FreezeTable("campaigns_phasestep", "1 = 1"),
    ]
