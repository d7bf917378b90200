from django.db import migrations

from assessment.core.frozen import FreezeTable


class Migration(migrations.Migration):
    dependencies = [("core", "0001_accounts_audit_jobs")]
    operations = [FreezeTable("core_auditentry", "1 = 1")]
