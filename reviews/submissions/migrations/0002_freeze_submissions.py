from django.db import migrations

from assessment.core.frozen import FreezeTable

SUBMITTED = (
    "EXISTS (SELECT 1 FROM submissions_selfassessment s WHERE s.id = ROW.assessment_id AND s.status = 'submitted')"
)


class Migration(migrations.Migration):
    dependencies = [("submissions", "0001_submissions")]
    operations = [
        FreezeTable("submissions_answer", SUBMITTED, inserts=True),
        FreezeTable("submissions_attachment", SUBMITTED, inserts=True),
        FreezeTable("submissions_answerchange", "1 = 1"),
        FreezeTable("submissions_receipt", "1 = 1"),
    ]
