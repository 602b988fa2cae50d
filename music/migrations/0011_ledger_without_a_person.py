from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("music", "0010_sheets_of_personas")]
    operations = [
        migrations.AlterField(
            model_name="ledgerentry",
            name="job",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.SET_NULL,
                related_name="ledger",
                to="music.job",
            ),
        ),
    ]
