"""As in 0048, for each sort of the library."""

from django.db import migrations, models

from music.indexes import AddIndexInPostgreSQL
from music.sorting import Known, Lower

KEYS = {
    "title": [Lower("title"), models.F("order").desc()],
    "length": [Known("duration"), "order"],
    "loudness": [Known("loudness"), "order"],
    "rating": ["rating", "order"],
    "version": ["model_version", "order"],
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("music", "0048_library_in_order")]
    operations = [
        AddIndexInPostgreSQL(
            model_name="track",
            index=models.Index("owner", *key, condition=models.Q(trashed_at=None), name=f"library_in_{name}"),
        )
        for name, key in KEYS.items()
    ]
