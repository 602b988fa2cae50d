
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('music', '0037_jobs_by_age'),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(blank=True, max_length=40)),
                ('version', models.CharField(blank=True, max_length=10)),
                ('name', models.CharField(max_length=60)),
                ('value', models.JSONField(null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('slug', 'version', 'name'), name='one_correction_of_a_thing')],
            },
        ),
    ]
