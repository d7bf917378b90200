from django.db import migrations

from assessment.core.frozen import FreezeTable

SUBMITTED = "EXISTS (SELECT 1 FROM cases_innovationcase c WHERE c.id = ROW.case_id AND c.status = 'submitted')"


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_cases")]
    operations = [
        FreezeTable("cases_innovationcase", "ROW.status = 'submitted'"),
        FreezeTable("cases_casefile", SUBMITTED, inserts=True),
    ]
