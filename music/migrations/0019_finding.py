import music.sorting
from django.db import migrations, models

from music.indexes import AddIndexAside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('music', '0018_songs_to_measure'),
    ]

    operations = [
        AddIndexAside(
            model_name='asset',
            index=models.Index(fields=['owner', 'kind', 'track', 'archive_state'], name='assets_of_a_kind'),
        ),
        AddIndexAside(
            model_name='track',
            index=models.Index(fields=['owner', 'trashed_at', '-order', 'is_top', 'rating', 'duration', 'loudness', 'made_at', 'archive_state', 'kind'], name='library_and_facts'),
        ),
        AddIndexAside(
            model_name='track',
            index=models.Index(models.F('owner'), models.F('trashed_at'), music.sorting.Lower('title'), models.OrderBy(models.F('order'), descending=True), name='library_by_title'),
        ),
        AddIndexAside(
            model_name='track',
            index=models.Index(models.F('owner'), models.F('trashed_at'), music.sorting.Known('duration'), models.F('order'), name='library_by_length'),
        ),
        AddIndexAside(
            model_name='track',
            index=models.Index(models.F('owner'), models.F('trashed_at'), music.sorting.Known('loudness'), models.F('order'), name='library_by_loudness'),
        ),
        AddIndexAside(
            model_name='track',
            index=models.Index(fields=['owner', 'trashed_at', 'rating', 'order'], name='library_by_rating'),
        ),
        AddIndexAside(
            model_name='track',
            index=models.Index(fields=['owner', 'trashed_at', 'model_version', 'order'], name='library_by_age'),
        ),
        AddIndexAside(
            model_name='track',
            index=models.Index(fields=['stack', '-order'], name='songs_of_a_stack'),
        ),
        AddIndexAside(
            model_name='track',
            index=models.Index(condition=models.Q(('project__isnull', False)), fields=['project', 'trashed_at', '-order'], name='songs_of_a_project'),
        ),
        AddIndexAside(
            model_name='track',
            index=models.Index(condition=models.Q(('persona__isnull', False)), fields=['persona', 'trashed_at', '-order'], name='songs_of_a_persona'),
        ),
    ]
