
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_announcements_at_the_door'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='notify_approvals',
            field=models.BooleanField(db_default=True, default=True, verbose_name='Letters when a costly job waits for a yes'),
        ),
        migrations.AddField(
            model_name='user',
            name='notify_trouble',
            field=models.BooleanField(db_default=True, default=True, verbose_name='Letters when there is trouble on this server, and when it is over'),
        ),
    ]
