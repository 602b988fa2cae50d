from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('music', '0034_jobs_by_their_end'),
    ]

    operations = [
        migrations.AddField(
            model_name='provideraccount',
            name='failing_since',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='provideraccount',
            name='failures',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='provideraccount',
            name='held_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='held since'),
        ),
        migrations.AddField(
            model_name='provideraccount',
            name='hold_reason',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='provideraccount',
            name='is_held_by_hand',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='provideraccount',
            name='probe_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='provideraccount',
            name='probe_job',
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='provideraccount',
            name='probes',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
