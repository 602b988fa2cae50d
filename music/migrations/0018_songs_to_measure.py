from django.db import migrations, models

from music.indexes import AddIndexAside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("music", "0017_listening_browsers")]
    operations = [
        AddIndexAside(
            model_name="track",
            index=models.Index(
                condition=models.Q(("archive_state", "kept"), ("loudness", None)),
                fields=["order"],
                name="songs_to_measure",
            ),
        ),
    ]
