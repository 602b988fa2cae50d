"""PostgreSQL does not know that what is "IS NULL" is all the same: out of an index with `trashed_at` before the order it
sorts, or walks through everybody's songs instead. SQLite does, and would be led astray by another index."""

from django.db import migrations, models

from music.indexes import AddIndexInPostgreSQL

FACTS = ["is_top", "rating", "duration", "loudness", "made_at", "archive_state", "kind", "model_version", "operation",
         "is_instrumental", "is_favourite", "project", "persona"]  # fmt: skip


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("music", "0047_jobs_needing_a_person")]
    operations = [
        AddIndexInPostgreSQL(
            model_name="track",
            index=models.Index(
                fields=["owner", "-order", *FACTS],
                condition=models.Q(trashed_at=None),
                name="library_in_order",
            ),
        ),
    ]
