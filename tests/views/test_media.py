from tests.base import StudioTestCase
from tests.factories import keep, make_track, make_user


class AudioTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.content = bytes(range(256)) * 1000
        self.track = keep(make_track(owner=self.user), self.content)
        self.address = f"/tracks/{self.track.uuid}/audio"

    def get(self, wanted=None):
        return self.client.get(self.address, headers={"Range": wanted} if wanted else {})

    def test_a_range_is_answered_with_its_part(self):
        response = self.get("bytes=1000-1999")
        self.assertEqual((response.status_code, response.content), (206, self.content[1000:2000]))
        self.assertEqual(response["Content-Range"], f"bytes 1000-1999/{len(self.content)}")

    def test_an_open_end_and_a_suffix(self):
        self.assertEqual(self.get("bytes=255990-").getvalue(), self.content[255990:])
        self.assertEqual(self.get("bytes=-10").getvalue(), self.content[-10:])

    def test_past_the_end_is_416(self):
        self.assertEqual(self.get("bytes=256000-").status_code, 416)

    def test_nonsense_is_the_whole(self):
        for nonsense in ("bytes=x-y", "lines=1-2", "bytes=5-2"):
            response = self.get(nonsense)
            self.assertEqual((response.status_code, len(response.getvalue())), (200, len(self.content)))

    def test_it_is_never_compressed(self):
        response = self.client.get(self.address, headers={"Accept-Encoding": "gzip"})
        self.assertNotIn("Content-Encoding", response)

    def test_a_song_not_on_our_disk_is_not_there(self):
        self.assertEqual(
            self.client.get(f"/tracks/{make_track(owner=self.user).uuid}/audio").status_code, 404
        )

    def test_another_s_file_is_not_there(self):
        theirs = keep(make_track(owner=make_user()))
        for name in ("audio", "cover", "thumb", "download/"):
            self.assertEqual(self.client.get(f"/tracks/{theirs.uuid}/{name}").status_code, 404)

    def test_a_download_is_called_like_the_song(self):
        self.track.title = 'Größe / 雨 "x"'
        self.track.save()
        response = self.client.get(f"/tracks/{self.track.uuid}/download/")
        self.assertIn("attachment", response["Content-Disposition"])
        self.assertIn("Gr%C3%B6%C3%9Fe%20%E9%9B%A8%20x.mp3", response["Content-Disposition"])

    def test_a_file_that_vanished_is_404(self):
        self.track.audio.storage.delete(self.track.audio.name)
        self.assertEqual(self.get("bytes=0-10").status_code, 404)
