import datetime

from django.db import migrations, models

LONG_AGO = models.Value(datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC))


class Migration(migrations.Migration):
    dependencies = [("music", "0006_checked_assets")]
    operations = [
        migrations.AddField(
            model_name="upload",
            name="checked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="compared"),
        ),
        migrations.AddField(
            model_name="upload",
            name="fault",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "None"),
                    ("missing", "The file is missing"),
                    ("changed", "The file is not what it was"),
                    ("unreadable", "The file cannot be read"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="fault",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="sheet_due_at",
            field=models.DateTimeField(blank=True, db_default=LONG_AGO, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(fields=["checked_at"], name="uploads_to_compare"),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(condition=models.Q(sheet_due_at__isnull=False), fields=["sheet_due_at"], name="sheets_of_uploads"),
        ),
    ]
