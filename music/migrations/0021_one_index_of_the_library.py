from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("music", "0020_songs_in_stacks")]
    operations = [
        migrations.RemoveIndex(model_name="track", name="library"),
        migrations.RemoveIndex(model_name="track", name="library_by_version"),
    ]
