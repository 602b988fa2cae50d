import time

import requests

from .base import NOBODY, SandboxCase

MISSING = {"code": 422, "msg": "Record does not exist", "data": None}
TOOLS = {  # path of the request, of the record
    "wav/generate": "wav/record-info",
    "vocal-removal/generate": "vocal-removal/record-info",
    "mp4/generate": "mp4/record-info",
}


class SourceTests(SandboxCase):
    def test_an_unknown_task_is_refused_at_once_and_costs_nothing(self):
        for path in (*TOOLS, "midi/generate", "generate/get-timestamped-lyrics"):
            self.assertEqual(self.tool(path, taskId="none", audioId="none"), MISSING, path)
        self.assertEqual(
            self.tool("suno/cover/generate", taskId="none")["msg"], "Original music record does not exist"
        )
        self.assertEqual((self.books()["tasks"], self.books()["balance"]), ([], 1000))

    def test_a_wrong_audio_id_is_accepted_and_fails_later(self):
        source = self.source() | {"audioId": "none"}
        for path, record in TOOLS.items():
            task_id = self.tool(path, **source)["data"]["taskId"]
            told = self.finished(record, task_id)
            self.assertEqual((told["successFlag"], told["errorCode"]), ("CREATE_TASK_FAILED", 500), path)
        self.assertEqual(self.books()["balance"], 988)

    def test_each_task_is_known_on_its_own_record_path_only(self):
        task_id = self.tool("wav/generate", **self.source())["data"]["taskId"]
        self.assertIsNone(self.told("generate/record-info", task_id)["data"])
        self.assertIsNone(self.told("mp4/record-info", task_id)["data"])
        self.assertEqual(self.told("wav/record-info", task_id)["data"]["taskId"], task_id)


class WavTests(SandboxCase):
    def test_the_record_tells_the_file_and_the_song(self):
        receiver, source = self.receiver(), self.source()
        task_id = self.tool("wav/generate", callBackUrl=receiver.url, **source)["data"]["taskId"]
        told = self.finished("wav/record-info", task_id)
        self.assertEqual(
            (told["successFlag"], told["musicId"], told["musicIndex"]), ("SUCCESS", source["audioId"], 0)
        )
        self.assertRegex(told["createTime"], r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
        url = told["response"]["audioWavUrl"]
        self.assertEqual(requests.get(url, timeout=5).headers["Content-Type"], "audio/wav")
        self.assertEqual(receiver.bodies(1)[0]["data"], {"audioWavUrl": url, "task_id": task_id})
        self.assertEqual(self.books()["balance"], 987.6)

    def test_the_same_song_again_is_a_conflict_that_names_the_task(self):
        source = self.source()
        first = self.tool("wav/generate", **source)
        again = self.tool("wav/generate", **source)
        self.assertEqual((again["code"], again["data"]), (409, first["data"]))
        self.assertEqual(len(self.books()["tasks"]), 2)

    def test_after_a_failure_it_may_be_tried_again(self):
        source = self.source()
        self.arm("error")
        task_id = self.tool("wav/generate", **source)["data"]["taskId"]
        self.assertEqual(self.finished("wav/record-info", task_id)["successFlag"], "GENERATE_WAV_FAILED")
        self.assertEqual(self.tool("wav/generate", **source)["code"], 200)

    def test_a_failed_callback_has_no_address(self):
        receiver, source = self.receiver(), self.source()
        self.arm("500")
        task_id = self.tool("wav/generate", callBackUrl=receiver.url, **source)["data"]["taskId"]
        body = receiver.bodies(1)[0]
        self.assertEqual((body["code"], body["data"]), (500, {"audioWavUrl": None, "task_id": task_id}))

    def test_the_older_spelling_on_demand(self):
        receiver, source = self.receiver(), self.source()
        self.arm("older")
        self.tool("wav/generate", callBackUrl=receiver.url, **source)
        self.assertIn("audio_wav_url", receiver.bodies(1)[0]["data"])


class VideoTests(SandboxCase):
    def test_record_and_callback_spell_the_address_differently(self):
        receiver, source = self.receiver(), self.source()
        answer = self.tool("mp4/generate", callBackUrl=receiver.url, author="Ann", **source)
        url = self.finished("mp4/record-info", answer["data"]["taskId"])["response"]["videoUrl"]
        self.assertEqual(receiver.bodies(1)[0]["data"]["video_url"], url)
        self.assertEqual(requests.get(url, timeout=5).headers["Content-Type"], "video/mp4")

    def test_names_in_the_film_have_fifty_characters_at_most(self):
        source = self.source()
        self.assertEqual(self.tool("mp4/generate", author="x" * 51, **source)["code"], 422)
        self.assertEqual(self.tool("mp4/generate", domainName="x" * 50, **source)["code"], 200)
        self.assertEqual(self.books()["balance"], 986)


class CoverImageTests(SandboxCase):
    path, known = "suno/cover/generate", "suno/cover/record-info"

    def test_two_pictures_and_a_number_that_means_done(self):
        receiver, task_id = self.receiver(), self.source()["taskId"]
        answer = self.tool(self.path, taskId=task_id, callBackUrl=receiver.url)
        body = receiver.bodies(1)[0]
        told = self.finished(self.known, answer["data"]["taskId"])
        self.assertEqual((told["successFlag"], told["parentTaskId"], told["errorCode"]), (1, task_id, 200))
        self.assertEqual(body["data"], {"taskId": told["taskId"], "images": told["response"]["images"]})
        kinds = {requests.get(url, timeout=5).headers["Content-Type"] for url in body["data"]["images"]}
        self.assertEqual((len(body["data"]["images"]), kinds), (2, {"image/jpeg"}))

    def test_one_for_each_task_of_songs(self):
        task_id = self.source()["taskId"]
        first = self.tool(self.path, taskId=task_id)["data"]
        again = self.tool(self.path, taskId=task_id)
        self.assertEqual((again["code"], again["data"]), (409, first))

    def test_a_failure_is_number_three(self):
        task_id = self.source()["taskId"]
        self.arm("501")
        answer = self.tool(self.path, taskId=task_id)
        self.assertEqual(self.finished(self.known, answer["data"]["taskId"])["successFlag"], 3)


class SlowCoverImageTests(SandboxCase):
    options = {"stage_seconds": 0.4}

    def test_two_means_still_working(self):
        task_id = self.source()["taskId"]
        answer = self.tool("suno/cover/generate", taskId=task_id)["data"]["taskId"]
        flags = [self.told("suno/cover/record-info", answer)["data"]["successFlag"] for _ in range(2)]
        self.assertEqual(flags, [0, 2])


class RecoveryTests(SandboxCase):
    def recovered(self, task_id, **changes):
        answer = self.tool("suno/recovery", sunoTaskId=task_id, **changes)
        return self.wait(answer["data"]["task_id"])

    def wait(self, task_id):
        end = time.monotonic() + 5
        while (body := self.told("suno/recovery/record-info", task_id, "task_id"))["code"] == 201:
            self.assertIsNone(body["data"])
            self.assertLess(time.monotonic(), end)
        return body

    def test_fresh_addresses_live_where_the_old_ones_died(self):
        song = self.songs(task_id := self.task(prompt="[[fault: expired]]"))[0]
        self.assertEqual(requests.get(song["audioUrl"], timeout=5).status_code, 404)
        receiver = self.receiver()
        body = self.recovered(task_id, callBackUrl=receiver.url)
        first = body["data"][0]
        self.assertEqual((body["code"], first["id"], first["status"]), (200, song["id"], "success"))
        self.assertEqual(requests.get(first["audio_url"], timeout=5).status_code, 200)
        self.assertEqual(receiver.bodies(1)[0], body)

    def test_songs_that_are_too_old_come_back_too(self):
        song = self.songs(task_id := self.task())[0]
        age = time.time() - 15 * 86400
        self.server.sandbox.store.run("UPDATE items SET at = ? WHERE id = ?", age, song["id"])
        self.assertEqual(requests.get(song["audioUrl"], timeout=5).status_code, 404)
        url = self.recovered(task_id)["data"][0]["audio_url"]
        self.assertEqual(requests.get(url, timeout=5).status_code, 200)

    def test_an_unknown_task_fails_later(self):
        body = self.recovered("none")
        self.assertEqual((body["code"], body["msg"]), (500, "no_audio_id_mappings"))

    def test_one_of_two_may_be_lost(self):
        task_id = self.source()["taskId"]
        self.arm("one-fails")
        self.assertEqual([song["status"] for song in self.recovered(task_id)["data"]], ["success", "failed"])

    def test_the_query_calls_the_task_task_id(self):
        self.assertEqual(self.told("suno/recovery/record-info", "x", "taskId")["code"], 422)


class DownloadUrlTests(SandboxCase):
    def mint(self, url):
        return self.post("/api/v1/common/download-url", url=url).json()

    def test_a_link_opens_what_a_plain_address_refuses(self):
        url = self.songs(self.task(prompt="[[fault: forbidden]]"))[0]["audioUrl"]
        self.assertEqual(requests.get(url, timeout=5).status_code, 403)
        self.assertEqual(requests.get(self.mint(url)["data"], timeout=5).status_code, 200)

    def test_a_link_lives_for_twenty_minutes(self):
        link = self.mint(self.songs(self.task())[0]["audioUrl"])["data"]
        self.server.sandbox.store.run("UPDATE links SET until = until - 1190")
        self.assertEqual(requests.get(link, timeout=5).status_code, 200)
        self.server.sandbox.store.run("UPDATE links SET until = until - 20")
        self.assertEqual(requests.get(link, timeout=5).status_code, 404)

    def test_a_token_opens_its_own_file_only(self):
        first, second = self.songs(self.task())
        link = self.mint(first["audioUrl"])["data"].replace(first["id"], second["id"])
        self.assertEqual(requests.get(link, timeout=5).status_code, 404)

    def test_a_foreign_address_is_wrong(self):
        for url in (NOBODY, f"{self.url}/media/none.mp3", None):
            self.assertEqual(self.mint(url), {"code": 422, "msg": "url is wrong", "data": None})
