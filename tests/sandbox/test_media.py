import time

import requests
from urllib3.util import SKIP_HEADER

from .base import SandboxCase


class MediaTests(SandboxCase):
    def setUp(self):
        super().setUp()
        self.song = self.songs(self.task())[0]

    def fetch(self, **headers):
        return requests.get(self.song["audioUrl"], headers=headers, timeout=10)

    def test_a_song_its_stream_and_its_cover_are_served(self):
        for name, kind in (
            ("audioUrl", "audio/mpeg"),
            ("streamAudioUrl", "audio/mpeg"),
            ("imageUrl", "image/jpeg"),
        ):
            response = requests.get(self.song[name], timeout=10)
            self.assertEqual((response.status_code, response.headers["Content-Type"]), (200, kind))

    def test_ranges(self):
        whole = self.fetch().content
        for asked, status, answer in (
            ("bytes=2-5", 206, whole[2:6]),
            ("bytes=4000-", 206, whole[4000:]),
            ("bytes=-3", 206, whole[-3:]),
            ("bytes=9000-", 416, b""),
            ("nonsense", 200, whole),
        ):
            response = self.fetch(Range=asked)
            self.assertEqual((response.status_code, response.content), (status, answer), asked)
        self.assertEqual(self.fetch(Range="bytes=2-5").headers["Content-Range"], "bytes 2-5/4002")

    def test_head_tells_the_length(self):
        response = requests.head(self.song["audioUrl"], timeout=10)
        self.assertEqual((response.headers["Content-Length"], response.content), ("4002", b""))

    def test_a_client_without_a_name_is_turned_away(self):
        self.assertEqual(self.fetch(**{"User-Agent": SKIP_HEADER}).status_code, 403)

    def test_media_are_gone_after_fourteen_days(self):
        age = time.time() - 14.1 * 86400
        self.server.sandbox.store.run("UPDATE items SET at = ? WHERE id = ?", age, self.song["id"])
        self.assertEqual(self.fetch().status_code, 404)
