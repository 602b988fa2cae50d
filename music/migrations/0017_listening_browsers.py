from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("music", "0016_job_project"),
    ]

    operations = [
        migrations.AddField(
            model_name="listening",
            name="browser",
            field=models.CharField(blank=True, db_default="", default="", max_length=32),
        ),
    ]
