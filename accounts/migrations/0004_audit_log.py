

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_sheets_of_people'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('by_name', models.CharField(max_length=200)),
                ('what', models.CharField(max_length=40)),
                ('on_kind', models.CharField(blank=True, max_length=60)),
                ('on_key', models.CharField(blank=True, max_length=64)),
                ('on_name', models.CharField(blank=True, max_length=200)),
                ('words', models.TextField(blank=True)),
                ('changes', models.JSONField(default=dict)),
                ('by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['by', '-id'], name='audit_by_person'), models.Index(fields=['what', '-id'], name='audit_by_kind'), models.Index(fields=['on_kind', 'on_key', '-id'], name='audit_of_a_thing')],
            },
        ),
    ]
