import csv
import io
import json
import tracemalloc
import zipfile
from datetime import timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.utils import timezone

from accounts import demo, leaving
from accounts.models import User
from music.models import Job, LedgerEntry, Share, Tag, TimedLyrics, Track
from music.services import sweeps
from tests.factories import make_draft, make_job, make_persona, make_playlist, make_project, make_user
from tests.services.vault import VaultTestCase

PASSWORD = "a good password"


class LeaveTestCase(VaultTestCase):
    def setUp(self):
        super().setUp()
        EmailAddress.objects.create(user=self.user, email=self.user.email, primary=True, verified=True)

    def prove_it(self):
        self.client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    def leave(self, **data):
        self.prove_it()
        return self.client.post("/settings/leave/", {"sure": "yes"} | data)

    def sign_in(self):
        cache.clear()
        return self.client.post(
            "/accounts/login/", {"login": self.user.email, "password": PASSWORD}, follow=True
        )


class LeaveTests(LeaveTestCase):
    def test_it_asks_for_the_password_first_and_then_goes_on(self):
        response = self.client.get("/settings/leave/")
        self.assertEqual(response.url, "/accounts/reauthenticate/?next=%2Fsettings%2Fleave%2F")
        self.prove_it()
        self.assertContains(self.client.get("/settings/leave/"), "Delete my account and everything in it")

    def test_what_was_asked_waits_for_the_password(self):
        self.client.post("/settings/leave/", {"sure": "yes"})
        self.assertIsNone(self.again(self.user).leaves_at)
        self.client.post("/accounts/reauthenticate/", {"password": "a wrong one"})
        self.assertIsNone(self.again(self.user).leaves_at)

    def test_it_wants_to_be_sure(self):
        page = self.leave(sure="")
        self.assertContains(page, "Tick this if you are sure.", status_code=422)
        self.assertIsNone(self.again(self.user).leaves_at)

    def test_it_wants_the_token_of_the_form(self):
        strict = self.client_class(enforce_csrf_checks=True)
        strict.force_login(self.user)
        for path in ("/settings/leave/", "/settings/stay/"):
            self.assertEqual(strict.post(path, {"sure": "yes"}).status_code, 403)

    def test_who_left_is_signed_out_everywhere(self):
        other = self.client_class()
        other.post("/accounts/login/", {"login": self.user.email, "password": PASSWORD})
        self.assertEqual(other.get("/settings/").status_code, 200)
        self.assertRedirects(self.leave(), "/accounts/login/")
        for client in (self.client, other):
            self.assertEqual(client.get("/settings/").url, "/accounts/login/?next=/settings/")
        self.assertAlmostEqual(
            self.again(self.user).leaves_at, timezone.now() + timedelta(days=14), delta=timedelta(minutes=1)
        )

    def test_signing_in_again_opens_one_page_and_nothing_else(self):
        self.leave()
        page = self.sign_in()
        self.assertContains(page, "You are leaving")
        for path in (
            "/",
            "/library/",
            "/create/",
            "/vault/",
            "/jobs/",
            f"/tracks/{self.song.uuid}/audio",
            "/admin/",
        ):
            self.assertRedirects(self.client.get(path), "/settings/leave/", msg_prefix=path)
        self.assertEqual(self.client.post("/create/generate/", {}).url, "/settings/leave/")
        answer = self.client.get("/library/", headers={"HX-Request": "true"})
        self.assertEqual(answer["HX-Redirect"], "/settings/leave/")

    def test_one_button_and_they_stay(self):
        self.leave()
        self.sign_in()
        page = self.client.post("/settings/stay/", follow=True)
        self.assertContains(page, "You stay. Everything is as it was.")
        self.assertIsNone(self.again(self.user).leaves_at)
        self.assertEqual(self.client.get("/library/").status_code, 200)

    def test_when_the_time_is_over_there_is_no_way_back(self):
        self.leave()
        User.objects.filter(pk=self.user.pk).update(leaves_at=timezone.now() - timedelta(seconds=1))
        self.sign_in()
        self.assertContains(self.client.get("/settings/leave/"), "The time to stay is over")
        self.client.post("/settings/stay/")
        self.assertIsNotNone(self.again(self.user).leaves_at)

    def test_jobs_in_line_are_cancelled_and_those_under_way_followed(self):
        queued, waiting = (make_job(owner=self.user, state=state) for state in ("queued", "waiting"))
        self.leave()
        self.assertEqual((self.again(queued).state, self.again(waiting).state), ("cancelled", "waiting"))

    def test_one_that_comes_back_into_the_line_is_cancelled_by_the_clock(self):
        self.leave()
        job = make_job(owner=self.user, state="queued")
        sweeps.files()
        self.assertEqual(self.again(job).state, "cancelled")

    def test_the_last_administrator_stays(self):
        User.objects.filter(pk=self.user.pk).update(is_staff=True, is_superuser=True)
        make_user(is_staff=True, is_superuser=True, is_active=False)
        make_user(is_staff=True, is_superuser=True, leaves_at=timezone.now())
        make_user(is_staff=True, is_superuser=True, email=demo.EMAIL)
        page = self.leave()
        self.assertContains(page, "You are the only administrator.")
        self.assertIsNone(self.again(self.user).leaves_at)
        make_user(is_staff=True, is_superuser=True)
        self.leave()
        self.assertIsNotNone(self.again(self.user).leaves_at)

    def test_who_was_left_as_the_last_administrator_can_stay_even_when_the_time_is_over(self):
        User.objects.filter(pk=self.user.pk).update(is_staff=True, is_superuser=True)
        other = make_user(is_staff=True, is_superuser=True)
        self.leave()
        User.objects.filter(pk=other.pk).update(is_active=False)
        User.objects.filter(pk=self.user.pk).update(leaves_at=timezone.now() - timedelta(seconds=1))
        self.sign_in()
        self.assertContains(self.client.get("/settings/leave/"), "/settings/stay/")
        self.client.post("/settings/stay/")
        self.assertIsNone(self.again(self.user).leaves_at)

    def test_the_demo_account_stays(self):
        self.user = make_user(email=demo.EMAIL)
        with self.settings(SANDBOX=True, ALLOWED_HOSTS=["localhost"]):
            self.assertFalse(leaving.leave(self.user))
            self.assertEqual(leaving.why_not(self.user), "demo")

    def test_the_settings_lead_there(self):
        page = self.client.get("/settings/")
        for path in ("/vault/", "/settings/leave/", "/settings/export/"):
            self.assertContains(page, f'href="{path}"')


class AdministrationTests(LeaveTestCase):
    def act(self, action, *people):
        boss = make_user(is_staff=True, is_superuser=True)
        self.client.force_login(boss)
        keys = [person.pk for person in (*people, boss)]
        return self.client.post(
            "/admin/accounts/user/", {"action": action, "_selected_action": keys, "sure": "yes"}, follow=True
        )

    def test_an_administrator_has_others_leave_with_the_same_grace_but_not_themselves(self):
        self.assertContains(self.act("have_leave", self.user), "unless they stay")
        self.assertIsNotNone(self.again(self.user).leaves_at)
        self.assertEqual(User.objects.filter(leaves_at=None).count(), 1)

    def test_and_stay(self):
        leaving.leave(self.user)
        self.assertContains(self.act("have_stay", self.user), "1 person stays.")
        self.assertIsNone(self.again(self.user).leaves_at)


class ExportTests(LeaveTestCase):
    def export(self):
        response = self.client.get("/settings/export/")
        self.assertEqual(response["Content-Type"], "application/zip")
        return zipfile.ZipFile(io.BytesIO(response.getvalue()))

    def test_every_file_is_in_it_byte_by_byte(self):
        archive = self.export()
        self.assertIsNone(archive.testzip())
        folder = Path(self.song.audio.name).parent.name
        for stored, name in (
            (self.song.audio, f"songs/{folder}/Night_bus.mp3"), (self.song.cover, f"songs/{folder}/cover.jpg"),
            (self.stem.file, f"songs/{folder}/stem/{Path(self.stem.file.name).name}"),
            (self.upload.audio, f"uploads/{Path(self.upload.audio.name).parent.name}/Humming.mp3"),
        ):  # fmt: skip
            self.assertEqual(archive.read(name), Path(stored.path).read_bytes())
        self.assertTrue(archive.read(f"songs/{folder}/song.json"))
        self.assertEqual(archive.getinfo(f"songs/{folder}/Night_bus.mp3").compress_type, zipfile.ZIP_STORED)

    def test_words_jobs_and_money_are_in_it(self):
        make_draft(owner=self.user, title="Last bus", text="The driver knows")
        make_persona(owner=self.user, name="Harbour voice")
        job = self.song.job
        TimedLyrics.objects.create(track=self.song, job=job, words=[["La", 0, 1]])
        LedgerEntry.objects.create(account=job.account, job=job, kind="charged", credits=12, source="table")
        project = make_project(owner=self.user, name="First record")
        Track.objects.filter(pk=self.song.pk).update(project=project, rating=4)
        self.song.tags.add(Tag.objects.named(self.user, "demo"))
        make_playlist(self.song, name="Evenings")
        archive = self.export()
        is_text = (".txt", ".lrc", ".jsonl", ".csv")
        texts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(is_text)}
        self.assertIn(
            "The driver knows", next(text for name, text in texts.items() if name.startswith("lyrics/"))
        )
        self.assertIn("La", next(text for name, text in texts.items() if name.endswith(".lrc")))
        self.assertIn("Harbour voice", texts["personas.jsonl"])
        song = json.loads(texts["songs.jsonl"])
        self.assertEqual((song["project"], song["tags"], song["rating"]), ("First record", ["demo"], 4))
        self.assertIn(str(project.uuid), texts["projects.jsonl"])
        self.assertEqual(json.loads(texts["playlists.jsonl"])["entries"][0]["track"], str(self.song.uuid))
        self.assertIn(str(job.uuid), [json.loads(line)["uuid"] for line in texts["jobs.jsonl"].splitlines()])
        [row] = csv.DictReader(io.StringIO(texts["ledger.csv"]))
        self.assertEqual((row["kind"], row["credits"], row["key"]), ("charged", "12.000", "server"))

    def test_what_is_shared_is_told_without_its_link(self):
        share = Share.objects.create(owner=self.user, track=self.song, listens=3)
        told = self.export().read("shares.jsonl").decode()
        self.assertEqual(json.loads(told)["listens"], 3)
        self.assertIn(str(self.song.uuid), told)
        self.assertNotIn(share.token, told)

    def test_no_token_and_no_key_is_in_it_and_nothing_of_others(self):
        other = self.make_song("Secret song", owner=make_user(folder="Jo-0000bbbb"))
        Job.objects.filter(owner=self.user).update(error_message="they said sk-1234")
        archive = self.export()
        everything = b"".join(archive.read(name) for name in archive.namelist())
        job = self.song.job
        for secret in (
            job.token,
            self.user.password,
            "test-key-of-the-server",
            other.title,
            str(other.uuid),
            "sk-1234",
        ):
            self.assertNotIn(secret.encode(), everything)

    def test_no_name_leads_out_of_its_folder(self):
        self.lie_about("evil.mp3")
        self.upload.audio.name = "Mira-0000aaaa/uploads/../../evil.mp3"
        self.upload.save()
        make_draft(owner=self.user, title="../../evil\\..\\x")
        told = self.export().namelist()
        self.assertTrue([name for name in told if name.endswith("evil.mp3")])
        for name in told:
            self.assertNotIn("..", name.split("/"))
            self.assertFalse(name.startswith("/") or "\\" in name, name)

    def test_a_file_that_is_missing_is_named_and_stops_nothing(self):
        Path(self.song.audio.path).unlink()
        archive = self.export()
        self.assertIn("Night_bus.mp3", archive.read("missing.txt").decode())
        self.assertTrue([name for name in archive.namelist() if name.endswith("Humming.mp3")])

    def test_it_is_streamed_in_the_memory_of_a_piece(self):
        Path(self.upload.audio.path).write_bytes(bytes(50 * 1024**2))
        response = self.client.get("/settings/export/")
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        size = sum(len(piece) for piece in response.streaming_content)
        self.assertGreater(size, 50 * 1024**2)
        self.assertLess(tracemalloc.get_traced_memory()[1], 10 * 1024**2)

    def test_who_is_leaving_can_still_take_everything_along(self):
        self.leave()
        self.sign_in()
        self.assertIsNone(self.export().testzip())
