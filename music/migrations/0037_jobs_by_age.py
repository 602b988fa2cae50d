from django.db import migrations, models

from music.indexes import AddIndexAside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("music", "0036_balance_readings")]
    operations = [
        AddIndexAside(model_name="job", index=models.Index(fields=["created_at"], name="jobs_by_age")),
    ]
