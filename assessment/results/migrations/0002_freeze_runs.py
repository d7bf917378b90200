from django.db import migrations

from assessment.core.frozen import FreezeTable


class Migration(migrations.Migration):
    dependencies = [("results", "0001_runs")]
    operations = [FreezeTable(f"results_{name}", "1 = 1") for name in ("run", "entityresult", "leaguerank")]
