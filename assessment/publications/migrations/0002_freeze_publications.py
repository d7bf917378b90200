from django.db import migrations

from assessment.core.frozen import FreezeTable


class Migration(migrations.Migration):
    dependencies = [("publications", "0001_publications")]
    operations = [FreezeTable(f"publications_{name}", "1 = 1") for name in ("revision", "ledger")]
