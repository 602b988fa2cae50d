from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("music", "0004_every_operation")]
    operations = [
        migrations.AddField(
            model_name="track",
            name="checked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="compared"),
        ),
        migrations.AddField(
            model_name="track",
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
    ]
