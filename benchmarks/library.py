"""A library as years would make it, written in a few minutes: songs in takes of two, other people's between them."""

import random
import uuid
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone
from PIL import Image

from accounts.models import User
from music import search
from music.kie.limits import ModelVersion
from music.media import audio
from music.models import (
    Asset,
    Extension,
    Job,
    JobEvent,
    LedgerEntry,
    Persona,
    ProviderAccount,
    Source,
    TimedLyrics,
    Track,
)
from music.models.texts import TrackText
from music.models.tracks import TAKES

from . import shelves, words
from .scratch import SONG

THUMB = "songs/thumb.webp"
PERSON = "listener@benchmarks.example"
OTHERS = 20
PUT_AT_ONCE = 2000  # jobs
FAILED_EVERY, EXTENDED_EVERY = 100, 10  # one job in so many
VERSIONS = [version.value for version in ModelVersion]
A_JOB_EVERY = timedelta(minutes=20)


def seed(tracks, others):
    """`tracks` songs for one person and `others` more, shared by twenty people. Answers what there is."""
    dice = random.Random(tracks)
    people = [_person(PERSON, "Mira"), *(_person(f"other-{n}@benchmarks.example", f"Other {n}")
                                         for n in range(OTHERS))]  # fmt: skip
    shelf = Shelf(dice, ProviderAccount.objects.for_server(), people, others / (tracks + others))
    jobs = (tracks + others) // 2
    for start in range(0, jobs, PUT_AT_ONCE):
        with transaction.atomic():
            shelf.fill(range(start + 1, min(start + PUT_AT_ONCE, jobs) + 1), of=jobs)
    count_on(Job, Track)
    shelves.fill(people[0], dice)
    theirs = Track.objects.of(people[0]).newest_first()
    _give_a_file(theirs.first())
    _give_all_a_thumb()
    _give_everything(theirs.filter(sources__isnull=False).first())
    return {"tracks": Track.objects.of(people[0]).count(), "all": Track.objects.count()}


def count_on(*models):
    """Where a sequence gives the next key, it learns of those that were given by hand."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _person(email, name):
    return User.objects.get_or_create(email=email, defaults={"name": name, "password": "!"})[0]


@dataclass
class Shelf:
    """Fills a database job by job, in the order of their keys, as time would."""

    dice: random.Random
    account: ProviderAccount
    people: list
    share_of_others: float

    def __post_init__(self):
        self.waves = [_wave(self.dice) for _ in range(64)]
        self.last = {}  # each person's latest track, to extend

    def fill(self, numbers, of):
        made = Made([], [], [], [], [], [], [])
        now = timezone.now()
        for number in numbers:
            self.put(made, number, at=now - A_JOB_EVERY * (of - number + 1))
        made.write()

    def put(self, made, number, at):
        is_other = self.dice.random() < self.share_of_others
        owner = self.people[self.dice.randrange(1, len(self.people)) if is_other else 0]
        job = self.job(number, owner, at)
        made.jobs.append(job)
        made.ledger += self.charges(job)
        made.events.append(_event(job))
        if job.state == Job.State.DONE:
            self.takes(made, job)

    def job(self, number, owner, at):
        is_failed = number % FAILED_EVERY == 0
        extends = number % EXTENDED_EVERY == 0 and owner.pk in self.last and not is_failed
        song = {"model": self.dice.choice(VERSIONS), "style": words.style(self.dice), "custom_mode": True}
        return Job(
            pk=number, owner=owner, account=self.account, operation="extend" if extends else "generate",
            params=song, state=Job.State.FAILED if is_failed else Job.State.DONE, stage="complete",
            task_id=uuid.UUID(int=self.dice.getrandbits(128)).hex, error_code="501" if is_failed else "",
            expected_price=Decimal(12), created_at=at, updated_at=at, sent_at=at, first_sound_at=at,
            finished_at=at + timedelta(minutes=2), put_away_at=at if is_failed else None,
        )  # fmt: skip

    def charges(self, job):
        for kind in (LedgerEntry.Kind.EXPECTED, LedgerEntry.Kind.CHARGED):
            yield LedgerEntry(
                account=self.account, job=job, kind=kind, credits=12, source="table", at=job.created_at
            )

    def takes(self, made, job):
        tongue = self.dice.choice(words.TONGUES)
        title, lines = words.title(self.dice, tongue), words.lyrics(self.dice, tongue)
        source = self.last.get(job.owner_id) if job.operation == "extend" else None
        if source:
            made.extensions.append(Extension(job=job, source_track=source, continue_at=60))
        for position in range(2):
            track = self.track(job, position, title, "\n".join(lines))
            track.stack = source.stack if source else job.pk
            made.tracks.append(track)
            made.texts.append((track.order, _text(track, lines)))
            if source:
                made.sources.append(Source(track=track, source=source, how="extend", at=60))
        self.last[job.owner_id] = track

    def track(self, job, position, title, lyrics):
        pk = job.pk * 2 + position
        peaks, bars = self.dice.choice(self.waves)
        folder = f"songs/{pk}"
        return Track(
            pk=pk, owner=job.owner, job=job, position=position, order=(job.pk + 1) * TAKES - 1 - position,
            operation=job.operation, title=title, lyrics=lyrics, style=job.params["style"],
            model_version=job.params["model"], is_instrumental=self.dice.random() < 0.1,
            duration=round(self.dice.uniform(90, 300), 2), audio_id=str(uuid.UUID(int=self.dice.getrandbits(128))),
            rating=self.dice.choice((0, 0, 0, 0, 0, 0, 2, 3, 4, 5)), loudness=round(self.dice.gauss(-13, 3), 1),
            is_favourite=self.dice.random() < 0.05, made_at=job.created_at, hue=self.dice.randrange(6),
            archive_state=Track.Archive.KEPT, audio=f"{folder}/song.mp3", cover=f"{folder}/cover.jpg",
            thumb=THUMB, size=SONG, sha256="ab" * 32, peaks=peaks, bars=bars,
        )  # fmt: skip


@dataclass
class Made:
    """Rows that wait to be written together."""

    jobs: list
    tracks: list
    sources: list
    extensions: list
    ledger: list
    events: list
    texts: list

    def write(self):
        kinds = (Job, self.jobs), (Track, self.tracks), (Source, self.sources), (Extension, self.extensions)
        for kind, rows in (*kinds, (LedgerEntry, self.ledger), (JobEvent, self.events)):
            kind.objects.bulk_create(rows)
        TrackText.objects.put_words(self.texts)


def _wave(dice):
    peaks = bytes(dice.randrange(30, 256) for _ in range(800))
    return peaks, audio.encode(audio.shrink(peaks, 72))


def _event(job):
    return JobEvent(
        job=job, at=job.created_at, kind=JobEvent.Kind.CALLBACK, status=200, words="complete",
        body='{"code": 200, "msg": "All generated successfully."}', digest=job.task_id,
    )  # fmt: skip


def _text(track, lines):
    """What `TrackText.put` would store. Lines come back often, so each is folded once."""
    head = search.words(track.owner_id, track.style, title=track.title)
    return " ".join([head, *filter(None, map(_folded, lines))])


@lru_cache(maxsize=100_000)
def _folded(line):
    return search.words(0, line).partition(" ")[2]


def _give_a_file(track):
    """Bytes nobody listens to: what is measured only reads them."""
    default_storage.save(track.audio.name, ContentFile(random.Random(1).randbytes(SONG)))


def _give_all_a_thumb():
    """One picture for all, so that pages load as many as they would."""
    file = BytesIO()
    Image.effect_noise((160, 160), 60).save(file, "WEBP")
    default_storage.save(THUMB, ContentFile(file.getvalue()))


def _give_everything(track):
    """All that a song can have besides its sound, so that its page has the most to ask and to show."""
    job = Job.objects.create(
        owner=track.owner, account=track.job.account, operation="stems", state=Job.State.DONE
    )
    track.job.sources.create(track=track.sources.get().source)
    for position, name in enumerate(words.STEMS):
        Asset.objects.create(
            owner=track.owner, track=track, job=job, kind=Asset.Kind.STEM, name=name, position=position,
            duration=track.duration, peaks=track.peaks, bars=track.bars, archive_state=Asset.Archive.KEPT,
            file=f"songs/{track.pk}/stem/{position}.mp3", size=SONG,
        )  # fmt: skip
    timed = [[f"{line}\n", 2 * at, 2 * at + 1.5] for at, line in enumerate(track.lyrics.split("\n"))]
    TimedLyrics.objects.update_or_create(track=track, defaults={"job": job, "words": timed})
    Persona.objects.create(
        owner=track.owner, account=job.account, track=track, provider_id="of-it", name="Of it"
    )
