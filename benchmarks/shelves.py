"""What a person has done with the songs of the library: projects, tags, personas, files and words in time."""

from django.db import connection, transaction

from music.models import Asset, Persona, Project, ProviderAccount, Tag, TimedLyrics, Track

PROJECTS, TAGS, PERSONAS = 20, 30, 8
AT_ONCE = 5000
ON_TOP = """
    UPDATE music_track SET is_top = ("order" = (SELECT max(other."order") FROM music_track AS other
                                                WHERE other.stack = music_track.stack))
"""


def fill(person, dice):
    projects = Project.objects.bulk_create(
        Project(owner=person, name=f"Album {n}") for n in range(1, PROJECTS + 1)
    )
    tags = [Tag.objects.named(person, f"mood {n}") for n in range(1, TAGS + 1)]
    account = ProviderAccount.objects.for_server()
    personas = Persona.objects.bulk_create(
        Persona(owner=person, account=account, name=f"Singer {n}", provider_id=f"singer-{n}")
        for n in range(1, PERSONAS + 1)
    )
    pks = list(Track.objects.of(person).order_by("pk").values_list("pk", "job_id"))
    for start in range(0, len(pks), AT_ONCE):
        with transaction.atomic():
            _shelve(person, dice, pks[start : start + AT_ONCE], projects, tags, personas)
    with connection.cursor() as cursor:
        cursor.execute(ON_TOP)


def _shelve(person, dice, pks, projects, tags, personas):
    """One song in ten is in a project, one in ten has a tag or two, one in twenty a persona, a file, words in time."""
    for shelf, name, part in ((projects, "project", 10), (personas, "persona", 20)):
        for row in shelf:
            chosen = [pk for pk, _job in pks if dice.random() < 1 / part / len(shelf)]
            Track.objects.filter(pk__in=chosen).update(**{name: row})
    through = Track.tags.through
    through.objects.bulk_create(
        through(track_id=pk, tag=tag)
        for pk, _job in pks if dice.random() < 0.1 for tag in dice.sample(tags, dice.randint(1, 2))
    )  # fmt: skip
    TimedLyrics.objects.bulk_create(
        TimedLyrics(track_id=pk, job_id=job, words=[["La", 1, 2]]) for pk, job in pks if dice.random() < 0.05
    )
    Asset.objects.bulk_create(
        Asset(owner=person, track_id=pk, job_id=job, kind=kind, position=pk % 2 * 10 + n, archive_state="kept", size=1)
        for pk, job in pks if dice.random() < 0.05
        for n, kind in enumerate(dice.choice((("stem", "stem"), ("video",), ("stem", "video", "midi"))))
    )  # fmt: skip
