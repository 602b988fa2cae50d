from django.db import migrations, models

from music.indexes import AddIndexAside


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ('music', '0010_sheets_of_rows'),
    ]

    operations = [
        AddIndexAside(
            model_name='job',
            index=models.Index(condition=models.Q(('sheet_due_at__isnull', False)), fields=['sheet_due_at'], name='sheets_of_jobs'),
        ),
    ]
