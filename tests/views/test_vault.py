from datetime import timedelta
from pathlib import Path
from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from music import queue, tasks
from music.models import Asset, Track
from music.services import sweeps, vault
from tests.factories import make_job, make_track, make_user
from tests.models.test_indexes import plan
from tests.services.vault import VaultTestCase


class VaultPageTests(VaultTestCase):
    def page(self, query=""):
        return self.client.get(f"/vault/{query}")

    def lose(self, **fields):
        return make_track(
            owner=self.user, **{"archive_state": "lost", "archive_error": "gone", "archive_tries": 9} | fields
        )

    def test_with_everything_on_the_disk_it_says_so_in_one_sentence(self):
        self.assertContains(self.page(), "Your song is on this server’s disk")
        self.make_song("Second")
        page = self.page()
        self.assertContains(page, "All 2 songs are on this server’s disk")
        self.assertNotContains(page, "Rescue all")

    def test_somebody_without_songs_is_told_nothing_is_there(self):
        self.client.force_login(make_user())
        self.assertContains(self.page(), "Nothing to keep yet")

    def test_a_song_that_could_not_be_copied_stands_there_with_reason_and_days(self):
        self.lose(
            title="Fern", expires_at=timezone.now() + timedelta(days=9, hours=1), archive_error="broken"
        )
        page = self.page()
        self.assertContains(page, "1 song at risk")
        self.assertContains(
            page,
            "The provider’s file server could not be reached, or broke off. The provider keeps it 9 more days.",
        )

    def test_a_damaged_one_too_and_a_file_and_an_upload(self):
        for file in (self.song.audio, self.stem.file, self.upload.audio):
            self.flip_a_byte(file)
        self.verify()
        page = self.page()
        self.assertContains(page, "Its file on this server’s disk is not what it was.", count=3)
        self.assertContains(page, "Only a backup, or the file you uploaded, brings it back.")
        self.assertContains(page, "Rescue all")

    def test_a_song_that_arrives_just_now_is_under_way_and_not_at_risk(self):
        make_track(owner=self.user, archive_state="due", archive_due_at=timezone.now())
        page = self.page()
        self.assertContains(page, "1 copy is due or under way")
        self.assertContains(page, 'hx-trigger="every 3s"')
        self.assertNotContains(page, "at risk</h1>")
        self.assertNotContains(self.client.get("/library/"), "at risk")

    def test_the_library_tells_how_many_are_at_risk(self):
        self.lose()
        page = self.client.get("/library/")
        self.assertContains(page, 'href="/vault/"')
        self.assertContains(page, "1 song at risk")

    def test_a_song_in_the_trash_is_missed_by_nobody(self):
        self.lose(trashed_at=timezone.now())
        self.assertNotContains(self.page(), "at risk</h1>")

    def test_where_the_link_died_fresh_ones_are_offered_with_their_price(self):
        song = self.lose()
        self.assertContains(self.page(), f"/tracks/{song.uuid}/recovery/")
        Track.objects.filter(pk=song.pk).update(archive_error="full")
        self.assertNotContains(self.page(), "recovery/")

    def test_a_file_is_told_with_its_song_and_a_song_by_itself(self):
        for row in (self.song, self.stem):
            type(row).objects.filter(pk=row.pk).update(fault="missing")
        page = self.page()
        self.assertContains(page, "Bass · Night bus", count=1)
        self.assertNotContains(page, "Night bus · ")

    def test_titles_of_others_are_not_there(self):
        make_track(title="Secret song", archive_state="lost")
        self.assertNotContains(self.page(), "Secret song")

    def test_many_come_in_pages_and_none_is_left_out_or_told_twice(self):
        job = make_job(owner=self.user)
        for number in range(70):
            fault = {"archive_state": "kept", "fault": "missing"} if number % 2 else {"archive_state": "lost"}
            make_track(
                job=job if number == 1 else make_job(owner=self.user), title=f"Song {number:03}", **fault
            )
        first = self.page()
        second = self.page(f"?before={first.context['songs_next']}")
        told = [song.title for page in (first, second) for song in page.context["songs"]]
        self.assertEqual(sorted(told), [f"Song {number:03}" for number in range(70)])
        self.assertIsNone(second.context["songs_next"])

    def test_it_asks_as_little_for_many_as_for_few(self):
        self.lose()
        few = self.queries()
        for _number in range(20):
            self.lose()
        self.assertEqual(self.queries(), few)

    def queries(self):
        with CaptureQueriesContext(connection) as queries:
            self.page()
        self.assertLess(len(queries), 25)
        return len(queries)

    def test_nonsense_in_the_address_is_left_out(self):
        for query in ("?before=-1", "?before=x", "?files_before=99999999999999999999"):
            self.assertEqual(self.page(query).status_code, 200)


class RescueTests(VaultTestCase):
    def rescue(self):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post("/vault/rescue/", follow=True)

    def test_all_that_is_not_here_is_copied_again_songs_and_files(self):
        song = make_track(owner=self.user, archive_state="lost")
        notes = self.make_asset("midi", b"MThd", notes=[], url="")
        Asset.objects.filter(pk=notes.pk).update(archive_state="lost")
        page = self.rescue()
        self.assertContains(page, "2 copies are started anew.")
        self.assertEqual({self.again(song).archive_state, self.again(notes).archive_state}, {"due"})

    def test_what_the_provider_has_no_more_stays_lost(self):
        gone = make_track(
            owner=self.user, archive_state="lost", expires_at=timezone.now() - timedelta(days=1)
        )
        self.rescue()
        self.assertEqual(self.again(gone).archive_state, "lost")

    def test_a_damaged_song_is_put_aside_and_fetched_again_by_a_worker(self):
        self.flip_a_byte(self.song.audio)
        self.verify()
        self.rescue()
        self.assertIn(("mend_file", ("music.Track", self.song.pk)), self.in_queue())
        self.assertEqual(self.again(self.song).archive_state, "kept")
        tasks.mend_file("music.Track", self.song.pk)
        self.assertEqual(self.again(self.song).archive_state, "due")
        self.assertTrue(list(Path(self.song.audio.path).parent.glob("*-changed-*")))

    def test_what_a_killed_worker_left_is_taken_up_by_the_clock_until_it_is_done(self):
        for row in (self.song, self.stem):
            type(row).objects.update(fault="unreadable")
        self.rescue()
        self.assertEqual(self.taken_up_by_the_clock(), set())  # it has its time
        later = timezone.now() + timedelta(minutes=2)
        with mock.patch("django.utils.timezone.now", return_value=later):
            left = self.taken_up_by_the_clock()
            self.assertEqual(left, {("music.Track", self.song.pk), ("music.Asset", self.stem.pk)})
            for words in left:
                tasks.mend_file(*words)
        self.assertEqual({self.again(row).archive_due_at for row in (self.song, self.stem)}, {None})

    def taken_up_by_the_clock(self):
        queue.connection().flushdb()
        with self.captureOnCommitCallbacks(execute=True), mock.patch.object(sweeps.verify, "a_few"):
            sweeps.files()
        return {words for task, words in self.in_queue() if task == "mend_file"}

    def test_one_that_is_right_again_by_then_is_let_be(self):
        Track.objects.update(fault="missing")  # when the disk was not there
        tasks.mend_file("music.Track", self.song.pk)
        song = self.again(self.song)
        self.assertEqual((song.archive_state, song.fault), ("kept", ""))
        self.assertTrue(Path(song.audio.path).exists())

    def test_nothing_of_another_is_touched(self):
        other = make_track(archive_state="lost")
        damaged = make_track(
            archive_state="kept", fault="missing", audio="nowhere.mp3", sha256="a" * 64, size=5
        )
        self.rescue()
        self.assertNotIn(("mend_file", ("music.Track", damaged.pk)), self.in_queue())
        self.assertEqual(
            (self.again(other).archive_state, self.again(damaged).archive_state), ("lost", "kept")
        )

    def test_it_wants_a_button_and_its_token(self):
        self.assertEqual(self.client.get("/vault/rescue/").status_code, 405)
        strict = self.client_class(enforce_csrf_checks=True)
        strict.force_login(self.user)
        self.assertEqual(strict.post("/vault/rescue/").status_code, 403)


class PlanTests(VaultTestCase):
    def test_what_is_at_risk_is_found_in_indexes_of_its_own(self):
        if connection.vendor != "sqlite":
            self.skipTest("These are SQLite’s plans.")
        songs = Track.objects.of(self.user).kept().order_by("-order")
        files = Asset.objects.of(self.user).order_by("-pk")
        for rows, index in (
            (songs.not_here(), "songs_not_here"), (songs.in_trouble(), "songs_not_here"), (songs.at_fault(), "songs_at_fault"),
            (files.not_here(), "assets_not_here"), (files.at_fault(), "assets_at_fault"),
        ):  # fmt: skip
            steps = plan(rows[:51])
            self.assertIn(f"INDEX {index} (owner_id=?", steps[0])
            self.assertNotIn("TEMP B-TREE", " ".join(steps))

    def test_what_is_here_is_summed_up_out_of_an_index_alone(self):
        if connection.vendor != "sqlite":
            self.skipTest("These are SQLite’s plans.")
        with CaptureQueriesContext(connection) as queries:
            vault.holding(self.user, Track)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
            self.assertIn("COVERING INDEX songs_on_disk", cursor.fetchall()[0][-1])
