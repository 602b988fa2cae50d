
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('music', '0052_returns_of_a_month'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(null=True)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('job', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='music.job')),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='letters_due')],
                'constraints': [models.UniqueConstraint(fields=('job', 'to'), name='one_letter_a_job_and_person')],
            },
        ),
        migrations.AlterField(
            model_name='jobevent',
            name='kind',
            field=models.CharField(choices=[('request', 'we sent'), ('answer', 'it answered'), ('callback', 'it called back'), ('record', 'we asked, it said'), ('handed', 'we handed a file over'), ('taken', 'to the file it answered'), ('trouble', 'trouble'), ('state', 'state'), ('person', 'a person')], max_length=10),
        ),
    ]
