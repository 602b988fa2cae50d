from django.db import migrations, models

from music.indexes import AddIndexAside

FACTS = ["is_top", "rating", "duration", "loudness", "made_at", "archive_state", "kind", "model_version", "operation",
         "is_instrumental", "is_favourite", "project", "persona"]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("music", "0043_songs_by_provider_id")]
    operations = [
        AddIndexAside(
            model_name="track",
            index=models.Index(fields=["owner", "trashed_at", "-order", *FACTS], name="library_and_all_facts"),
        ),
    ]
