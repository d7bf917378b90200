from django.db import migrations

from assessment.core.frozen import FreezeTable


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_evidence")]
    operations = [
        FreezeTable("evidence_storedfile", "1 = 1"),
        FreezeTable("evidence_evidenceversion", "1 = 1"),
    ]
