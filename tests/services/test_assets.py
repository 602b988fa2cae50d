import shutil
from datetime import timedelta
from pathlib import Path

import responses
from django.conf import settings
from django.utils import timezone
from responses import matchers

from music.models import Asset, Track
from music.services import archive, assets, sweeps
from tests.base import StudioTestCase
from tests.factories import keep, make_job, make_track
from tests.media.sounds import mp3, tone, wav
from tests.media.test_video import film
from tests.services.test_archive import picture

FILE = "https://files.example/made"
NOTES = [{"name": "Bass", "notes": [[36, 0.0, 0.5, 0.8], [38, 0.5, 1.5, 0.7]]}]


class AssetTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(shutil.rmtree, settings.MEDIA_ROOT, ignore_errors=True)
        self.track = make_track(owner=self.user, title="Größe: 雨/夜")
        keep(self.track)

    def asset(self, kind, **fields):
        fields = {"url": FILE, "name": "", "expires_at": timezone.now() + timedelta(days=14)} | fields
        return Asset.objects.create(
            job=make_job(owner=self.user, operation=kind), track=self.track, owner=self.user, kind=kind,
            archive_state="due", archive_due_at=timezone.now(), **fields,
        )  # fmt: skip

    def keep(self, asset, content=b"", **answer):
        if content or answer:
            self.provider.add(responses.GET, FILE, **({"body": content} | answer))
        assets.keep(asset)
        asset.refresh_from_db()
        return asset


class KeepTests(AssetTestCase):
    def test_a_stem_is_kept_beside_its_song_measured_and_drawn(self):
        stem = self.keep(self.asset("stem", name="Backing Vocals"), mp3(tone(3)))
        self.assertEqual(stem.archive_state, "kept")
        folder = Path(self.track.audio.name).parent
        self.assertRegex(stem.file.name, rf"^{folder}/stem/Größe 雨 夜-Backing Vocals-[0-9a-f]{{8}}\.mp3$")
        self.assertAlmostEqual(stem.duration, 3, delta=0.2)
        self.assertEqual((len(stem.bars), stem.size), (72, Path(stem.file.path).stat().st_size))

    def test_a_wav_keeps_its_samples(self):
        content = wav(tone(2))
        asset = self.keep(self.asset("wav"), content)
        self.assertEqual(Path(asset.file.path).read_bytes(), content)
        self.assertTrue(asset.file.name.endswith(".wav"))

    def test_a_video_is_looked_at(self):
        path = film(Path(settings.MEDIA_ROOT) / "film.mp4")
        asset = self.keep(self.asset("video"), path.read_bytes())
        self.assertEqual(asset.archive_state, "kept")
        self.assertAlmostEqual(asset.duration, 3, delta=0.3)

    def test_a_picture_gets_a_small_one(self):
        asset = self.keep(self.asset("cover"), picture())
        self.assertTrue(asset.file.name.endswith(".jpg"))
        self.assertTrue(asset.picture.name.endswith("small.webp"))

    def test_notes_become_a_file_without_asking_anyone(self):
        asset = self.keep(self.asset("midi", url="", notes=NOTES))
        self.assertEqual((asset.archive_state, asset.duration), ("kept", 1.5))
        self.assertTrue(Path(asset.file.path).read_bytes().startswith(b"MThd"))
        self.assertTrue(asset.picture.name.endswith(".png"))

    def test_a_web_page_instead_is_put_off_and_says_why(self):
        for kind in ("stem", "wav", "video", "cover"):
            with self.subTest(kind=kind):
                self.provider.reset()
                asset = self.keep(self.asset(kind), b"<html>Sorry</html>")
                self.assertEqual((asset.archive_state, asset.archive_tries), ("due", 1))
                self.assertTrue(asset.archive_error)

    def test_what_is_on_disk_is_not_fetched_again(self):
        asset = self.keep(self.asset("stem"), mp3(tone(1)))
        self.provider.reset()
        self.keep(asset)
        self.assertEqual(len(self.provider.calls), 0)

    def test_a_dead_link_is_tried_until_the_provider_s_copy_is_gone(self):
        asset = self.keep(self.asset("stem", expires_at=timezone.now()), status=404)
        self.assertEqual(asset.archive_state, "lost")

    def test_the_clock_finds_one_whose_task_was_lost(self):
        asset = self.asset("stem")
        with self.captureOnCommitCallbacks(execute=True):
            sweeps.files()
        self.assertIn(("archive_asset", (asset.pk,)), self.in_queue())

    def test_one_that_is_deleted_while_it_is_copied_leaves_nothing_on_the_disk(self):
        asset = self.asset("cover")

        def answer(request):
            assets.forget(Asset.objects.get(pk=asset.pk))
            return 200, {}, picture()

        self.provider.add_callback(responses.GET, FILE, answer)
        assets.keep(asset)
        self.assertFalse(Asset.objects.exists())
        self.assertEqual(list(Path(settings.MEDIA_ROOT).rglob("cover/*")), [])

    def test_one_that_is_deleted_when_its_copy_has_just_ended_takes_the_file_along(self):
        asset = self.asset("cover")
        stale = Asset.objects.get(pk=asset.pk)
        self.keep(asset, picture())
        assets.forget(stale)
        self.assertEqual(list(Path(settings.MEDIA_ROOT).rglob("cover/*")), [])

    def test_a_picture_is_not_read_without_end(self):
        asset = self.keep(self.asset("cover"), picture(), headers={"Content-Length": str(10**9)})
        self.assertEqual(asset.archive_error, "large")


class ShortLivedLinkTests(AssetTestCase):
    def test_an_address_that_is_refused_is_asked_for_anew(self):
        fresh = "https://files.example/for-twenty-minutes"
        self.provider.add(responses.GET, FILE, status=403)
        self.answers({"code": 200, "msg": "success", "data": fresh}, path="/api/v1/common/download-url")
        self.provider.add(responses.GET, fresh, body=mp3(tone(1)))
        stem = self.keep(self.asset("stem"))
        self.assertEqual(stem.archive_state, "kept")
        (asked,) = [call for call in self.provider.calls if "download-url" in call.request.url]
        self.assertTrue(matchers.json_params_matcher({"url": FILE})(asked.request)[0])

    def test_a_song_too(self):
        fresh = "https://files.example/song-for-twenty-minutes"
        Track.objects.filter(pk=self.track.pk).update(archive_state="due", audio_url=FILE, image_url="")
        self.provider.add(responses.GET, FILE, status=403)
        self.answers({"code": 200, "msg": "success", "data": fresh}, path="/api/v1/common/download-url")
        self.provider.add(responses.GET, fresh, body=mp3(tone(190)))
        archive.keep(self.track)
        self.track.refresh_from_db()
        self.assertEqual(self.track.archive_state, "kept")


class ChoiceTests(AssetTestCase):
    def test_a_picture_becomes_the_song_s_cover(self):
        asset = self.keep(self.asset("cover"), picture())
        self.client.post(f"/assets/{asset.uuid}/cover/")
        self.track.refresh_from_db()
        self.assertTrue(self.track.cover and self.track.thumb)
        self.assertTrue(self.track.sheet_due_at)

    def test_a_stem_is_no_cover(self):
        stem = self.keep(self.asset("stem"), mp3(tone(1)))
        self.assertEqual(self.client.post(f"/assets/{stem.uuid}/cover/").status_code, 404)

    def test_what_is_deleted_is_gone_from_the_disk(self):
        asset = self.keep(self.asset("cover"), picture())
        paths = [Path(asset.file.path), Path(asset.picture.path)]
        self.client.post(f"/assets/{asset.uuid}/delete/")
        self.assertFalse(Asset.objects.exists() or any(path.exists() for path in paths))

    def test_a_lost_one_is_copied_again_when_a_person_asks(self):
        asset = self.asset("stem")
        Asset.objects.update(archive_state="lost")
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(f"/assets/{asset.uuid}/again/")
        asset.refresh_from_db()
        self.assertEqual(asset.archive_state, "due")
        self.assertIn(("archive_asset", (asset.pk,)), self.in_queue())

    def test_lost_notes_need_no_link_to_be_written_again(self):
        notes = self.asset("midi", url="", notes=NOTES)
        self.asset("midi", url="", notes=None)  # of which there is nothing to write
        Asset.objects.update(archive_state="lost")
        self.assertEqual(assets.again(Asset.objects.all()), 1)
        self.assertEqual(self.keep(notes).archive_state, "kept")


class ServeTests(AssetTestCase):
    def setUp(self):
        super().setUp()
        self.stem = self.keep(self.asset("stem", name="Bass"), mp3(tone(2)))

    def test_it_answers_ranges(self):
        response = self.client.get(f"/assets/{self.stem.uuid}/file", headers={"Range": "bytes=0-99"})
        self.assertEqual((response.status_code, len(response.getvalue())), (206, 100))
        self.assertEqual(response["Content-Type"], "audio/mpeg")

    def test_it_is_kept_under_the_song_s_and_its_own_name(self):
        response = self.client.get(f"/assets/{self.stem.uuid}/file?download")
        self.assertIn("Bass", response["Content-Disposition"])
        self.assertIn("attachment", response["Content-Disposition"])

    def test_another_s_file_is_not_there(self):
        self.client.logout()
        stranger = make_track()
        self.client.force_login(stranger.owner)
        for path in ("file", "picture"):
            self.assertEqual(self.client.get(f"/assets/{self.stem.uuid}/{path}").status_code, 404)
        for path in ("cover/", "delete/", "again/"):
            self.assertEqual(self.client.post(f"/assets/{self.stem.uuid}/{path}").status_code, 404)
        self.assertTrue(Asset.objects.filter(pk=self.stem.pk).exists())

    def test_stems_of_two_separations_are_told_apart(self):
        for kind in ("separate_vocal", "split_stem"):
            job = make_job(owner=self.user, operation="stems", params={"type": kind})
            Asset.objects.filter(pk=self.asset("stem", name="Vocals").pk).update(job=job)
        page = self.client.get(f"/tracks/{self.track.uuid}/")
        self.assertContains(page, "Voice and backing: two files")
        self.assertContains(page, "Every group: up to twelve files")

    def test_its_song_s_page_shows_and_plays_it(self):
        page = self.client.get(f"/tracks/{self.track.uuid}/")
        self.assertContains(page, f'data-src="/assets/{self.stem.uuid}/file"')
        self.assertContains(page, "Stems")


class DeletePageTests(AssetTestCase):
    def test_a_page_asks_before_anything_is_gone(self):
        asset = self.asset("wav")
        page = self.client.get(f"/assets/{asset.uuid}/delete/")
        self.assertContains(page, "costs its price again")
        self.assertTrue(Asset.objects.exists())
        self.client.post(f"/assets/{asset.uuid}/delete/")
        self.assertFalse(Asset.objects.exists())

    def test_its_sign_leads_there(self):
        asset = self.asset("wav")
        self.assertContains(
            self.client.get(f"/tracks/{asset.track.uuid}/"), f'href="/assets/{asset.uuid}/delete/"'
        )
