from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("music", "0045_few_songs_first")]
    operations = [migrations.RemoveIndex(model_name="track", name="library_and_facts")]
