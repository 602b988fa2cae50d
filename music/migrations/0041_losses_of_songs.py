from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('music', '0040_alerts'),
    ]

    operations = [
        migrations.AddField(
            model_name='track',
            name='loss_seen_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
