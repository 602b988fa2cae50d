from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from music.models import Arrival
from music.services import arriving
from tests.base import StudioTestCase
from tests.factories import make_track, make_user
from tests.media.sounds import mp3, tone

PAGE = "/import/"
SONG = mp3(tone(1))


class ImportPageTests(StudioTestCase):
    def post(self, *files):
        return self.client.post(
            PAGE, {"files": [SimpleUploadedFile(name, content) for name, content in files]}
        )

    def test_it_says_what_comes_and_what_it_costs(self):
        response = self.client.get(PAGE)
        self.assertContains(response, "It costs nothing")
        self.assertContains(response, "webkitdirectory")

    def test_without_script_files_come_whole(self):
        response = self.post(("a.mp3", SONG), ("songs.ZIP", b"PK\3\4" + bytes(200)))
        self.assertRedirects(response, PAGE)
        kinds = dict(Arrival.objects.values_list("name", "kind"))
        self.assertEqual(kinds, {"a.mp3": "song", "songs.ZIP": "zip"})
        self.assertContains(self.client.get(PAGE), "Being read.")

    def test_no_file_is_said_beside_the_field(self):
        self.assertContains(self.client.post(PAGE), "Choose a file first.", status_code=422)

    def test_in_pieces_as_the_script_sends_them(self):
        begun = self.client.post(
            "/uploads/arrivals/", {"name": "Sea/a.mp3", "size": len(SONG), "kind": "song"}
        ).json()
        address = f"/uploads/arrivals/{begun['uuid']}/"
        self.client.put(
            address, SONG, content_type="application/octet-stream", headers={"Upload-Offset": "0"}
        )
        arriving.check(Arrival.objects.get())
        told = self.client.get(address).json()
        self.assertEqual((told["state"], told["title"], told["is_known"]), ("kept", "a", False))
        self.assertContains(self.client.get(told["address"]), "<h1")

    def test_a_zip_is_told_with_what_became_of_it(self):
        whole = {"owner": self.user, "size": 9, "name": "sea.zip", "kind": "zip", "state": "checking"}
        parent = Arrival.objects.create(**whole)
        for number, (state, known) in enumerate(
            (("kept", False), ("kept", True), ("refused", False), ("checking", False))
        ):
            Arrival.objects.create(
                **whole | {"name": f"{number}.mp3", "kind": "song", "state": state},
                parent=parent, entry=number, is_known=known, reason="page" if state == "refused" else "",
            )  # fmt: skip
        page = self.client.get(PAGE)
        for words in (
            "1 song came",
            "1 was here before",
            "1 was left out",
            "1 is still to come",
            "2.mp3",
            "web page",
        ):
            self.assertContains(page, words)

    def test_nobody_sees_or_ends_another_s(self):
        theirs = Arrival.objects.create(
            owner=make_user(), name="secret.zip", size=9, kind="zip", state="kept"
        )
        self.assertNotContains(self.client.get(PAGE), "secret.zip")
        self.assertEqual(self.client.post(f"/uploads/arrivals/{theirs.uuid}/discard/").status_code, 404)

    def test_a_part_is_nothing_of_its_own(self):
        parent = Arrival.objects.create(owner=self.user, name="a.zip", size=9, kind="zip", state="checking")
        parent.path.parent.mkdir(exist_ok=True)
        parent.path.write_bytes(b"zip")
        part = Arrival.objects.create(
            owner=self.user, name="x.mp3", size=9, kind="song", parent=parent, entry=0
        )
        self.assertEqual(self.client.post(f"/uploads/arrivals/{part.uuid}/discard/").status_code, 404)
        self.assertRedirects(self.client.post(f"/uploads/arrivals/{parent.uuid}/discard/"), PAGE)
        self.assertFalse(parent.path.exists() or Arrival.objects.exists())

    def test_uploads_do_not_show_what_becomes_songs(self):
        Arrival.objects.create(
            owner=self.user, name="mine.mp3", size=9, kind="song", state="refused", reason="page"
        )
        self.assertNotContains(self.client.get("/uploads/"), "mine.mp3")

    def test_the_library_knows_what_was_brought(self):
        make_track(owner=self.user, title="Brought", operation="import")
        make_track(owner=self.user, title="Made here")
        page = self.client.get("/library/?operation=import")
        self.assertContains(page, "Brought")
        self.assertNotContains(page, "Made here")

    def test_what_was_brought_is_not_ordered_again(self):
        song = make_track(owner=self.user, operation="import")
        type(song.job).objects.filter(pk=song.job_id).update(operation="import", params={"title": "x"})
        self.client.post(f"/jobs/{song.job.uuid}/retry/", {"submission": uuid4()})
        self.assertEqual(self.user.jobs.count(), 1)
        self.assertEqual(self.client.get(f"/jobs/{song.job.uuid}/").status_code, 200)
        self.assertContains(self.client.get(f"/tracks/{song.uuid}/"), "Import")
