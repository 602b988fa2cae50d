"""One of everything that a person can have in the studio."""

from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from music.models import (
    Arrival,
    Asset,
    Cell,
    Extension,
    Grid,
    Handover,
    Job,
    JobEvent,
    JobSource,
    LedgerEntry,
    Listening,
    Persona,
    Recipe,
    Share,
    Source,
    Tag,
    TimedLyrics,
    Track,
    Upload,
)
from music.operations import registry
from tests.factories import (
    keep,
    make_account,
    make_draft,
    make_job,
    make_persona,
    make_playlist,
    make_project,
    make_track,
    make_upload,
)
from tests.media.sounds import tone, wav

SUFFIXES = {"stem": "mp3", "midi": "mid", "wav": "wav", "video": "mp4", "cover": "png"}
RESULTS = {"style-boost": "text", "voice-phrase": "phrase", "voice-again": "phrase", "voice": "persona_id"}


def picture():
    file = BytesIO()
    Image.new("RGB", (64, 64)).save(file, "PNG")
    return file.getvalue()


CONTENT = {"cover": picture(), "wav": wav(tone(0.1))}


class Belongings:
    """Rows and files of `owner`, in lists by what an address can name. `words` stand wherever words of a person, of
    a file or of the provider can stand, `address` wherever an address of the provider's can."""

    def __init__(self, owner, words="Harbour lights", address="https://files.example/song.mp3"):
        self.owner, self.words, self.address = owner, words, address
        self.account = make_account(owner=owner, key="sk-of-one-person-0123456789", removed_at=timezone.now())
        self.make_songs()
        self.make_uploads()
        self.make_jobs()
        self.make_files()
        self.make_drafts()
        self.make_personas()
        self.make_arrivals()
        self.make_playlists()
        self.make_places()
        queue = [str(track.uuid) for track in self.tracks]
        Listening.objects.create(owner=owner, queue=queue, device=self.words[:80])
        self.make_recipes()

    def job(self, **fields):
        params = {
            "custom_mode": True,
            "model": "V6",
            "instrumental": False,
            "language": "en",
        } | dict.fromkeys(
            ("prompt", "style", "title", "negative_tags", "content", "voice_name", "description", "lyrics"),
            self.words,
        )
        return make_job(**{"owner": self.owner, "params": params, **fields})

    def track(self, **fields):
        texts = dict.fromkeys(("title", "style", "lyrics"), self.words)
        addresses = dict.fromkeys(("audio_url", "stream_url", "image_url"), self.address)
        made = fields.pop("job", None) or self.job()
        return make_track(**{"job": made, "archive_error": self.words, **texts, **addresses, **fields})

    def make_songs(self):
        self.kept = keep(self.track(peaks=bytes(range(200)), bars="0123456789"))
        for name in ("cover", "thumb"):
            getattr(self.kept, name).save(
                f"{self.kept.uuid}/{name}.webp", ContentFile(b"RIFFxxxxWEBP"), save=True
            )
        self.streamed = self.track(audio_url="", job=self.job(state="streaming"))
        self.trashed = self.track(trashed_at=timezone.now(), archive_state="lost", archive_tries=9)
        self.sound = self.track(kind=Track.Kind.SOUND, job=self.job(operation="sounds"), is_favourite=True)
        self.tracks = [self.kept, self.streamed, self.trashed, self.sound]

    def make_uploads(self):
        self.upload, self.trashed_upload, self.recording = self.uploads = [
            keep(make_upload(owner=self.owner, title=self.words, **fields), b"ID3" + bytes(size))
            for size, fields in (
                (5000, {}),
                (5001, {"trashed_at": timezone.now()}),
                (5002, {"kind": Upload.Kind.VOICE}),
            )
        ]

    def make_jobs(self):
        """In every state, and of every operation that there is."""
        said = {"error_code": "402", "error_message": self.words}
        self.in_states = [self.job(state=state, **said) for state in Job.State]
        self.silent = self.job(state="waiting", due_at=None)
        self.of = {slug: self.job(operation=slug, **self.result(slug)) for slug in registry.OPERATIONS}
        for slug, job in self.of.items():
            self.start(job, registry.OPERATIONS[slug])
        self.jobs = [*self.in_states, self.silent, *self.of.values()]
        for job in self.jobs:
            job.note(JobEvent.Kind.ANSWER, status=200, words=self.words[:200], body={"msg": self.words})
            LedgerEntry.objects.create(
                account=job.account, job=job, kind="expected", credits=12, source="table"
            )

    def result(self, slug):
        return {"result": {RESULTS[slug]: self.words}} if slug in RESULTS else {}

    def start(self, job, operation):
        song = {"track": self.kept} if operation.can_start_from(Track) else {"upload": self.recording}
        if operation.starts_from:
            JobSource.objects.create(job=job, position=0, **song)
        if "extend" in job.operation:
            Extension.objects.create(
                job=job, continue_at=60, **{f"source_{name}": row for name, row in song.items()}
            )
        if operation.makes_tracks and job.operation != "sounds":
            track = self.track(job=job)
            if operation.starts_from:
                ends = {"source" if name == "track" else name: row for name, row in song.items()}
                Source.objects.create(track=track, how=job.operation[:20], at=60, **ends)

    def make_files(self):
        jobs = {"stem": "stems", "cover": "cover-image"}
        self.asset_of = {
            kind: self.asset(kind, self.of[jobs.get(kind, kind)], name=self.words[:80]) for kind in SUFFIXES
        }
        unmade = self.asset("stem", self.of["stems"], is_made=False, position=1, name=self.words[:80])
        self.assets = [*self.asset_of.values(), unmade]
        job = self.of["timestamped-lyrics"]
        TimedLyrics.objects.create(track=self.kept, job=job, words=[[self.words, 0.5, 1.5]])
        until = timezone.now() + timedelta(days=1)
        Handover.objects.create(account=self.account, upload=self.upload, url=self.address, until=until)

    def asset(self, kind, job, *, is_made=True, **fields):
        asset = Asset(owner=self.owner, track=self.kept, job=job, kind=kind, url=self.address, **fields)
        asset.provider_id, asset.archive_error = f"{kind}-{job.pk}"[:64], self.words[:200]
        if is_made:
            asset.archive_state, asset.size, asset.sha256 = Asset.Archive.KEPT, 500, "cd" * 32
            asset.file.save(
                f"{asset.uuid}/{kind}.{SUFFIXES[kind]}",
                ContentFile(CONTENT.get(kind, bytes(500))),
                save=False,
            )
        if is_made and kind == "cover":
            asset.picture.save(f"{asset.uuid}/small.webp", ContentFile(bytes(50)), save=False)
        asset.save()
        return asset

    def make_drafts(self):
        texts = {"owner": self.owner, **dict.fromkeys(("title", "text", "idea"), self.words)}
        of_job = [make_draft(job=self.of["lyrics"], position=place, **texts) for place in (0, 1)]
        self.trashed_draft = make_draft(trashed_at=timezone.now(), **texts)
        self.drafts = [make_draft(is_kept=True, **texts), *of_job, self.trashed_draft]

    def make_personas(self):
        texts = {"owner": self.owner, "name": self.words[:80], "description": self.words, "style": self.words}
        voice = make_persona(kind=Persona.Kind.VOICE, job=self.of["voice"], **texts)
        self.personas = [make_persona(track=self.kept, job=self.of["persona"], **texts), voice]

    def make_arrivals(self):
        self.arriving = Arrival.objects.create(owner=self.owner, name=self.words[:300], size=100)
        self.arriving.path.parent.mkdir(parents=True, exist_ok=True)
        self.arriving.path.write_bytes(b"ID3" + bytes(7))
        others = [
            Arrival.objects.create(owner=self.owner, name=self.words[:300], size=5, state=state, reason="cut")
            for state in ("checking", "refused", "kept")
        ]
        whole = {
            "owner": self.owner,
            "name": self.words[:300],
            "size": 9,
            "state": "refused",
            "reason": "page",
        }
        bundle = Arrival.objects.create(**whole | {"kind": "zip", "state": "kept"})
        Arrival.objects.create(kind="song", parent=bundle, entry=0, **whole)
        self.arrivals = [self.arriving, *others, bundle]

    def make_playlists(self):
        texts = {"owner": self.owner, "name": self.words[:120], "note": self.words}
        self.folder = make_playlist(is_folder=True, **texts)
        self.list_by_hand = make_playlist(self.kept, self.sound, folder=self.folder, **texts)
        self.trashed_list = make_playlist(trashed_at=timezone.now(), **texts)
        asked = {"filter": "q", "not": False, "value": self.words[:200], "word": self.words}
        gone = {"filter": "tag", "not": True, "value": self.words, "word": self.words}
        rule = {
            "match": "all",
            "rules": [asked, {"match": "any", "rules": [gone]}],
            "sort": "newest",
            "limit": 9,
        }
        self.list_by_rule = make_playlist(rule=rule, **texts)
        self.lists = [self.list_by_hand, self.list_by_rule, self.trashed_list]
        self.playlists = [*self.lists, self.folder]
        what = {"track": self.kept}, {"playlist": self.list_by_hand}, {"kind": Share.Kind.FEED}
        self.shares = [Share.objects.create(owner=self.owner, **one) for one in what]

    def make_places(self):
        kept = {"generate": {"style": self.words}}
        self.projects = [make_project(owner=self.owner, name=self.words, note=self.words, defaults=kept)]
        Track.objects.filter(pk=self.kept.pk).update(project=self.projects[0], notes=self.words, rating=3)
        self.kept.tags.add(Tag.objects.named(self.owner, self.words[:40]))

    def make_recipes(self):
        """One for each operation that makes songs, with words in all its fields."""
        texts = dict.fromkeys(("prompt", "style", "title", "negative_tags", "lyrics", "tags"), self.words)
        self.recipes = [
            Recipe.objects.create(
                owner=self.owner,
                name=self.words[:120],
                note=self.words,
                operation=operation.slug,
                params=texts,
            )
            for operation in registry.making_tracks()
        ]
        axes = [{"field": "style", "values": [self.words, "waltz"]}]
        grid = Grid.objects.create(owner=self.owner, operation="generate", params=texts, axes=axes)
        Cell.objects.create(grid=grid, job=self.of["generate"])
        self.grids = [grid]

    @property
    def named(self):
        """What addresses name, by what the table of doors calls it."""
        covers = [self.asset_of["cover"]]
        known = [job for job in self.jobs if job.state != Job.State.UNKNOWN]
        asked = {operation.slug for operation in registry.making_tracks()}
        return self.rows | {
            "kept_tracks": [self.kept], "kept_assets": [*self.asset_of.values()], "covers": covers, "wavs": [self.asset_of["wav"]],
            "lists": self.lists, "lists_by_hand": [self.list_by_hand], "lists_by_rule": [self.list_by_rule],
            "trashed_lists": [self.trashed_list],
            "lyrics_jobs": [self.of["lyrics"]], "trashed_drafts": [self.trashed_draft], "trashed_tracks": [self.trashed],
            "settled_jobs": known,
            "song_jobs": [job for job in self.jobs if job.operation in asked],
        }  # fmt: skip

    @property
    def rows(self):
        """Everything that has a number of its own in addresses, by kind."""
        names = (
            "tracks",
            "uploads",
            "jobs",
            "assets",
            "drafts",
            "personas",
            "arrivals",
            "playlists",
            "projects",
            "shares",
            "recipes",
            "grids",
        )
        return {name: getattr(self, name) for name in names}
