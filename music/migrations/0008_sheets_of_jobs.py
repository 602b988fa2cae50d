import datetime

from django.db import migrations, models

LONG_AGO = models.Value(datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC))


class Migration(migrations.Migration):
    dependencies = [("music", "0007_uploads_on_disk")]
    operations = [
        migrations.AddField(
            model_name="job",
            name="sheet_due_at",
            field=models.DateTimeField(blank=True, db_default=LONG_AGO, editable=False, null=True),
        ),
    ]
