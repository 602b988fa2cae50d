from django.db import migrations, models

from music.indexes import AddIndexAside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("music", "0030_jobs_that_wait_for_a_yes")]
    operations = [
        AddIndexAside(
            model_name="job",
            index=models.Index(
                fields=["held_at"], condition=models.Q(held_at__isnull=False), name="jobs_that_are_held"
            ),
        ),
    ]
