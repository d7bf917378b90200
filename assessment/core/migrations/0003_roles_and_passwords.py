from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_freeze_audit")]

    operations = [
        migrations.RemoveConstraint(model_name="siterole", name="one_site_role_per_user"),
        migrations.AddField(
            model_name="auditentry",
            name="role",
            field=models.CharField(max_length=100, null=True, verbose_name="role"),
        ),
        migrations.AddField(
            model_name="user",
            name="password_changed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="password changed"),
        ),
        migrations.AddConstraint(
            model_name="siterole",
            constraint=models.UniqueConstraint(fields=("user",), name="one_site_role_per_account"),
        ),
    ]
