from django.db import migrations, models

from music.indexes import AddIndexAside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("music", "0032_bookings_of_a_month")]
    operations = [
        AddIndexAside(
            model_name="job",
            index=models.Index(fields=["state", "operation", "error_code"], name="jobs_counted"),
        ),
    ]
