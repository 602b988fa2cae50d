from django.db import migrations, models

from music.indexes import AddIndexAside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("music", "0046_one_index_of_facts")]
    operations = [
        AddIndexAside(
            model_name="job",
            index=models.Index(fields=["owner", "put_away_at", "state", "due_at"], name="jobs_needing_a_person"),
        ),
    ]
