from datetime import timedelta
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.core.files.storage import default_storage
from django.test import override_settings
from django.utils import timezone

from music.models import Asset, Job, Playlist, Source, Tag, TimedLyrics, Track
from music.queue import connection
from music.services import hearing, rebuild, row_sheets, sheets, sweeps, trash
from music.services.files import row_sheet_of
from tests.base import clip, heard
from tests.factories import make_job, make_playlist, make_user

from .vault import VaultTestCase


class TrashTestCase(VaultTestCase):
    """`self.song`, with a stem, is in the trash since `days` ago."""

    days = 31

    def setUp(self):
        super().setUp()
        self.throw(self.song)
        connection().delete("studio:trash")

    def throw(self, track):
        when = timezone.now() - timedelta(days=self.days)
        Track.objects.filter(pk=track.pk).update(trashed_at=when)
        sheets.write(self.again(track))

    def sweep(self):
        connection().delete("studio:trash")
        with self.captureOnCommitCallbacks(execute=True):
            sweeps.files()

    def is_here(self, track):
        return Track.objects.filter(pk=track.pk).exists()

    def songs_on_disk(self):
        return {Path(name).name for name in self.files_on_disk() if "uploads" not in name}


class RetentionTests(TrashTestCase):
    def test_when_its_days_are_over_it_goes_with_its_files_and_nothing_is_left_over(self):
        job = self.song.job
        TimedLyrics.objects.create(track=self.song, job=job, words=[["La", 0, 1]])
        self.song.tags.add(Tag.objects.named(self.user, "old"))
        self.sweep()
        self.assertFalse(self.is_here(self.song) or Asset.objects.exists() or Tag.objects.exists())
        self.assertEqual(self.songs_on_disk(), set())
        self.assertFalse((Path(settings.MEDIA_ROOT) / self.song.audio.name).parent.exists())
        with mock.patch("music.services.verify.JUST_WRITTEN", timedelta()):
            self.assertEqual(self.verify()[1], 0)

    def test_a_list_goes_when_its_days_are_over_and_its_songs_stay(self):
        kept = self.make_song("Kept")
        old, young, here = (make_playlist(kept, owner=self.user) for _n in range(3))
        row_sheets.write(old)
        for playlist, days in ((old, 31), (young, 29)):
            moment = timezone.now() - timedelta(days=days)
            Playlist.objects.filter(pk=playlist.pk).update(trashed_at=moment)
        self.sweep()
        self.assertEqual(set(Playlist.objects.all()), {young, here})
        self.assertFalse(default_storage.exists(row_sheet_of(old)))
        self.assertTrue(self.is_here(kept))

    @override_settings(TRASH_DAYS=0)
    def test_without_days_lists_stay_too(self):
        old = make_playlist(owner=self.user)
        Playlist.objects.update(trashed_at=timezone.now() - timedelta(days=999))
        self.sweep()
        self.assertEqual(Playlist.objects.get(), old)

    def test_a_song_that_is_kept_never_goes(self):
        kept = self.make_song("Kept")
        Track.objects.filter(pk=kept.pk).update(made_at=timezone.now() - timedelta(days=9999))
        self.sweep()
        self.assertTrue(self.is_here(kept))

    def test_before_that_it_stays(self):
        Track.objects.update(trashed_at=timezone.now() - timedelta(days=29))
        self.sweep()
        self.assertTrue(self.is_here(self.song))

    @override_settings(TRASH_DAYS=0)
    def test_without_days_it_stays_for_ever(self):
        self.sweep()
        self.assertTrue(self.is_here(self.song))
        self.assertIsNone(trash.goes_at(self.again(self.song)))

    def test_what_another_song_came_from_stays_until_that_is_gone(self):
        child = self.make_song("Child")
        Source.objects.create(track=child, source=self.song, how="extend")
        self.sweep()
        self.assertTrue(self.is_here(self.song))
        self.throw(child)
        self.sweep()
        self.sweep()
        self.assertFalse(self.is_here(self.song) or self.is_here(child))

    def test_what_a_job_works_with_stays(self):
        job = make_job(owner=self.user, operation="wav", state="waiting")
        job.sources.create(track=self.song)
        lately, long_ago = (timezone.now() - timedelta(days=days) for days in (14, 16))
        for state, finished_at in (("waiting", None), ("unknown", None), ("failed", lately)):
            Job.objects.filter(pk=job.pk).update(state=state, finished_at=finished_at)
            self.sweep()
            self.assertTrue(self.is_here(self.song), state)
        Job.objects.filter(pk=job.pk).update(finished_at=long_ago)
        self.sweep()
        self.assertFalse(self.is_here(self.song))

    def test_one_that_is_being_copied_stays_until_that_is_over(self):
        copied = Track.objects.filter(pk=self.song.pk)
        copied.update(archive_state="due", archive_claimed_at=timezone.now())
        self.sweep()
        self.assertTrue(self.is_here(self.song))
        copied.update(archive_state="lost")
        self.sweep()
        self.assertFalse(self.is_here(self.song))

    def test_one_that_is_restored_meanwhile_stays(self):
        chosen = trash.deletable().filter(pk=self.song.pk)
        with mock.patch.object(trash, "deletable", lambda: Track.objects.none()):
            self.assertEqual(trash.delete(chosen), 0)
        self.assertTrue(self.is_here(self.song))

    def test_a_late_message_does_not_bring_it_back(self):
        job = self.song.job
        self.sweep()
        with self.captureOnCommitCallbacks(execute=True):
            hearing.apply_result(
                Job.objects.get(pk=job.pk), heard(clips=[clip(self.song.audio_id)], task_id=job.task_id)
            )
        self.assertFalse(Track.objects.filter(job=job).exists())

    def test_a_rebuilt_library_is_without_it_and_lists_do_not_name_it(self):
        other = self.make_song("Other")
        playlist = make_playlist(self.song, other)
        self.sweep()
        self.assertIsNotNone(self.again(playlist).sheet_due_at)
        row_sheets.write(self.again(playlist))
        entries = row_sheets.sheet_of(self.again(playlist))["playlist"]["entries"]
        self.assertEqual([entry["track"] for entry in entries], [str(other.uuid)])
        report = rebuild.everything()
        self.assertFalse(self.is_here(self.song))
        self.assertEqual(report.troubles, [])


class DeleteTests(TrashTestCase):
    days = 0

    def post(self, address):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(address, follow=True)

    def test_it_is_asked_once_more_and_then_it_is_gone(self):
        address = f"/tracks/{self.song.uuid}/delete/"
        self.assertContains(self.client.get(address), "for good?")
        self.assertTrue(self.is_here(self.song))
        self.assertContains(self.post(address), "is deleted.")
        self.assertFalse(self.is_here(self.song))
        self.assertEqual(self.songs_on_disk(), set())

    def test_only_what_is_in_the_trash_and_one_s_own(self):
        kept = self.make_song("Kept")
        theirs = self.make_song("Theirs", owner=make_user(folder="Jo-0000bbbb"), trashed_at=timezone.now())
        for track in (kept, theirs):
            self.assertEqual(self.client.post(f"/tracks/{track.uuid}/delete/").status_code, 404)
            self.assertTrue(self.is_here(track))

    def test_what_another_came_from_says_which(self):
        child = self.make_song("Its child")
        Source.objects.create(track=child, source=self.song, how="extend")
        response = self.post(f"/tracks/{self.song.uuid}/delete/")
        self.assertContains(response, "Its child")
        self.assertNotContains(response, "btn-bad")
        self.assertTrue(self.is_here(self.song))

    def test_the_trash_is_emptied_after_a_question_that_says_what_stays(self):
        source, kept = self.make_song("Source", trashed_at=timezone.now()), self.make_song("Kept")
        Source.objects.create(track=kept, source=source, how="extend")
        page = self.client.get("/library/trash/empty/")
        self.assertContains(page, "1 song goes from your disk")
        self.assertContains(page, "1 song stays in the trash")
        self.assertContains(self.post("/library/trash/empty/"), "1 song is deleted.")
        self.assertEqual(set(Track.objects.all()), {source, kept})

    def test_the_trash_says_when_each_goes_and_that_nothing_else_does(self):
        page = self.client.get("/library/?trash=on")
        self.assertContains(page, "Deleted for good on")
        self.assertContains(page, "a song that you keep never expires")
        self.assertContains(page, "deleted after 30 days")
        with override_settings(TRASH_DAYS=0):
            page = self.client.get("/library/?trash=on")
            self.assertNotContains(page, "Deleted for good on")
            self.assertContains(page, "stays here until you delete it")
