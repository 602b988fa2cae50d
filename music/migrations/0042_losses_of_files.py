from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('music', '0041_losses_of_songs'),
    ]

    operations = [
        migrations.AddField(
            model_name='asset',
            name='loss_seen_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
