from django.db import migrations, models

from music.indexes import AddIndexAside

INDEXES = [
    models.Index(
        fields=["owner", "trashed_at", "-order"], condition=~models.Q(archive_state="kept"), name="songs_not_here"
    ),
    models.Index(
        fields=["owner", "trashed_at", "-order"], condition=models.Q(fault__gt=""), name="songs_at_fault"
    ),
]


class Migration(migrations.Migration):
    """Of two indexes that seem as good, SQLite takes the newer one: these of few rows, not that of all songs."""

    atomic = False
    dependencies = [("music", "0024_chosen_on_top")]
    operations = [
        step
        for index in INDEXES
        for step in (
            migrations.RemoveIndex(model_name="track", name=index.name),
            AddIndexAside(model_name="track", index=index),
        )
    ]
