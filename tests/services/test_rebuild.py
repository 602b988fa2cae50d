import io
import json
import tempfile
from array import array
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from unittest import mock

from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from music.media import audio
from music.models import (
    Asset,
    Cell,
    Entry,
    Extension,
    Grid,
    Job,
    JobSource,
    LedgerEntry,
    LyricsDraft,
    Persona,
    Playlist,
    Project,
    ProviderAccount,
    Recipe,
    Source,
    Tag,
    TimedLyrics,
    Track,
    TrackText,
    Upload,
)
from music.services import drafts, files, library, rebuild, row_sheets, sheets, sweeps, uploads
from music.services.files import hash_of
from music.services.rebuilding import jobs as rebuilding_jobs
from music.services.rebuilding import owners
from music.services.row_sheets import SHEETED
from music.views.settings import hint_of
from tests.base import StudioTestCase
from tests.factories import (
    keep,
    make_account,
    make_draft,
    make_job,
    make_persona,
    make_playlist,
    make_project,
    make_recipe,
    make_track,
    make_upload,
    make_user,
)
from tests.media.sounds import RATE, mp3

SONG = mp3(array("h", bytes(2 * 2 * RATE)))
# What is told of by nothing but the database, and why it may be
NOT_TOLD = {
    Track: {"id", "order", "sheet_due_at", "checked_at", "archive_due_at", "archive_claimed_at", "archive_tries",
            "loss_seen_at"},
    Asset: {"id", "checked_at", "archive_due_at", "archive_claimed_at", "archive_tries", "notes",
            "loss_seen_at"},
    Upload: {"id", "sheet_due_at", "checked_at"},
    # No token: callbacks of before find nobody, and asking does the work
    Job: {"id", "sheet_due_at", "held_at", "token", "updated_at", "due_at", "sends"},
    Persona: {"id", "sheet_due_at"},
    LyricsDraft: {"id", "sheet_due_at", "search_words"},  # of its words and its owner’s key
    User: {"id", "sheet_due_at", "email", "password", "last_login", "is_staff", "is_superuser", "is_listener",
           "notify_page", "notify_email", "notify_push", "notify_approvals", "notify_trouble"},
    Project: {"id", "sheet_due_at"}, Playlist: {"id", "sheet_due_at"}, Recipe: {"id", "sheet_due_at"},
    Tag: {"id"}, Entry: {"id"}, Cell: {"id"}, Grid: {"id", "submission"},
    JobSource: {"id"}, Source: {"id"}, Extension: {"id"}, LedgerEntry: {"id"}, TimedLyrics: {"id"},
    # The provider's copy of what is on our disk is needed no more
}  # fmt: skip
FOUND = {"fault", "archive_error"}  # what is wrong with a file is found again
ADDRESSES = {"audio_url", "stream_url", "image_url", "url"}


def plain(value):
    """A row as what names it for good."""
    if isinstance(value, User):
        return value.folder
    if isinstance(value, ProviderAccount):
        return value.base_url, value.owner_id and (plain(value.owner), value.key_hint)
    if isinstance(value, memoryview | bytes):
        return bytes(value).hex()
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return getattr(value, "uuid", None) or value


def row(one):
    forgotten = (
        NOT_TOLD[type(one)] | FOUND | (ADDRESSES if getattr(one, "archive_state", "") == "kept" else set())
    )
    fields = [field for field in one._meta.concrete_fields if field.name not in forgotten]
    told = {field.name: str(plain(getattr(one, field.name))) for field in fields}
    if isinstance(one, Track):
        told["tags"] = [tag.name for tag in one.tags.all()]
        told["stack"] = [str(job.uuid) for job in Job.objects.filter(pk=one.stack)]
    return told


def everything():
    """All rows, by kind, without what no sheet tells."""
    return {
        model.__name__: sorted((row(one) for one in model.objects.all()), key=json.dumps)
        for model in NOT_TOLD
    }


class LibraryTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.media = folder / "media"
        self.media.mkdir()
        self.enterContext(override_settings(MEDIA_ROOT=self.media))
        sheets.folder_of_person(self.user)
        self.user.language, self.user.theme = "de", "dark"
        self.user.save()

    def kept(self, track):
        """On our disk, with cover and waveform."""
        folder = sheets.folder_of(track)
        keep(track, SONG, place=f"{folder}/{sheets.file_name(track)}.mp3")
        for name, file in (("cover", "cover.jpg"), ("thumb", "thumb.webp")):
            getattr(track, name).save(f"{folder}/{file}", ContentFile(b"picture"), save=False)
        track.peaks, track.bars = audio.waveform(Path(track.audio.path))
        track.save()
        track.mark_changed()
        return track

    def kept_file(self, track, kind, number=0, **fields):
        job = make_job(owner=self.user, operation=rebuilding_jobs.MADE_BY[kind], params={})
        asset = Asset(
            owner=self.user, track=track, job=job, kind=kind, position=number, archive_state="kept", **fields
        )
        suffix = {"midi": "mid", "video": "mp4", "cover": "jpg", "wav": "wav", "stem": "mp3"}[kind]
        asset.file.save(
            f"{sheets.folder_of(track)}/{kind}/{kind}.{suffix}", ContentFile(kind.encode()), save=False
        )
        asset.picture.save(f"{sheets.folder_of(track)}/{kind}/{kind}.png", ContentFile(b"small"), save=False)
        asset.sha256, asset.size = hash_of(Path(asset.file.path))
        asset.save()
        track.mark_changed()
        return asset

    def kept_upload(self, **fields):
        upload = make_upload(owner=self.user, **fields)
        keep(upload, SONG, place=uploads._place_of(upload))
        upload.peaks, upload.bars = audio.waveform(Path(upload.audio.path))
        upload.save()
        return upload

    def write_sheets(self):
        """As the clock has it done."""
        for model in SHEETED.values():
            for one in model.objects.exclude(sheet_due_at=None):
                row_sheets.bring_up_to_date(one)
        for track in Track.objects.exclude(sheet_due_at=None):
            sheets.write(track)

    def lose_the_database(self):
        models = (
            TimedLyrics, Extension, JobSource, Source, LedgerEntry, Persona, LyricsDraft, Asset, TrackText, Entry,
            Playlist, Recipe, Grid, Track, Project, Tag, Upload, Job, ProviderAccount, User,
        )  # fmt: skip
        for track in Track.objects.all():
            TrackText.objects.forget(track)
        for model in models[:8] + models[9:]:
            model.objects.all().delete()

    def rebuild(self, **addresses):
        return rebuild.everything(addresses)


class RebuildTests(LibraryTestCase):
    def setUp(self):
        super().setUp()
        self.upload = self.kept_upload(title="Humming")
        first = make_job(
            owner=self.user, params={"model": "V6", "title": "Side B"}, expected_price=Decimal("12.000")
        )
        first.ledger.create(account=first.account, kind="expected", credits=Decimal("12.000"), source="table")
        first.ledger.create(
            account=first.account, kind="charged", credits=Decimal("11.500"), source="provider"
        )
        first.ledger.create(
            account=first.account, kind="returned", credits=Decimal("0.500"), source="provider",
            came_back_at=timezone.now(),
        )  # fmt: skip
        self.track = self.kept(make_track(job=first, title="Side B", is_favourite=True))
        self.other = self.kept(make_track(job=first, title="Größe: 雨/夜", audio_id="other"))
        library.trash(self.other)
        library.rename(self.track, title="Morning tram", lyrics="my own words", style="polka")
        self.extended = self.extend()
        self.extend_upload()
        self.mashup = self.mash()
        self.files = [self.kept_file(self.track, kind) for kind in ("stem", "wav", "video", "cover")]
        self.midi = self.kept_file(self.track, "midi", parent=self.files[0], name="Drums")
        timing = make_job(owner=self.user, operation="timestamped-lyrics")
        TimedLyrics.objects.create(track=self.track, job=timing, words=[["la", 0.5, 1.0]])
        self.track.mark_changed()
        self.people_and_words()
        self.places()
        self.fill()

    def places(self):
        """Projects, tags, lists, recipes, and a grid of takes."""
        project = make_project(
            owner=self.user, name="First record", note="Ten songs", defaults={"generate": {"model": "V5"}}
        )
        told = {"rating": 4, "notes": "Softer drums", "loudness": -14.2, "true_peak": -1.1, "is_top": False}
        Track.objects.filter(pk=self.extended.pk).update(project=project, stack=self.track.job_id, **told)
        Track.objects.filter(pk=self.track.pk).update(topped_at=timezone.now())
        Job.objects.filter(pk=self.extended.job_id).update(project=project)
        for name in ("Größe", "demo"):
            self.extended.tags.add(Tag.objects.named(self.user, name))
        folder = make_playlist(owner=self.user, name="Evenings", is_folder=True, position=2)
        make_playlist(self.other, self.track, self.other, name="Slow", note="for rain", folder=folder)
        rule = {"all": [{"field": "rating", "at_least": 4}]}
        make_playlist(owner=self.user, name="Best", rule=rule, trashed_at=timezone.now())
        make_recipe(owner=self.user, note="for mornings", is_shared=True)
        axes = [{"field": "style", "values": ["waltz", "polka"]}]
        grid = Grid.objects.create(owner=self.user, operation="generate", params={"model": "V6"}, axes=axes)
        for column in (0, 1):
            Cell.objects.create(grid=grid, job=make_job(owner=self.user), row=column * 2, column=column)

    def fill(self):
        """Whatever else can stand in a row."""
        now, day = timezone.now(), timedelta(days=1)
        told = {"style": "market", "stage": "first", "actual_price": Decimal("11.500"), "reuses_record": True}
        moments = {"sent_at": now, "first_sound_at": now, "finished_at": now, "put_away_at": now}
        Job.objects.filter(pk=self.track.job.pk).update(**told, **moments)
        why = {"state": "failed", "error_code": "413", "error_message": "Not that word."}
        Job.objects.filter(pk=self.files[3].job.pk).update(**why)
        Track.objects.filter(pk=self.mashup.pk).update(
            hue=7, is_instrumental=True, kind="sound", expires_at=now + day
        )
        Upload.objects.update(hue=9, kind="voice", trashed_at=now)
        sound = {"duration": 2.5, "peaks": b"\x01\x02", "bars": "ab", "provider_id": "s1", "position": 3}
        Asset.objects.filter(pk=self.files[0].pk).update(expires_at=now + day, **sound)
        TimedLyrics.objects.update(heard=[["la", 0.4, 0.9]], own=[["lo", 0.5, 1.0]], edited_at=now)
        Persona.objects.filter(name="Me").update(style="polka")
        Track.objects.filter(pk=self.track.pk).update(persona=Persona.objects.get(name="Me"))
        make_user(name="Gone", folder="Gone-0000bbbb", is_active=False, leaves_at=now + day)

    def extend(self):
        job = make_job(
            owner=self.user, operation="extend", params={"continue_at": 60.5, "model": "V6"}, retry_of=None
        )
        job.sources.create(position=0, track=self.track)
        Extension.objects.create(job=job, source_track=self.track, continue_at=60.5, is_inherited=True)
        track = self.kept(make_track(job=job, title="Side B, longer"))
        Source.objects.create(track=track, source=self.track, how="extend", at=60.5)
        return track

    def extend_upload(self):
        job = make_job(owner=self.user, operation="upload-extend", params={"continue_at": 1.5, "model": "V6"})
        job.sources.create(position=0, upload=self.upload)
        Extension.objects.create(job=job, source_upload=self.upload, continue_at=1.5, is_inherited=True)
        track = self.kept(make_track(job=job, title="Humming on"))
        Source.objects.create(track=track, upload=self.upload, how="extend", at=1.5)

    def mash(self):
        job = make_job(owner=self.user, operation="mashup", retry_of=self.extended.job)
        job.sources.create(position=0, upload=self.upload)
        job.sources.create(position=1, track=self.other)
        track = self.kept(make_track(job=job, title="Both"))
        Source.objects.create(track=track, upload=self.upload, how="mashup", position=0)
        Source.objects.create(track=track, source=self.other, how="mashup", position=1)
        return track

    def people_and_words(self):
        own = make_account(owner=self.user, key="a-key-of-a-person", base_url="https://api.kie.ai")
        voice = make_job(owner=self.user, operation="voice", account=own, result={"persona_id": "v1"})
        make_persona(owner=self.user, track=self.track, description="warm", vocal_start=1.5, vocal_end=20.0)
        make_persona(owner=self.user, account=own, kind="voice_persona", job=voice, name="Me")
        words = make_job(owner=self.user, operation="lyrics")
        make_draft(owner=self.user, job=words, position=0, idea="a bus")
        self.draft = make_draft(owner=self.user, job=words, position=1)
        drafts.edit(self.draft, title="Tram", text="my own")
        self.draft.trash()
        drafts.begin(self.user, title="Mine", text="words")

    def test_every_row_is_there_again_as_it_was(self):
        self.write_sheets()
        before = everything()
        self.lose_the_database()
        report = self.rebuild()
        self.maxDiff = None
        for name, rows in everything().items():
            self.assertEqual(rows, before[name], name)
        self.assertEqual(report.troubles, [])
        self.assertEqual(report.made["songs"], 5)

    def test_none_of_what_is_compared_has_only_its_default(self):
        """Else a field that no sheet tells would look as if one did."""
        for model in NOT_TOLD:
            rows = list(model.objects.all())
            forgotten = NOT_TOLD[model] | ADDRESSES | FOUND
            for field in model._meta.concrete_fields:
                if field.name not in forgotten:
                    with self.subTest(f"{model.__name__}.{field.name}"):
                        self.assertTrue(
                            any(getattr(one, field.attname) != field.get_default() for one in rows)
                        )

    def test_songs_can_be_found_and_stand_in_the_order_in_which_they_were_asked_for(self):
        self.write_sheets()
        order = [track.uuid for track in Track.objects.newest_first()]
        self.lose_the_database()
        self.rebuild()
        owner = User.objects.get(folder=self.user.folder)
        self.assertEqual([track.uuid for track in Track.objects.newest_first()], order)
        self.assertEqual(Track.objects.found_by(owner, "polka").get().uuid, self.track.uuid)
        self.assertEqual(LyricsDraft.objects.found_by(owner, "Tram").count(), 1)
        self.assertEqual(Track.objects.found_by(owner, "Me polka").get().uuid, self.track.uuid)

    def test_a_second_time_nothing_is_made_and_newer_rows_stay(self):
        self.write_sheets()
        self.lose_the_database()
        self.rebuild()
        Track.objects.filter(uuid=self.track.uuid).update(title="Newer")
        before = everything()
        report = self.rebuild()
        self.assertEqual((everything(), sum(report.made.values())), (before, 0))

    def test_onto_a_part_of_the_rows_it_adds_what_is_missing(self):
        self.write_sheets()
        before = everything()
        Asset.objects.filter(pk=self.files[1].pk).delete()
        Source.objects.filter(track=self.mashup).delete()
        Persona.objects.filter(name="Me").delete()
        self.rebuild()
        self.assertEqual(everything(), before)

    def test_sheets_name_no_token_key_or_address(self):
        self.write_sheets()
        told = "".join(path.read_text() for path in self.media.rglob("*.json"))
        secrets = [self.user.email, "a-key-of-a-person", "test-key-of-the-server", self.user.password]
        for secret in [*secrets, *Job.objects.values_list("token", flat=True)]:
            self.assertNotIn(secret, told)

    def test_what_was_deleted_does_not_come_back(self):
        self.write_sheets()
        drafts.forget(self.draft)
        persona = Persona.objects.get(name="Me")
        self.client.post(f"/personas/{persona.uuid}/delete/")
        self.lose_the_database()
        self.rebuild()
        self.assertEqual((LyricsDraft.objects.count(), Persona.objects.count()), (2, 1))

    def without_opinions(self):
        """Before there were any."""
        Track.objects.update(
            rating=0,
            notes="",
            project=None,
            stack=F("job"),
            is_top=True,
            topped_at=None,
            loudness=None,
            true_peak=None,
            persona=None,
        )
        for model in (Tag, Entry, Playlist, Recipe, Cell, Grid, Project):
            model.objects.all().delete()
        for path in self.media.rglob("*.json"):
            path.unlink()
        Job.objects.update(sheet_due_at=timezone.now())

    def test_sheets_of_version_2_still_load(self):
        """They tell nothing of projects, tags, ratings and lists."""
        self.without_opinions()
        self.write_sheets()
        for path in self.media.rglob("*.json"):
            sheet = json.loads(path.read_text()) | {"sheet": 2}
            for facts in (sheet.get("track", {}), *sheet.get("tracks", ()), sheet.get("job", {})):
                for name in (*sheets.ORDER, "project", "persona", "tags", "stack", "cell"):
                    facts.pop(name, None)
            path.write_text(json.dumps(sheet))
        before = everything()
        self.lose_the_database()
        self.assertEqual(self.rebuild().troubles, [])
        self.assertEqual(everything(), before)

    def test_sheets_of_version_1_still_load(self):
        """Songs and uploads only, each with less."""
        self.without_opinions()
        Upload.objects.update(trashed_at=None)
        self.write_sheets()
        for path in self.media.rglob("*.json"):
            if path.name not in ("song.json", "upload.json"):
                path.unlink()
                continue
            sheet = json.loads(path.read_text()) | {"sheet": 1}
            for facts in (sheet.get("track"), sheet.get("upload"), *sheet.get("assets", ())):
                for name in (
                    *sheets.ORDER,
                    "project",
                    "tags",
                    "persona",
                    "stack",
                    "peaks",
                    "parent",
                    "made_at" if facts and "job" in facts else "",
                    "trashed_at" if "upload" in sheet else "",
                ):
                    if facts:
                        facts.pop(name, None)
            path.write_text(json.dumps(sheet))
        before = everything()
        self.lose_the_database()
        report = self.rebuild()
        after = everything()
        self.assertEqual(report.troubles, [])
        for name in ("Track", "Source", "Extension", "TimedLyrics", "Upload"):
            self.assertEqual(after[name], before[name], name)
        self.assertEqual(Asset.objects.count(), 5)
        charged = sum(
            entry.credits
            for entry in LedgerEntry.objects.filter(
                kind="charged", job=Track.objects.get(uuid=self.track.uuid).job
            )
        )
        self.assertEqual(charged, Decimal("11.500"))


class StateTests(LibraryTestCase):
    """Nothing is sent by a rebuilt studio, and what the provider took is asked about."""

    def after(self, state, **fields):
        job = make_job(owner=User.objects.get(), state=state, **fields)
        self.write_sheets()
        self.lose_the_database()
        self.rebuild()
        with self.captureOnCommitCallbacks(execute=True):
            sweeps.calls()
        return Job.objects.get(uuid=job.uuid)

    def test_what_waits_is_asked_about(self):
        job = self.after("waiting", task_id="t1")
        self.assertEqual((job.state, job.task_id), ("waiting", "t1"))
        self.assertIn(("refresh_jobs", (job.pk,)), self.in_queue())

    def test_what_was_sent_long_ago_is_asked_about_no_more(self):
        job = self.after("waiting", task_id="t1", sent_at=timezone.now() - timedelta(days=15))
        self.assertTrue(job.is_unasked)

    def test_what_stood_in_line_or_was_being_sent_is_unknown_and_not_sent(self):
        for state in ("queued", "sending"):
            with self.subTest(state):
                self.assertEqual(self.after(state).state, "unknown")
                self.assertNotIn("send_job", [task for task, _words in self.in_queue()])

    def test_a_song_that_was_still_to_be_copied_is_copied(self):
        track = make_track(owner=self.user, archive_state="due", audio_url="https://files.example/1.mp3")
        track.job.save()
        self.write_sheets()
        self.lose_the_database()
        self.rebuild()
        with self.captureOnCommitCallbacks(execute=True):
            sweeps.files()
        here = Track.objects.get(uuid=track.uuid)
        self.assertEqual((here.audio_url, here.archive_state), ("https://files.example/1.mp3", "due"))
        self.assertIn(("archive_track", (here.pk,)), self.in_queue())

    def test_one_that_could_not_be_copied_still_says_why(self):
        track = make_track(owner=self.user, archive_state="lost", archive_error="gone")
        track.job.save()
        self.write_sheets()
        self.lose_the_database()
        self.rebuild()
        here = Track.objects.get(uuid=track.uuid)
        self.assertEqual((here.archive_state, here.archive_error), ("lost", "gone"))


class FileTests(LibraryTestCase):
    def setUp(self):
        super().setUp()
        self.track = self.kept(make_track(owner=self.user))
        self.write_sheets()
        self.path = Path(self.track.audio.path)

    def again(self):
        self.lose_the_database()
        return self.rebuild().troubles, Track.objects.get(uuid=self.track.uuid)

    def test_a_song_whose_file_is_gone_says_so(self):
        self.path.unlink()
        troubles, track = self.again()
        self.assertEqual((track.archive_state, track.audio.name), ("lost", ""))
        self.assertEqual(troubles, [(self.track.audio.name, "is missing")])

    def test_a_song_that_was_tagged_anew_right_before_the_end_is_what_it_is(self):
        self.path.write_bytes(mp3(array("h", bytes(3 * 2 * RATE))))
        troubles, track = self.again()
        self.assertEqual((track.sha256, track.size), hash_of(self.path))
        self.assertEqual((troubles, track.fault), ([], ""))

    def test_a_file_that_is_rotten_is_told_of(self):
        self.path.write_bytes(b"rot")
        troubles, track = self.again()
        self.assertEqual((len(troubles), track.fault, track.sha256), (1, "changed", self.track.sha256))

    def test_a_torn_sheet_costs_that_sheet_alone(self):
        other = self.kept(make_track(owner=self.user, title="Other"))
        self.write_sheets()
        self.path.with_name("song.json").write_text('{"track": {"uu')
        self.lose_the_database()
        report = self.rebuild()
        self.assertEqual(list(Track.objects.values_list("uuid", flat=True)), [other.uuid])
        self.assertEqual(len(report.troubles), 1)


class PeopleTests(LibraryTestCase):
    def setUp(self):
        super().setUp()
        self.folder = sheets.folder_of_person(self.user)
        self.kept(make_track(owner=self.user))
        self.write_sheets()
        self.lose_the_database()

    def run_it(self, *options):
        out = io.StringIO()
        call_command("rebuild", *options, stdout=out)
        return out.getvalue()

    def test_they_come_back_without_address_or_password_and_it_says_how_they_get_in(self):
        said = self.run_it()
        person = User.objects.get()
        self.assertFalse(person.has_usable_password() or person.is_staff)
        self.assertTrue(person.email.endswith(owners.NOWHERE))
        self.assertEqual((person.name, person.folder, person.theme), ("Mira", self.folder, "dark"))
        self.assertIn(f"--person '{self.folder}=their e-mail'", said)

    def test_an_address_can_be_given_at_once_or_later(self):
        self.run_it()
        self.run_it("--person", f"{self.folder}=mira@studio.example")
        self.assertEqual(User.objects.get().email, "mira@studio.example")

    def test_who_signed_up_anew_gets_their_songs(self):
        new = User.objects.create_user("mira@studio.example", "a good password")
        self.run_it("--person", f"{self.folder}=mira@studio.example")
        self.assertEqual(Track.objects.get().owner, new)
        self.assertTrue(User.objects.get().has_usable_password())

    def test_an_address_of_somebody_with_another_folder_is_refused(self):
        User.objects.create_user("mira@studio.example", "a good password", folder="other-1")
        for options in (["--person", f"{self.folder}=mira@studio.example"], ["--person", "no address"]):
            self.assertRaises(CommandError, self.run_it, *options)
        self.assertFalse(Track.objects.exists())

    def test_the_same_key_finds_the_songs_it_made(self):
        key = "a-key-of-a-person"
        account = owners.account_of(
            User.objects.create_user("a@studio.example"),
            {
                "account": {
                    "base_url": "https://api.kie.ai",
                    "is_own": True,
                    "style": "market",
                    "key_hint": hint_of(key),
                }
            },
        )
        self.assertTrue(account.removed_at and not account.has_key)


class SheetTests(LibraryTestCase):
    def test_the_clock_has_the_sheet_of_every_changed_row_written(self):
        self.write_sheets()
        make_draft(owner=self.user)
        job = make_job(owner=self.user, state="queued")
        job.move(Job.State.CANCELLED)
        for model in (Job, LyricsDraft):
            model.objects.exclude(sheet_due_at=None).update(
                sheet_due_at=timezone.now() - timedelta(seconds=3)
            )
        with self.captureOnCommitCallbacks(execute=True):
            sweeps.files()
        due = {words[0] for task, words in self.in_queue() if task == "write_sheet"}
        self.assertEqual(due, {"music.Job", "music.LyricsDraft"})
        self.write_sheets()
        told = json.loads((self.media / files.row_sheet_of(job)).read_text())
        self.assertEqual(told["job"]["state"], "cancelled")
        self.assertFalse(Job.objects.exclude(sheet_due_at=None).exists())

    def test_one_that_cannot_be_written_now_stays_due(self):
        draft = make_draft(owner=self.user)
        with (
            mock.patch.object(row_sheets, "write", side_effect=OSError(30, "Read-only file system")),
            self.assertLogs("music.services.row_sheets", "WARNING"),
        ):
            row_sheets.bring_up_to_date(draft)
        draft.refresh_from_db()
        self.assertIsNotNone(draft.sheet_due_at)

    def test_one_that_changes_while_it_is_written_stays_due(self):
        draft = make_draft(owner=self.user)

        def changes(row):
            row.trash()

        with mock.patch.object(row_sheets, "write", changes):
            row_sheets.bring_up_to_date(draft)
        draft.refresh_from_db()
        self.assertIsNotNone(draft.sheet_due_at)
