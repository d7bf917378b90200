from django.db import migrations

from assessment.core.frozen import FreezeTable

SUBMITTED = "EXISTS (SELECT 1 FROM reviews_scoresheet s WHERE s.id = ROW.sheet_id AND s.status = 'submitted')"


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_working")]
    operations = [
        FreezeTable("reviews_scorechange", "1 = 1"),
        FreezeTable("reviews_finding", SUBMITTED, inserts=True),
        FreezeTable("reviews_screenshot", SUBMITTED, inserts=True),
        FreezeTable("reviews_gateproposal", SUBMITTED, inserts=True),
        FreezeTable("reviews_vetoproposal", SUBMITTED, inserts=True),
    ]
