from django.db import migrations

from assessment.core.frozen import FreezeTable

PUBLISHED = (
    "EXISTS (SELECT 1 FROM indicators_indicatorversion v WHERE v.id = ROW.version_id AND v.status = 'published')"
)
CHILDREN = ["indicator", "criterion", "gate", "veto", "vetocondition"]


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_versions")]
    operations = [
        FreezeTable("indicators_indicatorversion", "ROW.status = 'published'"),
        *[FreezeTable(f"indicators_{name}", PUBLISHED, inserts=True) for name in CHILDREN],
    ]
