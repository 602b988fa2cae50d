from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("music", "0031_held_jobs_indexed")]
    operations = [
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(fields=["account", "at"], name="bookings_of_a_month"),
        ),
    ]
