from django.db import migrations
from django.utils import timezone


def begin(apps, schema_editor):
    """What lay in the trash before it was ever emptied has all its days from now on."""
    for name in ("Track", "Playlist"):
        rows = apps.get_model("music", name).objects.filter(trashed_at__isnull=False)
        rows.update(trashed_at=timezone.now())


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("music", "0025_songs_not_here_first")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
    safe_because = {"Raw Python operation": "It writes a moment where the release before wrote one itself."}
