from pathlib import Path
from unittest import mock

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from music import tasks
from music.models import Arrival, Source, Upload
from music.services import room
from music.views.uploads import PAGE
from sunostudio import arriving
from tests.base import StudioTestCase
from tests.factories import keep, make_track, make_upload, make_user
from tests.full import full_disk
from tests.media.sounds import mp3, tone

SONG = mp3(tone(2))


class UploadTestCase(StudioTestCase):
    def begin(self, **facts):
        return self.client.post(
            "/uploads/arrivals/", {"name": "hum.mp3", "size": len(SONG), "stamp": "7", **facts}
        )

    def put(self, address, content, offset=0):
        return self.client.put(
            address, content, content_type="application/octet-stream", headers={"Upload-Offset": str(offset)}
        )

    def bring(self):
        address = f"/uploads/arrivals/{self.begin().json()['uuid']}/"
        self.put(address, SONG)
        tasks.check_arrival(Arrival.objects.get().pk)
        return address


class ArrivalTests(UploadTestCase):
    def test_a_file_comes_in_pieces_and_becomes_an_upload(self):
        told = self.begin()
        self.assertEqual((told.status_code, told.json()["offset"]), (201, 0))
        address = f"/uploads/arrivals/{told.json()['uuid']}/"
        self.assertEqual(self.put(address, SONG[:5000]).json()["offset"], 5000)
        self.assertEqual(self.put(address, SONG[5000:], 5000).json()["state"], "checking")
        tasks.check_arrival(Arrival.objects.get().pk)
        upload = Upload.objects.get()
        answer = self.client.get(address).json()
        self.assertEqual((answer["state"], answer["address"]), ("kept", f"/uploads/{upload.uuid}/"))

    def test_beginning_again_says_how_much_is_here(self):
        address = f"/uploads/arrivals/{self.begin().json()['uuid']}/"
        self.put(address, SONG[:5000])
        self.assertEqual(self.begin().json()["offset"], 5000)

    def test_a_wrong_place_is_answered_with_the_right_one(self):
        address = f"/uploads/arrivals/{self.begin().json()['uuid']}/"
        for offset in ("400", "-1", "x", "", "9" * 40):
            answer = self.put(address, SONG[400:], offset)
            self.assertEqual((answer.status_code, answer.json()["offset"]), (409, 0), offset)

    def test_a_refusal_says_why(self):
        answer = self.begin(size=300 * 1024 * 1024)
        self.assertEqual(answer.status_code, 413)
        self.assertIn("250 MB", answer.json()["why"])
        address = f"/uploads/arrivals/{self.begin().json()['uuid']}/"
        answer = self.put(address, b"<html>" * 50)
        self.assertEqual(answer.json()["state"], "refused")
        self.assertIn("web page", answer.json()["why"])

    def test_nonsense_begins_nothing(self):
        for facts in ({"size": "many"}, {"size": -1}, {"kind": "film"}, {"stamp": "x" * 50}):
            self.assertEqual(self.begin(**facts).status_code, 422, facts)
        self.assertFalse(Arrival.objects.exists())

    def test_another_person_s_is_not_there(self):
        theirs = Arrival.objects.create(owner=make_user(), name="a", size=5)
        address = f"/uploads/arrivals/{theirs.uuid}/"
        answers = [self.client.get(address), self.put(address, b"a"), self.client.delete(address),
                   self.client.post(f"{address}discard/")]  # fmt: skip
        self.assertEqual([answer.status_code for answer in answers], [404] * 4)
        self.assertTrue(Arrival.objects.exists())

    def test_it_can_be_given_up(self):
        address = f"/uploads/arrivals/{self.begin().json()['uuid']}/"
        self.put(address, SONG[:5000])
        path = Arrival.objects.get().path
        self.assertEqual(self.client.delete(address).status_code, 200)
        self.assertFalse(Arrival.objects.exists() or path.exists())

    def test_a_piece_needs_the_token_of_our_own_pages(self):
        strict = type(self.client)(enforce_csrf_checks=True)
        strict.force_login(self.user)
        uuid = self.begin().json()["uuid"]
        self.assertEqual(strict.put(f"/uploads/arrivals/{uuid}/", b"a").status_code, 403)


class PlainFormTests(UploadTestCase):
    def post(self, *contents):
        files = [
            SimpleUploadedFile(f"take{number}.mp3", content) for number, content in enumerate(contents, 1)
        ]
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post("/uploads/", {"files": files}, follow=True)

    def test_several_files_at_once_without_a_script(self):
        page = self.post(SONG, mp3(tone(1)))
        self.assertContains(page, "2 files are here and being checked.")
        self.assertContains(page, 'data-state="checking"', 2)
        for _name, args in self.in_queue():
            tasks.check_arrival(*args)
        self.assertEqual(set(Upload.objects.values_list("title", flat=True)), {"take1", "take2"})

    def test_what_is_refused_says_so_beside_the_file_and_the_others_stay(self):
        page = self.post(SONG, b"<html>no</html>" * 50)
        self.assertContains(page, "This is a web page, not a sound file.")
        self.assertContains(page, "1 file is here and being checked.")
        refused = Arrival.objects.get(state="refused")
        self.assertEqual(refused.name, "take2.mp3")
        self.client.post(f"/uploads/arrivals/{refused.uuid}/discard/")
        self.assertNotContains(self.client.get("/uploads/"), "take2.mp3")

    def test_of_a_file_that_is_too_large_only_the_beginning_is_written(self):
        with (
            mock.patch.object(arriving, "LARGEST", 5000),
            mock.patch.object(arriving.ToDisk, "chunk_size", 2000),
            mock.patch.object(room, "LARGEST", 5000),
        ):
            page = self.post(SONG)
        self.assertContains(page, "It has more than 250 MB.")
        self.assertFalse(Arrival.objects.get().path.exists())

    def test_no_file_is_told_beside_the_field(self):
        page = self.client.post("/uploads/", {})
        self.assertContains(page, "Choose a file first.", status_code=422)

    def test_nothing_is_left_lying_about(self):
        self.post(SONG)
        folder = Arrival.objects.get().path.parent
        self.assertEqual(list(folder.glob("form-*")), [])


class ListTests(UploadTestCase):
    def titles(self, query=""):
        return [upload.title for upload in self.client.get(f"/uploads/{query}").context["uploads"]]

    def test_the_newest_come_first_and_only_one_s_own(self):
        for title in ("a", "b"):
            make_upload(owner=self.user, title=title)
        make_upload(title="theirs")
        self.assertEqual(self.titles(), ["b", "a"])

    def test_pages_follow_each_other_without_gaps_or_repeats(self):
        for number in range(PAGE + 3):
            make_upload(owner=self.user, title=str(number))
        first = self.client.get("/uploads/")
        self.assertEqual(len(first.context["uploads"]), PAGE)
        before = first.context["next_before"]
        self.assertContains(first, f"?before={before}")
        self.assertEqual(self.titles(f"?before={before}"), ["2", "1", "0"])
        rows = self.client.get(
            f"/uploads/?before={before}", headers={"HX-Request": "true", "HX-Trigger": "more"}
        )
        self.assertNotContains(rows, "<html")

    def test_the_player_finds_sound_and_page_of_an_upload_wherever_it_stands(self):
        upload = make_upload(owner=self.user)
        for page in ("/uploads/", f"/uploads/{upload.uuid}/", f"/uploads/{upload.uuid}/upload-extend/"):
            html = self.client.get(page)
            self.assertContains(html, f'data-src="/uploads/{upload.uuid}/audio"')
            self.assertContains(html, f'data-page="/uploads/{upload.uuid}/"')

    def test_nonsense_in_the_address_is_left_out(self):
        make_upload(owner=self.user, title="a")
        for before in ("x", "9" * 30, "-1"):
            self.assertEqual(self.titles(f"?before={before}"), ["a"])

    def test_the_trash_has_a_list_of_its_own(self):
        make_upload(owner=self.user, title="a", trashed_at=timezone.now())
        self.assertEqual((self.titles(), self.titles("?trash=on")), ([], ["a"]))

    def queries(self):
        with CaptureQueriesContext(connection) as queries:
            self.client.get("/uploads/")
        return len(queries)

    def test_no_query_grows_with_the_list(self):
        make_upload(owner=self.user)
        self.queries()
        few = self.queries()
        for _number in range(20):
            make_upload(owner=self.user)
        self.assertEqual(self.queries(), few)
        self.assertLess(few, 12)

    def test_titles_are_escaped(self):
        make_upload(owner=self.user, title="<script>alert(1)</script>")
        self.assertNotContains(self.client.get("/uploads/"), "<script>alert")

    def test_what_was_cut_off_says_how_to_go_on(self):
        self.put(f"/uploads/arrivals/{self.begin().json()['uuid']}/", SONG[: len(SONG) // 2])
        self.assertContains(self.client.get("/uploads/"), "Choose the same file again")


class PageTests(UploadTestCase):
    def setUp(self):
        super().setUp()
        self.upload = keep(make_upload(owner=self.user, title="Hummed"), SONG)
        self.address = f"/uploads/{self.upload.uuid}/"

    def test_it_shows_what_was_made_from_it(self):
        track = make_track(owner=self.user, title="From my hum")
        Source.objects.create(track=track, upload=self.upload, how="cover")
        self.assertContains(self.client.get(self.address), "From my hum")

    def test_the_sound_answers_ranges_and_downloads_have_its_name(self):
        response = self.client.get(f"{self.address}audio", headers={"Range": "bytes=10-19"})
        self.assertEqual((response.status_code, response.content), (206, SONG[10:20]))
        self.assertIn("Hummed.mp3", self.client.get(f"{self.address}download/")["Content-Disposition"])

    def test_another_person_s_is_not_there(self):
        address = f"/uploads/{make_upload(owner=make_user()).uuid}/"
        for page in ("", "audio", "download/", "edit/", "menu/"):
            self.assertEqual(self.client.get(address + page).status_code, 404, page)
        for page in ("edit/", "trash/", "restore/", "delete/"):
            self.assertEqual(self.client.post(address + page, {"title": "mine"}).status_code, 404, page)

    def test_it_can_be_renamed(self):
        self.assertRedirects(self.client.post(f"{self.address}edit/", {"title": "Better"}), self.address)
        self.upload.refresh_from_db()
        self.assertEqual(self.upload.title, "Better")
        self.assertContains(
            self.client.post(f"{self.address}edit/", {"title": " "}),
            "An upload needs a title.",
            status_code=422,
        )

    def test_the_trash_can_be_undone(self):
        page = self.client.post(f"{self.address}trash/", follow=True)
        self.assertContains(page, f'action="{self.address}restore/"')
        self.client.post(f"{self.address}restore/")
        self.upload.refresh_from_db()
        self.assertIsNone(self.upload.trashed_at)

    def test_it_is_deleted_only_out_of_the_trash(self):
        self.client.post(f"{self.address}delete/")
        self.assertTrue(Upload.objects.exists())
        self.client.post(f"{self.address}trash/")
        path = Path(self.upload.audio.path)
        self.client.post(f"{self.address}delete/")
        self.assertFalse(Upload.objects.exists() or path.exists())

    def test_what_is_too_long_says_so(self):
        self.upload.duration = 481
        self.upload.save()
        self.assertContains(self.client.get(self.address), "more than 8 minutes")

    def test_its_menu_offers_what_can_be_done(self):
        self.assertContains(self.client.get(f"{self.address}menu/"), "Rename")


class ShareTests(UploadTestCase):
    """How much one person may bring."""

    def assertRefused(self, answer, words, status=429):
        self.assertEqual(answer.status_code, status)
        self.assertIn(words, answer.json()["why"])
        self.assertEqual("Retry-After" in answer.headers, status == 429)

    def test_ten_files_are_on_their_way_at_once(self):
        for number in range(10):
            self.assertEqual(self.begin(stamp=str(number)).status_code, 201)
        self.assertRefused(self.begin(stamp="10"), "Ten of your files")
        self.assertEqual(self.begin(stamp="3").status_code, 201)  # goes on with one of them

    @override_settings(UPLOADS_GB=1)
    def test_what_is_kept_has_an_end(self):
        make_upload(owner=self.user, size=10**9 - 500)
        make_upload(owner=make_user(), size=10**9)
        self.assertEqual(self.begin(size=400).status_code, 201)
        self.assertRefused(self.begin(size=101), "hold as much as one person", status=413)

    @override_settings(UPLOADS_GB_PER_DAY=1)
    def test_what_comes_in_a_day_has_an_end(self):
        for number in range(4):
            self.assertEqual(self.begin(size=arriving.LARGEST, stamp=str(number)).status_code, 201)
        answer = self.begin(stamp="another")
        self.assertRefused(answer, "within a day")
        self.assertLessEqual(int(answer.headers["Retry-After"]), 24 * 3600)

    @override_settings(UPLOADS_GB=0, UPLOADS_GB_PER_DAY=0)
    def test_none_is_no_limit(self):
        make_upload(owner=self.user, size=10**12)
        self.assertEqual(self.begin().status_code, 201)

    @override_settings(UPLOADS_GB=1)
    def test_the_plain_form_says_so_in_the_list(self):
        make_upload(owner=self.user, size=10**9)
        page = self.client.post("/uploads/", {"files": SimpleUploadedFile("a.mp3", SONG)}, follow=True)
        self.assertContains(page, "hold as much as one person")


class FullDiskTests(UploadTestCase):
    def test_a_piece_stays_as_far_as_it_came_and_is_sent_again(self):
        address = f"/uploads/arrivals/{self.begin().json()['uuid']}/"
        self.put(address, SONG[:3000])
        with full_disk(5000):
            answer = self.put(address, SONG[3000:], 3000)
        self.assertEqual(answer.status_code, 507)
        self.assertIn("disk is nearly full", answer.json()["why"])
        here = answer.json()["offset"]
        self.assertIn(here, range(3000, 5001))
        self.assertEqual(self.put(address, SONG[here:], here).json()["state"], "checking")
        tasks.check_arrival(Arrival.objects.get().pk)
        self.assertTrue(Upload.objects.exists())

    def test_a_plain_form_says_so_and_leaves_nothing(self):
        with full_disk(5000):
            answer = self.client.post("/uploads/", {"files": SimpleUploadedFile("a.mp3", SONG)})
        self.assertContains(answer, "disk is nearly full", status_code=507)
        self.assertFalse(Arrival.objects.exists())
        self.assertEqual(list(settings.ARRIVING.glob("form-*")), [])

    def test_no_room_for_even_a_name_is_the_same(self):
        with mock.patch("sunostudio.arriving.tempfile.NamedTemporaryFile", side_effect=OSError(28, "full")):
            answer = self.client.post("/uploads/", {"files": SimpleUploadedFile("a.mp3", SONG)})
        self.assertContains(answer, "disk is nearly full", status_code=507)

    def test_no_room_for_a_second_name_leaves_no_row(self):
        full = OSError(28, "No space left on device")
        with mock.patch("os.link", side_effect=full), mock.patch("shutil.copyfile", side_effect=full):
            answer = self.client.post("/uploads/", {"files": SimpleUploadedFile("a.mp3", SONG)})
        self.assertEqual(answer.status_code, 507)
        self.assertFalse(Arrival.objects.exists())
