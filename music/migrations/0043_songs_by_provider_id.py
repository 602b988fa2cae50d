from django.db import migrations, models

from music.indexes import AddIndexAside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("music", "0042_losses_of_files")]
    operations = [
        AddIndexAside(
            model_name="track",
            index=models.Index(
                condition=models.Q(("audio_id", ""), _negated=True),
                fields=["audio_id"],
                name="songs_by_provider_id",
            ),
        ),
    ]
