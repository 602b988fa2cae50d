from datetime import timedelta
from pathlib import Path
from unittest import mock

import responses
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from accounts.models import Invitation, User
from music.models import (
    Arrival,
    Asset,
    Cell,
    Grid,
    JobEvent,
    LedgerEntry,
    Listening,
    ProviderAccount,
    Share,
    Tag,
    TimedLyrics,
    Track,
    Upload,
)
from music.services import archive, copying, files, leaving, row_sheets, sweeps
from tests.base import callback
from tests.factories import (
    make_account,
    make_draft,
    make_job,
    make_persona,
    make_playlist,
    make_project,
    make_recipe,
    make_track,
    make_user,
)
from tests.media.sounds import mp3, tone

from .vault import VaultTestCase


class GraceIsOverTestCase(VaultTestCase):
    def setUp(self):
        super().setUp()
        self.fill()
        self.go()

    def go(self, ago=timedelta(seconds=1)):
        User.objects.filter(pk=self.user.pk).update(leaves_at=timezone.now() - ago)

    def fill(self):
        """One of everything that a person can have."""
        job = self.song.job
        job.note("request", words="/api/v1/generate", body={"prompt": "secret words"})
        LedgerEntry.objects.create(account=job.account, job=job, kind="charged", credits=12, source="table")
        self.own = make_account(owner=self.user, key="sk-own-0123456789")
        theirs = make_job(owner=self.user, account=self.own)
        LedgerEntry.objects.create(account=self.own, job=theirs, kind="charged", credits=7, source="table")
        make_persona(owner=self.user, account=self.own, job=job)
        make_draft(owner=self.user, job=job)
        TimedLyrics.objects.create(track=self.song, job=job, words=[["La", 0, 1]])
        child = self.make_song("Child", job=make_job(owner=self.user, retry_of=job))
        child.sources.create(source=self.song, how="extend")
        child.sources.create(upload=self.upload, how="extend", position=1)
        child.job.sources.create(track=self.song)
        self.arrival = Arrival.objects.create(owner=self.user, name="hum.mp3", size=5)
        settings.ARRIVING.mkdir(parents=True, exist_ok=True)
        self.arrival.path.write_bytes(b"abc")
        Invitation.objects.create(used_by=self.user, expires_at=timezone.now() + timedelta(days=99))
        self.put_in_order()

    def put_in_order(self):
        project, playlist = make_project(owner=self.user), make_playlist(self.song)
        for row in (project, playlist, make_recipe(owner=self.user)):
            row_sheets.write(row)
        Track.objects.filter(pk=self.song.pk).update(project=project)
        self.song.tags.add(Tag.objects.named(self.user, "demo"))
        Share.objects.create(owner=self.user, playlist=playlist)
        Listening.objects.create(owner=self.user, queue=[str(self.song.uuid)])
        grid = Grid.objects.create(owner=self.user, operation="generate")
        Cell.objects.create(grid=grid, job=self.song.job)

    def delete(self):
        with self.captureOnCommitCallbacks(execute=True):
            leaving.delete(self.user.pk)

    def rows_of_the_person(self):
        """Every table with a key to a person, and how many of its rows are theirs."""
        found = {}
        for model in apps.get_models():
            for field in model._meta.fields:
                if field.related_model is User:
                    count = model.objects.filter(**{field.attname: self.user.pk}).count()
                    found[f"{model._meta.db_table}.{field.name}"] = count
        return {name: count for name, count in found.items() if count}


class DeleteTests(GraceIsOverTestCase):
    def test_nothing_of_theirs_is_left_in_any_table_or_on_the_disk(self):
        other = self.make_song("Of another", owner=make_user(folder="Jo-0000bbbb"))
        self.assertGreater(len(self.rows_of_the_person()), 8)
        self.delete()
        self.assertEqual(self.rows_of_the_person(), {})
        self.assertFalse(User.objects.filter(pk=self.user.pk).exists())
        self.assertEqual({Path(name).parts[0] for name in self.files_on_disk()}, {"Jo-0000bbbb"})
        self.assertFalse(Path(settings.MEDIA_ROOT, self.user.folder).exists())
        self.assertFalse(self.arrival.path.exists())
        self.assertEqual(list(Track.objects.all()), [other])
        self.assertFalse(JobEvent.objects.filter(body__contains="secret").exists())
        self.assertFalse(Asset.objects.exists() or Upload.objects.exists())
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM music_track_text")
            self.assertEqual(cursor.fetchone()[0], 1)

    def test_what_the_server_s_key_paid_stays_in_the_books_without_the_person(self):
        server = self.song.job.account
        self.delete()
        [entry] = LedgerEntry.objects.all()
        self.assertEqual((entry.account, entry.credits, entry.job), (server, 12, None))
        self.assertEqual(list(ProviderAccount.objects.all()), [server])
        boss = make_user(is_staff=True, is_superuser=True)
        self.client.force_login(boss)
        self.assertContains(self.client.get("/admin/music/ledgerentry/"), "has left")
        self.assertEqual(self.client.get(f"/admin/music/ledgerentry/{entry.pk}/change/").status_code, 200)

    def test_their_invitation_is_not_open_again(self):
        self.delete()
        self.assertFalse(Invitation.objects.open().exists())

    def test_their_sessions_are_gone(self):
        Session.objects.all().delete()
        self.client.logout()
        User.objects.filter(pk=self.user.pk).update(leaves_at=None)
        sign_in = {"login": self.user.email, "password": "a good password"}
        self.client.post("/accounts/login/", sign_in)
        self.assertTrue(Session.objects.exists())
        self.go()
        self.delete()
        self.assertFalse(Session.objects.exists())

    def test_before_the_grace_is_over_nothing_is_deleted(self):
        before = self.rows_of_the_person()
        for leaves_at in (None, timezone.now() + timedelta(minutes=1)):
            User.objects.filter(pk=self.user.pk).update(leaves_at=leaves_at)
            self.delete()
            self.assertEqual(self.rows_of_the_person(), before)

    def test_the_last_administrator_is_not_deleted_however_it_came_to_that(self):
        User.objects.filter(pk=self.user.pk).update(is_staff=True, is_superuser=True)
        self.delete()
        self.assertTrue(User.objects.filter(pk=self.user.pk).exists())

    def test_a_callback_for_a_deleted_job_is_of_nobody(self):
        token = make_job(owner=self.user, state="waiting").token
        self.delete()
        answer = self.client.post(f"/callbacks/kie/{token}/", callback(), content_type="application/json")
        self.assertEqual(answer.status_code, 404)

    def test_cut_off_anywhere_it_goes_on_and_nothing_is_left(self):
        for cut in range(len(leaving.STEPS) + 1):
            steps = list(leaving.STEPS)
            if cut < len(steps):
                steps[cut] = mock.Mock(side_effect=SystemExit)
            with mock.patch.object(leaving, "STEPS", tuple(steps)):
                try:
                    self.delete()
                except SystemExit:
                    self.assertTrue(User.objects.filter(pk=self.user.pk).exists())
        self.assertEqual((self.rows_of_the_person(), self.files_on_disk()), ({}, {}))

    def test_a_crash_between_rows_and_files_leaves_what_verify_lists(self):
        with self.captureOnCommitCallbacks(execute=False):
            leaving._songs(self.user)
        others = {"uploads", *files.ROW_SHEETS.values()}
        left = [name for name in self.files_on_disk() if Path(name).parts[1] not in others]
        self.assertGreater(len(left), 4)
        with mock.patch("music.services.verify.JUST_WRITTEN", timedelta()):
            lines, code = self.verify()
        self.assertEqual(code, 1)
        for name in left:
            self.assertTrue([line for line in lines if line.startswith(f"{name}: belongs to nothing")], name)

    def test_many_songs_go_in_steps_and_the_clock_comes_back(self):
        for number in range(5):
            make_track(owner=self.user, title=f"Song {number}")
        with mock.patch.object(leaving, "STEP", 2), mock.patch.object(leaving, "TURN", 0):
            self.delete()
        self.assertTrue(User.objects.filter(pk=self.user.pk).exists())
        with mock.patch.object(leaving, "STEP", 2):
            self.delete()
        self.assertEqual(self.rows_of_the_person(), {})

    def test_what_comes_in_while_it_goes_is_taken_along_by_the_next_turn(self):
        job = self.song.job

        def comes_in(_person):
            if not Track.objects.filter(owner=self.user).exists():
                make_track(job=job)
            return False

        with mock.patch.object(leaving, "_words", comes_in):
            steps = tuple(comes_in if step is leaving.STEPS[3] else step for step in leaving.STEPS)
        with mock.patch.object(leaving, "STEPS", steps):
            self.delete()
        self.assertTrue(User.objects.filter(pk=self.user.pk).exists())
        self.delete()
        self.assertFalse(User.objects.filter(pk=self.user.pk).exists())


class WhileCopyingTests(GraceIsOverTestCase):
    def coming(self):
        """A song of theirs that is due, whose owner is deleted while its bytes come."""
        track = make_track(owner=self.user, archive_state="due", archive_due_at=timezone.now(), duration=1.0)

        def answer(_request):
            self.delete()
            return 200, {"Content-Type": "audio/mpeg"}, mp3(tone(1))

        self.provider.add_callback(responses.GET, track.audio_url, callback=answer)
        return track

    def test_a_song_that_is_being_copied_leaves_nothing_behind(self):
        archive.keep(self.coming())
        self.assertFalse(User.objects.filter(pk=self.user.pk).exists())
        self.assertEqual(self.files_on_disk(), {})

    def test_nor_does_one_whose_row_goes_right_before_it_is_written(self):
        track = make_track(owner=self.user, archive_state="due", archive_due_at=timezone.now(), duration=1.0)
        self.provider.add(responses.GET, track.audio_url, body=mp3(tone(1)), content_type="audio/mpeg")
        real = copying.save

        def too_late(row, *fields):
            self.delete()
            return real(row, *fields)

        with mock.patch("music.services.copying.save", too_late):
            archive.keep(track)
        self.assertEqual(self.files_on_disk(), {})

    def test_nor_one_that_is_written_anew_with_other_tags(self):
        Track.objects.filter(pk=self.song.pk).update(sheet_due_at=timezone.now())
        song = self.again(self.song)
        real = copying.hashed

        def too_late(path):
            self.delete()
            return real(path)

        with mock.patch("music.services.copying.hashed", too_late):
            archive.rewrite(song)
        self.assertEqual(self.files_on_disk(), {})


class ClockTests(GraceIsOverTestCase):
    def test_it_hands_out_who_has_left_once_at_a_time(self):
        with self.captureOnCommitCallbacks(execute=True):
            sweeps.files()
            sweeps.files()
        self.assertEqual(self.in_queue().count(("delete_person", (self.user.pk,))), 1)

    def test_a_song_that_arrives_during_the_grace_is_kept(self):
        User.objects.filter(pk=self.user.pk).update(leaves_at=timezone.now() + timedelta(days=3))
        job = make_job(owner=self.user, state="waiting")
        body = callback(task_id=job.task_id)
        answer = self.client.post(f"/callbacks/kie/{job.token}/", body, content_type="application/json")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual((self.again(job).state, job.tracks.count()), ("done", 2))


class FolderTests(VaultTestCase):
    def test_a_folder_with_something_of_the_person_s_own_stays(self):
        note = self.lie_about("Mira-0000aaaa/My notes/list.txt")
        files.delete_empty(self.user.folder)
        self.assertTrue(note.exists() and Path(self.song.audio.path).exists())
