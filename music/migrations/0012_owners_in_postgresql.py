"""The word that names a song's owner begins with a letter: PostgreSQL took its first sign for a blank."""

from django.db import migrations


def rename(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("UPDATE music_track_text SET words = replace(words, '\ue000', 'ß')")


class Migration(migrations.Migration):
    dependencies = [("music", "0011_ledger_without_a_person")]
    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
    safe_because = {"Raw Python operation": "It changes rows on PostgreSQL alone, which no release before supported."}
