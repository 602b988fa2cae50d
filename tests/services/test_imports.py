"""Songs that somebody brings: files, ZIPs, and another studio's export."""

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from unittest import mock

from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import OperationalError
from mutagen import id3
from mutagen.wave import WAVE

from music import tasks
from music.media import audio, tags
from music.models import (
    Arrival,
    Asset,
    Entry,
    Job,
    LyricsDraft,
    Playlist,
    Source,
    Tag,
    TimedLyrics,
    Track,
    TrackText,
    Upload,
)
from music.services import archive, arriving, room, sheets
from music.services.imports import archives, foreign, others, parts
from tests.factories import (
    keep,
    make_draft,
    make_job,
    make_playlist,
    make_track,
    make_upload,
    make_user,
)
from tests.media.sounds import mp3, tone, wav
from tests.services.bringing import OTHER, SONG, ExportedTestCase, ImportTestCase, picture, zipped


class FileTests(ImportTestCase):
    def test_a_file_becomes_a_song_with_what_its_tags_say(self):
        content = self.tagged(
            title="Night bus", artist="The Ferrymen", style="slow folk", lyrics="The driver knows", date="2024-05-01",
            version="V5", cover=picture(), album="Coast",
        )  # fmt: skip
        arrival = self.bring(content, "Ferry/01 night.mp3")
        song = Track.objects.get()
        self.assertEqual((arrival.state, arrival.track, arrival.is_known), ("kept", song, False))
        self.assertEqual(
            (song.title, song.style, song.lyrics), ("Night bus", "slow folk", "The driver knows")
        )
        self.assertEqual((song.model_version, song.made_at.date().isoformat()), ("V5", "2024-05-01"))
        self.assertEqual({tag.name for tag in song.tags.all()}, {"Ferry", "Coast", "The Ferrymen"})
        self.assertTrue(song.cover and song.thumb and song.peaks and song.is_kept)
        self.assertEqual(list(Track.objects.found_by(self.user, "driver")), [song])

    def test_other_kinds_tell_of_themselves_too(self):
        content = self.scratch / "night.wav"
        content.write_bytes(wav(tone(2)))
        file = WAVE(content)
        file.add_tags()
        for frame in (
            id3.TIT2(text="Night bus"),
            id3.USLT(text="The driver knows"),
            id3.APIC(data=picture()),
        ):
            file.tags.add(frame)
        file.save(content)
        self.bring(content.read_bytes(), "take.wav")
        song = Track.objects.get()
        self.assertEqual((song.title, song.lyrics), ("Night bus", "The driver knows"))
        self.assertTrue(song.cover and song.audio.name.endswith(".wav"))

    def test_its_bytes_stay_as_they_are(self):
        self.bring(content := self.tagged(title="Night bus"))
        with Track.objects.get().audio.open() as file:
            self.assertEqual(file.read(), content)

    def test_without_tags_it_is_called_as_the_file_is(self):
        self.bring(wav(tone(2)), "Mine/my_first-take.wav")
        song = Track.objects.get()
        self.assertEqual((song.title, song.audio.name.rpartition(".")[2]), ("my first-take", "wav"))

    def test_it_asks_for_nothing_costs_nothing_and_cannot_be_ordered_again(self):
        self.bring(SONG)
        job = Job.objects.get()
        self.assertEqual(
            (job.state, job.operation, job.price, job.ledger.count()), ("done", "import", None, 0)
        )
        self.assertFalse(job.can_be_tried_again)
        self.assertFalse(Job.objects.over().exists() or Job.objects.ordered().exists())
        self.assertNotIn("send_job", [task for task, _args in self.in_queue()])

    def test_the_same_file_is_never_kept_twice_but_comes_out_of_the_trash(self):
        self.bring(SONG)
        Track.objects.update(trashed_at=datetime.now(UTC))
        arrival = self.bring(SONG, "again.mp3")
        song = Track.objects.get()
        self.assertEqual((arrival.is_known, arrival.track, song.trashed_at), (True, song, None))
        self.bring(SONG, owner=make_user())
        self.assertEqual(Track.objects.count(), 2)

    def test_it_can_come_again_once_it_was_deleted_for_good(self):
        self.bring(SONG)
        Track.objects.get().drop()
        self.bring(SONG)
        self.assertEqual((Track.objects.count(), Job.objects.count()), (1, 1))

    def test_a_file_of_this_library_that_comes_back_is_known(self):
        song = make_track(owner=self.user, title="Mine")
        content = self.tagged(title="Mine", comment=f"suno-studio:{song.uuid}")
        keep(song, content)
        Track.objects.update(sha256=hashlib.sha256(content).hexdigest())
        arrival = self.bring(content)
        self.assertEqual((arrival.track, arrival.is_known, Track.objects.count()), (song, True, 1))

    def test_what_is_no_sound_is_refused_with_the_reason(self):
        self.assertEqual(self.bring(b"PK\3\4" * 9000).reason, "unknown")
        self.assertFalse(Track.objects.exists())

    def test_a_cover_that_is_no_picture_is_left_out(self):
        self.bring(self.tagged(title="a", cover=b"<svg onload=alert(1)>"))
        self.assertEqual(Track.objects.get().cover.name, "")

    def test_who_it_is_by_stays_in_its_tags_when_they_are_written_anew(self):
        self.bring(self.tagged(title="a", artist="The Ferrymen"))
        song = Track.objects.get()
        Track.objects.update(title="b", sheet_due_at=datetime.now(UTC))
        song.refresh_from_db()
        archive.rewrite(song)
        song.refresh_from_db()
        read = tags.read(song.audio.path)
        self.assertEqual((read.title, read.artist), ("b", "The Ferrymen"))

    def test_two_workers_bring_it_once(self):
        content = self.tagged(title="a")
        real, seen = audio.waveform, []

        def meanwhile(path):
            if not seen:
                seen.append(path)
                self.bring(content, "other.mp3")
            return real(path)

        with mock.patch.object(audio, "waveform", meanwhile):
            arrival = self.bring(content)
        self.assertEqual((Track.objects.count(), arrival.track), (1, Track.objects.get()))

    def test_dates(self):
        for text, day in (
            ("2024", "2024-01-01"),
            ("2024-05-01", "2024-05-01"),
            ("2024-05-01T10:00:00Z", "2024-05-01"),
        ):
            self.assertEqual(foreign.moment(text).date().isoformat(), day)
        for text in (
            "",
            "soon",
            "2024-13-01",
            "9999",
            "0000-00-00",
            "0001",
            "0001-01-01T00:00:00+14:00",
            5,
            [1],
            None,
        ):
            self.assertIsNone(foreign.moment(text), text)

    def test_no_tag_stops_the_others(self):
        """Tags that are damaged, packed, far too long, or hold what a database refuses."""
        damaged = b"ID3\x09\x00\x00\x00\x00\x00\x10" + bytes(16) + SONG
        frame = b"TIT2" + (200).to_bytes(4, "big") + b"\x00\x08" + bytes(200)
        packed = b"ID3\x04\x00\x00" + bytes([0, 0, 1, 82]) + frame + SONG
        long = self.tagged(title="x" * 5000, style="y" * 90_000, lyrics="z" * 300_000, artist="\ufdfa" * 40)
        for number, content in enumerate((damaged, packed, long)):
            arrival = self.bring(content, f"{number}.mp3")
            self.assertEqual(arrival.state, "kept", number)
        self.assertEqual(Track.objects.get(title__startswith="x").lyrics, "z" * 100_000)
        self.assertFalse(Tag.objects.exists())

    def test_what_breaks_the_reader_is_refused_and_those_behind_it_come(self):
        before = self.media()
        with mock.patch.object(TrackText.objects, "put", side_effect=MemoryError):
            arrival = self.bring(SONG)
        self.assertEqual((arrival.state, arrival.reason), ("refused", "unreadable"))
        self.assertEqual([path for path in self.media() if path not in before], [])

    def test_a_database_that_is_away_and_a_full_disk_are_waited_for(self):
        with self.captureOnCommitCallbacks(execute=True):
            arrival = arriving.begin(self.user, name="a.mp3", size=len(SONG), kind=Arrival.Kind.SONG)
            arriving.receive(arrival, 0, BytesIO(SONG))
        for error in (OSError(28, "full"), OperationalError("locked")) * 3:
            with mock.patch.object(audio, "waveform", side_effect=error):
                tasks.check_arrival(arrival.pk)
        tasks.check_arrival(arrival.pk)
        arrival.refresh_from_db()
        self.assertEqual(arrival.state, "kept")

    def test_given_up_while_it_is_looked_at(self):
        with self.captureOnCommitCallbacks(execute=True):
            arrival = arriving.begin(self.user, name="a.mp3", size=len(SONG), kind=Arrival.Kind.SONG)
            arriving.receive(arrival, 0, BytesIO(SONG))
        real = audio.waveform

        def given_up(path):
            Arrival.objects.all().delete()
            return real(path)

        with mock.patch.object(audio, "waveform", given_up):
            tasks.check_arrival(arrival.pk)
        self.assertEqual(Track.objects.count(), 1)

    def test_other_tags_of_a_file_stay_when_ours_are_written(self):
        self.bring(self.tagged(title="a", album="Coast"))
        Track.objects.update(title="b", sheet_due_at=datetime.now(UTC))
        song = Track.objects.get()
        archive.rewrite(song)
        song.refresh_from_db()
        read = tags.read(song.audio.path)
        self.assertEqual((read.title, read.album), ("b", "Coast"))


class ZipTests(ImportTestCase):
    def test_each_sound_in_it_becomes_a_song(self):
        arrival = self.bring_zip(
            zipped(a__one_mp3=SONG, b__two_mp3=OTHER, note=b"hello", __MACOSX__x_mp3=b"junk")
        )
        self.assertEqual(
            (arrival.state, {song.title for song in Track.objects.all()}), ("kept", {"one", "two"})
        )
        self.assertEqual({tag.name for tag in Tag.objects.all()}, {"a", "b"})
        self.assertFalse(arrival.path.exists())

    def test_what_is_no_sound_is_left_out_with_the_reason(self):
        arrival = self.bring_zip(zipped(one_mp3=SONG, two_mp3=b"nothing of the kind" * 99))
        self.assertEqual(arrival.state, "kept")
        self.assertEqual([part.reason for part in arrival.parts.filter(state="refused")], ["unknown"])
        self.assertEqual(Track.objects.count(), 1)

    def test_what_cannot_be_used_is_refused(self):
        empty = zipped(note=b"hello")
        for content, reason in ((b"no zip at all" * 20, "no_zip"), (empty, "no_songs")):
            self.assertEqual(self.bring_zip(content).reason, reason)

    def test_one_that_swells_is_refused(self):
        file = BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive_file:
            archive_file.writestr("big.wav", bytes(20_000_000))
        self.assertEqual(self.bring_zip(file.getvalue()).reason, "bomb")

    def test_a_locked_one_is_refused(self):
        content = bytearray(zipped(one_mp3=SONG))
        place = content.rindex(b"PK\1\2")
        content[place + 8] |= archives.LOCKED
        self.assertEqual(self.bring_zip(bytes(content)).reason, "locked")

    def test_names_lead_nowhere(self):
        self.bring_zip(zipped(**{"__etc__evil_mp3": SONG, "..__..__worse_mp3": OTHER}))
        song = Track.objects.get()
        self.assertEqual(song.title, "evil")
        self.assertTrue(song.audio.name.startswith(self.user.__class__.objects.get(pk=self.user.pk).folder))

    def test_a_kill_in_the_middle_loses_and_doubles_nothing(self):
        with self.captureOnCommitCallbacks(execute=True):
            content = zipped(one_mp3=SONG, two_mp3=OTHER)
            arrival = arriving.begin(self.user, name="a.zip", size=len(content), kind=Arrival.Kind.ZIP)
            arriving.receive(arrival, 0, BytesIO(content))
        tasks.check_arrival(arrival.pk)  # its list is made; what was put into the queue is lost
        first = arrival.parts.order_by("pk").first()
        with (
            mock.patch.object(audio, "waveform", side_effect=KeyboardInterrupt),
            self.assertRaises(KeyboardInterrupt),
        ):
            tasks.check_arrival(first.pk)
        Arrival.objects.update(claimed_at=None)
        for _turn in range(4):  # the clock comes back to the ZIP
            with self.captureOnCommitCallbacks(execute=True):
                tasks.check_arrival(arrival.pk)
            self.work()
        arrival.refresh_from_db()
        self.assertEqual((arrival.state, Track.objects.count(), Job.objects.count()), ("kept", 2, 2))

    def test_its_parts_come_one_after_the_other(self):
        """A song that is made meanwhile waits for one of them, not for all."""
        with self.captureOnCommitCallbacks(execute=True):
            content = zipped(one_mp3=SONG, two_mp3=OTHER)
            arrival = arriving.begin(self.user, name="a.zip", size=len(content), kind=Arrival.Kind.ZIP)
            arriving.receive(arrival, 0, BytesIO(content))
        with self.captureOnCommitCallbacks(execute=True):
            tasks.check_arrival(arrival.pk)
        keys = [args[0] for task, args in self.in_queue() if task == "check_arrival"]
        self.assertEqual(keys, [arrival.pk, arrival.parts.order_by("pk").first().pk])

    def test_names_that_begin_with_a_dot_are_names_too(self):
        self.bring_zip(zipped(**{"...And Justice__01_mp3": SONG, "._junk_mp3": OTHER}))
        self.assertEqual([song.title for song in Track.objects.all()], ["01"])

    def test_a_damaged_entry_costs_itself_alone(self):
        file = BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive_file:
            archive_file.writestr("one.mp3", SONG)
            archive_file.writestr("two.mp3", OTHER)
        content = bytearray(file.getvalue())
        content[60:200] = b"\xff" * 140
        arrival = self.bring_zip(bytes(content))
        reasons = list(arrival.parts.filter(state="refused").values_list("reason", flat=True))
        self.assertEqual((arrival.state, reasons, Track.objects.get().title), ("kept", ["damaged"], "two"))

    def test_a_directory_that_would_fill_the_memory_is_not_read(self):
        with mock.patch.object(archives, "LARGEST_DIRECTORY", 20):
            self.assertEqual(self.bring_zip(zipped(one_mp3=SONG)).reason, "too_many")

    def test_the_size_of_a_directory_is_known_before_it_is_read(self):
        path = self.scratch / "a.zip"
        path.write_bytes(zipped(one_mp3=SONG))
        with zipfile.ZipFile(path) as archive_file:
            entry = archive_file.infolist()[0]
        self.assertEqual(archives.directory_of(path), 46 + len(entry.filename))

    def test_a_full_disk_is_waited_for_and_no_part_is_lost(self):
        with self.captureOnCommitCallbacks(execute=True):
            content = zipped(one_mp3=SONG, two_mp3=OTHER)
            arrival = arriving.begin(self.user, name="a.zip", size=len(content), kind=Arrival.Kind.ZIP)
            arriving.receive(arrival, 0, BytesIO(content))
        with mock.patch.object(archives.room, "check_disk", side_effect=room.CannotTake("full")):
            for _turn in range(5):
                self.work()
        self.assertEqual(arrival.parts.filter(state="checking").count(), 2)

    def test_one_song_of_a_zip_that_is_deleted_stays_deleted(self):
        content = zipped(one_mp3=SONG)
        with self.captureOnCommitCallbacks(execute=True):
            arrival = arriving.begin(self.user, name="a.zip", size=len(content), kind=Arrival.Kind.ZIP)
            arriving.receive(arrival, 0, BytesIO(content))
        tasks.check_arrival(arrival.pk)
        tasks.check_arrival(arrival.parts.get().pk)
        Track.objects.get().drop()
        tasks.check_arrival(arrival.pk)
        self.assertEqual((Arrival.objects.get(pk=arrival.pk).state, Track.objects.count()), ("kept", 0))

    def test_too_many_are_refused(self):
        with mock.patch.object(parts, "MOST", 1):
            self.assertEqual(self.bring_zip(zipped(one_mp3=SONG, two_mp3=OTHER)).reason, "too_many")


class ExportTests(ExportedTestCase):
    """What this studio exports, another one takes."""

    def setUp(self):
        super().setUp()
        job = make_job(owner=self.before, params={"model": "V5", "prompt": "waves", "title": "Night bus"})
        self.song = self.night_bus(
            job=job, style="slow folk", lyrics="The driver", rating=4, notes="the good one", is_favourite=True,
            model_version="V5", audio_id="secret-id",
        )  # fmt: skip
        later = make_track(job=make_job(owner=self.before), title="Night bus, on", operation="extend")
        self.later = self.keep(later, OTHER)
        Source.objects.create(track=self.later, source=self.song, how="extend", at=2.0)
        TimedLyrics.objects.create(track=self.song, words=[["The ", 0.5, 1], ["driver", 1, 1.5]])
        stem = Asset.objects.create(
            owner=self.before, track=self.song, job=job, kind="stem", name="Vocals", archive_state="kept"
        )
        stem.file.save(f"{self.song.audio.name.rpartition('/')[0]}/stem/vocals.mp3", ContentFile(OTHER))
        make_playlist(self.later, self.song, owner=self.before, name="Sea")
        make_draft(owner=self.before, title="Words", text="La la")
        for song in (self.song, self.later):
            sheets.write(song)

    def test_all_of_it_comes(self):
        arrival = self.bring_zip(self.exported())
        self.assertEqual((arrival.state, arrival.parts.filter(state="refused").count()), ("kept", 0))
        mine = Track.objects.of(self.user)
        song, later = mine.get(title="Night bus"), mine.get(title="Night bus, on")
        self.assertEqual(
            (song.rating, song.notes, song.is_favourite, song.style), (4, "the good one", True, "slow folk")
        )
        self.assertEqual((song.project.name, song.project.owner), ("Coast", self.user))
        self.assertEqual([tag.name for tag in song.tags.all()], ["demo"])
        self.assertEqual(song.made_at, self.song.made_at)
        self.assertEqual(song.timed_lyrics.words, [["The ", 0.5, 1], ["driver", 1, 1.5]])
        [source] = later.sources.all()
        self.assertEqual((source.source, source.how, source.at), (song, "extend", 2.0))
        [stem] = song.assets.all()
        self.assertEqual(
            (stem.name, stem.kind, stem.file.open().read(), stem.owner), ("Vocals", "stem", OTHER, self.user)
        )
        playlist = Playlist.objects.of(self.user).get()
        self.assertEqual(
            [entry.track for entry in Entry.objects.filter(playlist=playlist).order_by("position")],
            [later, song],
        )
        self.assertEqual(LyricsDraft.objects.of(self.user).get().text, "La la")

    def test_nothing_of_the_provider_comes_with_it(self):
        self.bring_zip(self.exported())
        song = Track.objects.of(self.user).get(title="Night bus")
        self.assertEqual((song.audio_id, song.audio_url, song.job.task_id), ("", "", ""))
        self.assertNotEqual(song.uuid, self.song.uuid)

    def test_twice_is_the_same_as_once(self):
        content = self.exported()
        self.bring_zip(content)
        self.bring_zip(content)
        mine = Track.objects.of(self.user)
        self.assertEqual(
            (mine.count(), Playlist.objects.of(self.user).count(), Source.objects.count()), (2, 1, 2)
        )
        self.assertEqual(
            (LyricsDraft.objects.of(self.user).count(), Asset.objects.of(self.user).count()), (1, 1)
        )

    def test_uploads_become_uploads(self):
        upload = make_upload(owner=self.before, title="hum")
        upload.audio.save(f"{self.before.folder or 'b'}/uploads/hum-1/hum.mp3", ContentFile(mp3(tone(1))))
        sheets.write_upload(upload)
        self.bring_zip(self.exported())
        self.assertEqual(Upload.objects.of(self.user).get().title, "hum")
        self.assertEqual(Track.objects.of(self.user).count(), 2)

    def test_a_kill_after_the_song_loses_nothing_of_it(self):
        content = self.exported()
        with mock.patch.object(others, "keep", side_effect=OperationalError("killed")):
            with self.captureOnCommitCallbacks(execute=True):
                arrival = arriving.begin(self.user, name="a.zip", size=len(content), kind=Arrival.Kind.ZIP)
                arriving.receive(arrival, 0, BytesIO(content))
            tasks.check_arrival(arrival.pk)
            for part in arrival.parts.all():
                tasks.check_arrival(part.pk)
        for part in arrival.parts.all():
            tasks.check_arrival(part.pk)
        song = Track.objects.of(self.user).get(title="Night bus")
        self.assertEqual((song.assets.count(), hasattr(song, "timed_lyrics")), (1, True))

    def test_a_long_title_keeps_its_ending(self):
        self.song.title = "x" * 150
        self.song.save()
        self.song.audio.name = ""
        self.song.audio.save(f"{sheets.folder_of(self.song)}/{'x' * 100}.mp3", ContentFile(SONG), save=False)
        self.song.save()
        names = zipfile.ZipFile(BytesIO(self.exported())).namelist()
        self.assertTrue([name for name in names if name.endswith("xx.mp3")])

    def test_one_file_of_a_song_comes_once_however_often_it_is_told(self):
        with zipfile.ZipFile(BytesIO(self.exported())) as archive_file:
            files = {name: archive_file.read(name) for name in archive_file.namelist()}
        name = next(name for name, text in files.items() if name.endswith("song.json") and b"Vocals" in text)
        sheet = json.loads(files[name])
        sheet["assets"] = sheet["assets"] * 50
        files[name] = json.dumps(sheet).encode()
        self.bring_zip(zipped(**files))
        self.assertEqual(Asset.objects.of(self.user).count(), 1)

    def test_a_sheet_that_cannot_be_read_costs_no_song(self):
        nested = b'{"sheet": 3, "track": ' + b"[" * 100_000
        arrival = self.bring_zip(zipped(**{"s__x_mp3": SONG, "s__song.json": nested}))
        self.assertEqual((arrival.state, Track.objects.of(self.user).get().title), ("kept", "x"))

    def test_a_sheet_full_of_nonsense_harms_nothing(self):
        with zipfile.ZipFile(io.BytesIO(self.exported())) as archive_file:
            name = next(name for name in archive_file.namelist() if name.endswith("song.json"))
            sheet = json.loads(archive_file.read(name))
        sheet["track"] |= {
            "title": "x" * 500, "rating": 99, "made_at": "soon", "kind": "<b>", "tags": {"a": 1}, "model_version": [1],
            "project": 5, "uuid": {"x": 1}, "notes": None,
        }  # fmt: skip
        sheet |= {"sources": [1, {"uuid": []}], "timed_lyrics": {"words": [["x", "y", 1]]}, "job": None}
        sheet["files"] = {"audio": "x.mp3"}
        sheet["assets"] = [None, {"kind": "stem", "name": 1, "files": {"file": "../../../etc/passwd"}}, 7]
        told = json.dumps(sheet).encode()
        arrival = self.bring_zip(
            zipped(**{"s__x_mp3": SONG, "s__song.json": told, "playlists.jsonl": b'[1]\n{"name": 3}\nx'})
        )
        song = Track.objects.of(self.user).get()
        self.assertEqual((arrival.state, song.title, song.rating, song.kind), ("kept", "x" * 300, 0, "song"))
        self.assertFalse(song.assets.exists() or song.sources.exists() or hasattr(song, "timed_lyrics"))


class CommandTests(ImportTestCase):
    def run_it(self, **options):
        out, err = io.StringIO(), io.StringIO()
        call_command(
            "import_songs",
            str(self.scratch),
            **{"address": self.user.email} | options,
            stdout=out,
            stderr=err,
        )
        return out.getvalue(), err.getvalue()

    def test_a_folder_comes_as_a_whole_and_only_once(self):
        (self.scratch / "Sea").mkdir()
        (self.scratch / "Sea" / "one.mp3").write_bytes(SONG)
        (self.scratch / "two.mp3").write_bytes(b"no sound" * 99)
        (self.scratch / "cover.jpg").write_bytes(b"x")
        out, err = self.run_it()
        self.assertIn("1 new, 0 here before, 1 left out.", out)
        self.assertIn("two.mp3", err)
        self.assertIn("0 new, 1 here before, 1 left out.", self.run_it()[0])
        self.assertEqual([tag.name for tag in Track.objects.get().tags.all()], ["Sea"])
        self.assertEqual((self.scratch / "Sea" / "one.mp3").read_bytes(), SONG)
        (self.scratch / "Sea" / "one.mp3").write_bytes(b"another")
        with Track.objects.get().audio.open() as file:
            self.assertEqual(file.read(), SONG)

    def test_nobody_and_nothing(self):
        with self.assertRaisesMessage(CommandError, "Nobody here"):
            self.run_it(address="nobody@studio.example")
