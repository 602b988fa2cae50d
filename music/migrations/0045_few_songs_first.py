from django.db import migrations, models

from music.indexes import MakeIndexAnew

FEW = {"songs_not_here": ~models.Q(archive_state="kept"), "songs_at_fault": models.Q(fault__gt="")}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("music", "0044_every_fact_of_the_library")]
    operations = [
        MakeIndexAnew(
            model_name="track",
            index=models.Index(fields=["owner", "trashed_at", "-order"], condition=condition, name=name),
        )
        for name, condition in FEW.items()
    ]
