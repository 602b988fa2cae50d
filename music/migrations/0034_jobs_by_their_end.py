from django.db import migrations, models

from music.indexes import AddIndexAside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("music", "0033_jobs_counted")]
    operations = [
        AddIndexAside(
            model_name="job",
            index=models.Index(
                fields=["finished_at"],
                condition=models.Q(finished_at__isnull=False),
                name="jobs_that_ended",
            ),
        ),
    ]
