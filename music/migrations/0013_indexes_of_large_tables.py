from django.db import migrations, models

from music.indexes import AddIndexAside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("music", "0012_owners_in_postgresql")]
    operations = [
        AddIndexAside(
            model_name="job",
            index=models.Index(condition=models.Q(finished_at=None), fields=["state"], name="unfinished_jobs"),
        ),
        AddIndexAside(
            model_name="job",
            index=models.Index(condition=models.Q(sheet_due_at__isnull=False), fields=["sheet_due_at"], name="sheets_of_jobs"),
        ),
        AddIndexAside(
            model_name="asset",
            index=models.Index(condition=models.Q(archive_state="kept"), fields=["checked_at"], name="assets_to_compare"),
        ),
        AddIndexAside(
            model_name="asset",
            index=models.Index(fields=["owner", "archive_state", "checked_at", "size"], name="assets_on_disk"),
        ),
        AddIndexAside(
            model_name="asset",
            index=models.Index(condition=~models.Q(archive_state="kept"), fields=["owner", "-id"], name="assets_not_here"),
        ),
        AddIndexAside(
            model_name="asset",
            index=models.Index(condition=models.Q(fault__gt=""), fields=["owner", "-id"], name="assets_at_fault"),
        ),
        AddIndexAside(
            model_name="track",
            index=models.Index(condition=models.Q(archive_state="kept"), fields=["checked_at"], name="songs_to_compare"),
        ),
        AddIndexAside(
            model_name="track",
            index=models.Index(fields=["owner", "archive_state", "checked_at", "size"], name="songs_on_disk"),
        ),
        AddIndexAside(
            model_name="track",
            index=models.Index(condition=~models.Q(archive_state="kept"), fields=["owner", "trashed_at", "-order"], name="songs_not_here"),
        ),
        AddIndexAside(
            model_name="track",
            index=models.Index(condition=models.Q(fault__gt=""), fields=["owner", "trashed_at", "-order"], name="songs_at_fault"),
        ),
    ]
