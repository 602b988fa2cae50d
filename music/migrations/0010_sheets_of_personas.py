import datetime

from django.db import migrations, models

LONG_AGO = models.Value(datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC))


class Migration(migrations.Migration):
    dependencies = [("music", "0009_sheets_of_drafts")]
    operations = [
        migrations.AddField(
            model_name="persona",
            name="sheet_due_at",
            field=models.DateTimeField(blank=True, db_default=LONG_AGO, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="persona",
            index=models.Index(condition=models.Q(sheet_due_at__isnull=False), fields=["sheet_due_at"], name="sheets_of_personas"),
        ),
    ]
