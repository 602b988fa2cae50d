from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("music", "0029_budgets")]
    operations = [
        migrations.AddField(
            model_name="job",
            name="held_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="waits for a yes since"),
        ),
    ]
