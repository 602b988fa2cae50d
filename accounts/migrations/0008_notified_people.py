
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_switches_and_announcements'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='notify_email',
            field=models.BooleanField(db_default=True, default=True, verbose_name='By e-mail'),
        ),
        migrations.AddField(
            model_name='user',
            name='notify_page',
            field=models.BooleanField(db_default=True, default=True, verbose_name='In the studio'),
        ),
        migrations.AddField(
            model_name='user',
            name='notify_push',
            field=models.BooleanField(db_default=True, default=True, verbose_name='By push, to browsers that you chose'),
        ),
    ]
