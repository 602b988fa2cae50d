from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("music", "0050_words_of_each_owner")]
    operations = [
        migrations.AddField(
            model_name="ledgerentry",
            name="came_back_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="came back"),
        ),
    ]
