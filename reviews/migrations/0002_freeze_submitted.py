from django.db import migrations

from assessment.core.frozen import FreezeTable

SUBMITTED = "EXISTS (SELECT 1 FROM reviews_scoresheet s WHERE s.id = ROW.sheet_id AND s.status = 'submitted')"


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_sheets")]
    operations = [
        FreezeTable("reviews_score", SUBMITTED, inserts=True),
        FreezeTable("reviews_sheetpack", "1 = 1"),
    ]
