"""The library by what was no order of it yet: as in 0049, PostgreSQL has its own. Two indexes of filters become such; and
as in 0045, those that SQLite shall take before them are made last."""

from django.db import migrations, models

from music.indexes import AddIndexAside, AddIndexInPostgreSQL, MakeIndexAnew, RemoveIndexAside
from music.sorting import Numbered, OnDisk

KEYS = {
    "operation": ["operation", "order"],
    "project": [Numbered("project"), "order"],
    "disk": [OnDisk("archive_state"), "order"],
    "favour": ["is_favourite", "order"],
}
NEW = [
    models.Index(fields=["owner", "trashed_at", "operation", "order"], name="library_by_making"),
    models.Index("owner", "trashed_at", Numbered("project"), "order", name="library_by_project"),
    models.Index("owner", "trashed_at", OnDisk("archive_state"), "order", name="library_by_disk"),
    models.Index(fields=["owner", "trashed_at", "is_favourite", "order"], name="library_by_favour"),
    models.Index(
        fields=["owner", "trashed_at", "order"],
        condition=models.Q(trashed_at__isnull=False),
        name="trash_by_day",
    ),
]
FACTS = ["is_top", "rating", "duration", "loudness", "made_at", "archive_state", "kind", "model_version", "operation",
         "is_instrumental", "is_favourite", "project", "persona"]  # fmt: skip
NEWEST_FIRST = ["owner", "trashed_at", "-order"]
FIRST = [
    models.Index(fields=[*NEWEST_FIRST, *FACTS], name="library_and_all_facts"),
    models.Index(fields=NEWEST_FIRST, condition=~models.Q(archive_state="kept"), name="songs_not_here"),
    models.Index(fields=NEWEST_FIRST, condition=models.Q(fault__gt=""), name="songs_at_fault"),
]


def in_postgresql(name, key):
    return models.Index("owner", *key, condition=models.Q(trashed_at=None), name=f"library_in_{name}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("music", "0053_letters_to_staff")]
    operations = [
        *(AddIndexAside(model_name="track", index=index) for index in NEW),
        *(AddIndexInPostgreSQL(model_name="track", index=in_postgresql(*each)) for each in KEYS.items()),
        *(MakeIndexAnew(model_name="track", index=index) for index in FIRST),
        RemoveIndexAside(model_name="track", name="library_by_operation"),
        RemoveIndexAside(model_name="track", name="favourites"),
    ]
