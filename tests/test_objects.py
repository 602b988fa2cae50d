"""Songs in an S3-compatible store: all that is done with files, done there. The store is a stand-in (moto)."""

import hashlib
import io
import json
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path
from unittest import mock

import responses
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import SimpleTestCase, override_settings
from django.utils import timezone

from music.media import tags
from music.models import Asset, Track
from music.services import archive, downloads, files, leaving, library, measuring, mending, sheets, verify
from music.services.backups import backup, dumps
from music.services.health import _writes
from sunostudio import logs, stores
from tests import store
from tests.base import StudioTestCase
from tests.factories import make_job, make_track
from tests.media.sounds import mp3, tone
from tests.real.parts import free_port
from tests.services.test_archive import COVER, NOISY, SONG, picture


class UrlTests(SimpleTestCase):
    def test_it_names_a_store_a_bucket_and_the_keys(self):
        options = stores.storage("s3://key:a%2Fb@s3.example:9000/bucket/some/prefix?region=eu-central-1")[
            "OPTIONS"
        ]
        wanted = {
            "endpoint_url": "https://s3.example:9000", "access_key": "key", "secret_key": "a/b", "bucket_name": "bucket",
            "location": "some/prefix", "region_name": "eu-central-1",
        }  # fmt: skip
        self.assertEqual(wanted, {name: options[name] for name in wanted})

    def test_what_names_none_is_refused_with_a_sentence(self):
        for url in (
            "s3://s3.example/bucket",
            "s3://key:secret@s3.example",
            "https://key:secret@s3.example/bucket",
            "bucket",
        ):
            with self.assertRaisesMessage(
                ImproperlyConfigured, "It should look like this: STORAGE_URL=s3://"
            ):
                stores.storage(url)

    def test_without_what_it_needs_it_is_told(self):
        told = self.assertRaisesMessage(ImproperlyConfigured, "pip install -r requirements-s3.txt")
        with mock.patch("sunostudio.stores.find_spec", return_value=None), told:
            stores.storage(store.url("host"))

    @override_settings(STORAGE_URL="s3://key:a%2Fsecret-of-ours@host/bucket")
    def test_its_secret_stays_out_of_the_log(self):
        self.assertNotIn(
            "secret-of-ours",
            logs.hide("signed with a/secret-of-ours at s3://key:a%2Fsecret-of-ours@host/bucket"),
        )


class ObjectsTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.url = self.enterContext(store.empty())
        job = make_job(owner=self.user, params={"model": "V6", "prompt": "A slow waltz"})
        self.track = make_track(
            job=job, audio_url=SONG, image_url=COVER, archive_state="due", archive_due_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=14), title="Größe: 雨/夜", duration=10.0,
        )  # fmt: skip
        self.keep()

    def tearDown(self):
        self.assertFalse(
            [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()],
            "Something went to the folder.",
        )
        super().tearDown()

    def keep(self):
        self.provider.add(responses.GET, SONG, body=NOISY, content_type="audio/mpeg")
        self.provider.add(responses.GET, COVER, body=picture(), content_type="image/jpeg")
        archive.keep(self.track)
        self.track.refresh_from_db()
        self.user.refresh_from_db()

    def findings(self):
        return [(found.problem.value, found.name) for found in verify.everything(verify.Seen())]


class SongTests(ObjectsTestCase):
    def test_a_song_is_copied_checked_tagged_and_told_of(self):
        self.assertEqual(self.track.archive_state, "kept")
        content = store.read(self.track.audio.name)
        self.assertEqual(hashlib.sha256(content).hexdigest(), self.track.sha256)
        told = json.loads(store.read(files.sheet_of(self.track)))
        self.assertEqual(told["track"]["title"], self.track.title)
        self.assertTrue(
            default_storage.exists(self.track.cover.name) and default_storage.exists(self.track.thumb.name)
        )
        self.assertEqual(self.findings(), [])

    def test_it_is_heard_in_ranges_and_only_what_is_asked_for_is_fetched(self):
        content = store.read(self.track.audio.name)
        address = f"/tracks/{self.track.uuid}/audio"
        part = self.client.get(address, headers={"Range": "bytes=1000-1999"})
        self.assertEqual((part.status_code, part["Content-Range"]), (206, f"bytes 1000-1999/{len(content)}"))
        self.assertEqual(part.getvalue(), content[1000:2000])
        self.assertEqual(self.client.get(address, headers={"Range": "bytes=-10"}).getvalue(), content[-10:])
        whole = self.client.get(address)
        self.assertEqual((whole.status_code, whole.getvalue()), (200, content))
        self.assertEqual(self.client.get(f"/tracks/{self.track.uuid}/thumb").status_code, 200)
        with mock.patch.object(
            type(default_storage._wrapped), "piece_from", side_effect=AssertionError
        ) as asked:
            self.client.head(address)
            self.client.get(address, headers={"If-None-Match": part["ETag"]})
        self.assertEqual(asked.call_count, 0)

    def test_a_renamed_song_gets_its_tags(self):
        library.rename(self.track, title="Another name")
        self.track.refresh_from_db()
        archive.rewrite(self.track)
        self.track.refresh_from_db()
        with default_storage.at_hand(self.track.audio.name) as path:
            self.assertEqual(tags.read(path).title, "Another name")
        self.assertEqual(self.findings(), [])

    def test_it_is_measured_and_its_picture_drawn_again(self):
        Track.objects.update(loudness=None, true_peak=None, sheet_due_at=None)
        measuring.a_few()
        self.track.refresh_from_db()
        self.assertAlmostEqual(self.track.loudness, -36, delta=1)
        default_storage.delete(self.track.cover.name)
        (found,) = [
            found for found in verify.everything(verify.Seen()) if found.problem is verify.Problem.PICTURE
        ]
        self.assertTrue(mending.mend(found))
        self.assertTrue(default_storage.exists(self.track.cover.name))

    def test_many_songs_go_out_as_one_zip(self):
        download = downloads.Download([self.track.pk], cover=True, sheet=True)
        content = b"".join(download.stream())
        self.assertEqual(len(content), download.length)
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            self.assertEqual(len(packed.namelist()), 3)
            self.assertIsNone(packed.testzip())

    def test_who_leaves_takes_their_objects_along(self):
        names = files.names_of(self.track)
        with self.captureOnCommitCallbacks(execute=True):
            self.user.leaves_at = timezone.now() - timedelta(days=1)
            self.user.save()
            leaving.delete(self.user.pk)
        self.assertFalse([name for name in names if default_storage.exists(name)])


class VerifyTests(ObjectsTestCase):
    def test_what_is_missing_changed_or_nobody_s_is_found(self):
        stem = Asset(
            owner=self.user,
            track=self.track,
            job=make_job(owner=self.user),
            kind="stem",
            archive_state="kept",
        )
        stem.file.save(f"{sheets.folder_of(self.track)}/stem/bass.mp3", ContentFile(mp3(tone(1))), save=False)
        stem.sha256, stem.size = "0" * 64, stem.file.size
        stem.save()
        default_storage.delete(self.track.audio.name)
        default_storage.save(f"{self.user.folder}/left behind", ContentFile(b"x"))
        with mock.patch.object(verify, "JUST_WRITTEN", timedelta(seconds=-5)):
            found = self.findings()
        self.assertIn(("missing", self.track.audio.name), found)
        self.assertIn(("changed", stem.file.name), found)
        self.assertIn(("orphan", f"{self.user.folder}/left behind"), found)

    def test_a_store_that_is_away_is_no_news_of_any_file(self):
        with store.empty(f"127.0.0.1:{free_port()}"), mock.patch("time.sleep"):
            self.assertFalse(_writes())
            with self.assertRaises(files.Away):
                list(verify.everything(verify.Seen()))
            self.assertEqual(self.client.get(f"/tracks/{self.track.uuid}/audio").status_code, 404)


class BackupTests(ObjectsTestCase):
    def test_a_backup_brings_everything_into_another_store(self):
        with tempfile.TemporaryDirectory() as folder:
            first = self.backed_up(folder)
            second = self.backed_up(folder)  # nothing changed: nothing is fetched
            self.assertEqual((first.wrong, first.copied > 3, second.copied), ({}, True, 0))
            content = store.read(self.track.audio.name)
            with store.empty():
                self.assertEqual(default_storage.count(), 0)
                default_storage.take_over(second.path / "media")
                self.assertEqual(store.read(self.track.audio.name), content)
                self.assertEqual(default_storage.count(), second.files)

    def backed_up(self, folder):
        """Of the files; of the database, tests of its own tell."""

        def write(draft):
            (draft / "rows").write_bytes(b"rows")
            return "rows", dumps.named_files("default")

        with mock.patch("music.services.backups.dumps.write", write):
            return backup.make(Path(folder))

    def test_rows_are_made_again_from_the_store_alone(self):
        title, uuid = self.track.title, self.track.uuid
        Track.objects.all().delete()
        call_command("rebuild", stdout=io.StringIO())
        track = Track.objects.get(uuid=uuid)
        self.assertEqual((track.title, track.archive_state, track.fault), (title, "kept", ""))
