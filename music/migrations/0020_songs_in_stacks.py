"""What songs of before are found by, who sings in them, and which of them lie on each other.

A few thousand rows at a time: who writes meanwhile hardly waits. It can be run again from its start.
"""

from django.db import connection, migrations, transaction
from django.db.models import F

from music import search

AT_ONCE = 2000
VERSIONS = ("extend", "section", "cover", "vocals", "instrumental")  # songs that are a song anew
PUT = {
    "sqlite": "INSERT OR REPLACE INTO music_track_text (rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO music_track_text (rowid, words) VALUES (%s, %s) "
    "ON CONFLICT (rowid) DO UPDATE SET words = excluded.words",
}
ON_TOP = """
    UPDATE music_track SET is_top = (trashed_at IS NULL AND "order" = (
        SELECT max(other."order") FROM music_track AS other
        WHERE other.stack = music_track.stack AND other.trashed_at IS NULL))
    WHERE stack IN (SELECT stack FROM music_track WHERE id BETWEEN %s AND %s)
"""


def batches(model):
    """(first, last) keys, a few thousand apart."""
    last = model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return [(start, start + AT_ONCE - 1) for start in range(1, last + 1, AT_ONCE)]


def sing(apps, schema_editor):
    Job, Track, Persona = (apps.get_model("music", name) for name in ("Job", "Track", "Persona"))
    for persona in Persona.objects.all():
        jobs = Job.objects.filter(owner=persona.owner, params__persona_id=persona.provider_id)
        Track.objects.filter(job__in=jobs.values("pk"), persona=None).update(persona=persona)


def put_words(apps, schema_editor):
    Track = apps.get_model("music", "Track")
    fields = ("pk", "owner_id", "order", "title", "style", "lyrics", "notes", "persona__name")
    for bounds in batches(Track):
        rows = Track.objects.filter(pk__range=bounds).values_list(*fields)
        pairs = [(order, search.words(owner, *map(str, (style, lyrics, notes, name or "")), title=title))
                 for _pk, owner, order, title, style, lyrics, notes, name in rows]  # fmt: skip
        if connection.vendor == "postgresql":
            pairs = [(order, search.in_postgresql(words)) for order, words in pairs]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(PUT[connection.vendor], pairs)


def stack(apps, schema_editor):
    """From the oldest on, so that a song is in its stack before what was made of it follows."""
    Track, Source = apps.get_model("music", "Track"), apps.get_model("music", "Source")
    for bounds in batches(Track):
        Track.objects.filter(pk__range=bounds, stack=0).update(stack=F("job_id"))
    versions = Source.objects.filter(position=0, how__in=VERSIONS, source__owner=F("track__owner"))
    for pk in list(versions.order_by("track__order").values_list("track", flat=True)):
        below = Track.objects.filter(offspring__track=pk, offspring__position=0).values_list("stack", flat=True)
        Track.objects.filter(pk=pk).update(stack=below.first())
    for bounds in batches(Track):
        with connection.cursor() as cursor:
            cursor.execute(ON_TOP, bounds)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("music", "0019_finding")]
    operations = [
        migrations.RunPython(sing, migrations.RunPython.noop),
        migrations.RunPython(put_words, migrations.RunPython.noop),
        migrations.RunPython(stack, migrations.RunPython.noop),
    ]
    safe_because = {
        "Raw Python operation": "It fills columns that the release before does not know, and the words that it stores itself."
    }
