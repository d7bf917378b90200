from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="TrailCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="time")),
                ("sequence", models.PositiveBigIntegerField(verbose_name="sequence of the head")),
                ("hash", models.CharField(max_length=64, verbose_name="hash of the head")),
                ("bad_sequence", models.PositiveBigIntegerField(null=True, verbose_name="first bad entry")),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("missing", "missing"),
                            ("changed", "changed"),
                            ("truncated", "cut off at the end"),
                        ],
                        max_length=12,
                        verbose_name="fault",
                    ),
                ),
            ],
            options={
                "verbose_name": "check of the audit trail",
                "verbose_name_plural": "checks of the audit trail",
                "ordering": ["-pk"],
            },
        ),
    ]
