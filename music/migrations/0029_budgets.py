import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("music", "0028_no_mark_of_offline_lists")]
    operations = [
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_month', models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='credits in a month')),
                ('by_job', models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='credits for a job')),
                ('yes_above', models.DecimalField(blank=True, decimal_places=3, help_text='Of an administrator; they find it under Approvals, and are told by e-mail.', max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='a job that costs more waits for a yes')),
                ('warn_at', models.PositiveSmallIntegerField(default=80, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='warn at, in percent')),
                ('is_for_all', models.BooleanField(editable=False, null=True, unique=True)),
                ('owner', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='budget', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('project', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='budget', to='music.project', verbose_name='project')),
            ],
            options={
                'verbose_name': 'budget',
                'verbose_name_plural': 'budgets',
                'constraints': [models.CheckConstraint(condition=models.Q(('owner', None), ('project', None), _connector='OR'), name='a_budget_is_of_one_thing')],
            },
        ),
    ]
