from django.db import migrations


class Migration(migrations.Migration):
    """Each device remembers by itself which lists it keeps."""

    dependencies = [("music", "0027_what_people_bring")]
    operations = [migrations.RemoveField(model_name="playlist", name="is_offline")]
    safe_because = {"Remove field is_offline from playlist": "No release has had it."}
