import base64
import os
import resource
import time

import requests

from .base import KEY, SandboxCase

SOUND = bytes(range(256)) * 1000


class UploadCase(SandboxCase):
    def stream(self, content=SOUND, headers=KEY, **fields):
        form = {"uploadPath": "audio/mine", "fileName": "a song.mp3"} | fields
        files = {"file": ("old name.wav", content, "audio/wav")}
        address = self.url + "/api/file-stream-upload"
        return requests.post(address, data=form, files=files, headers=headers, timeout=30)

    def base64(self, **fields):
        form = {"base64Data": base64.b64encode(SOUND).decode(), "uploadPath": "audio", "fileName": "b.wav"}
        return self.post("/api/file-base64-upload", **form | fields)

    def by_url(self, address, **fields):
        return self.post("/api/file-url-upload", fileUrl=address, **{"uploadPath": "audio"} | fields)

    def fetch(self, response):
        return requests.get(response.json()["data"]["downloadUrl"], timeout=10)


class StreamTests(UploadCase):
    def test_it_tells_where_the_file_lies(self):
        body = self.stream().json()
        data = body.pop("data")
        self.assertEqual(body, {"success": True, "code": 200, "msg": "File uploaded successfully"})
        self.assertRegex(data.pop("uploadedAt"), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        told = {
            "success": True,
            "fileName": "a song.mp3",
            "filePath": "kieai/1/audio/mine/a song.mp3",
            "downloadUrl": f"{self.url}/media/uploads/audio/mine/a%20song.mp3",
            "fileSize": len(SOUND),
            "mimeType": "audio/mpeg",
        }
        self.assertEqual(data, told)

    def test_the_file_is_served_as_it_came(self):
        response = self.fetch(self.stream())
        self.assertEqual((response.content, response.headers["Content-Type"]), (SOUND, "audio/mpeg"))

    def test_a_part_of_it_can_be_asked_for(self):
        address = self.stream().json()["data"]["downloadUrl"]
        response = requests.get(address, headers={"Range": "bytes=3-5"}, timeout=10)
        self.assertEqual((response.status_code, response.content), (206, SOUND[3:6]))

    def test_sound_may_look_like_a_boundary(self):
        for content in (b"\r\n--", b"\r\n--x\r\n" * 30_000, b"-" * 65_536 + b"\r\n", b""):
            self.assertEqual(self.fetch(self.stream(content)).content, content)

    def test_the_fields_may_follow_the_file(self):
        form = {"file": ("x.mp3", SOUND), "uploadPath": (None, "late"), "fileName": (None, "x.mp3")}
        response = requests.post(self.url + "/api/file-stream-upload", files=form, headers=KEY, timeout=10)
        self.assertEqual(response.json()["data"]["filePath"], "kieai/1/late/x.mp3")

    def test_without_a_name_it_gets_one_with_the_ending_it_had(self):
        self.assertRegex(self.stream(fileName=None).json()["data"]["fileName"], r"^\d{13}-\w+\.wav$")

    def test_the_same_name_overwrites(self):
        self.stream()
        self.assertEqual(self.fetch(self.stream(b"new")).content, b"new")

    def test_names_of_other_scripts(self):
        response = self.stream(uploadPath="歌", fileName="雨 ☂.mp3")
        self.assertEqual(response.json()["data"]["fileName"], "雨 ☂.mp3")
        self.assertEqual(self.fetch(response).content, SOUND)

    def test_no_name_leads_out_of_the_folder(self):
        for fields in (
            {"fileName": "../x"},
            {"uploadPath": "../../etc"},
            {"fileName": ".kept"},
            {"fileName": "a\\b"},
        ):
            self.assertEqual(self.stream(**fields).status_code, 400, fields)
        self.assertEqual(requests.get(self.url + "/media/uploads/%2e%2e/x.mp3", timeout=5).status_code, 404)

    def test_a_large_file_passes_through_in_blocks(self):
        size = 120 * 1024 * 1024
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="l.wav"\r\n\r\n'
        tail = b'\r\n--x\r\nContent-Disposition: form-data; name="uploadPath"\r\n\r\nlarge\r\n--x--\r\n'
        headers = KEY | {
            "Content-Type": "multipart/form-data; boundary=x",
            "Content-Length": str(len(head) + size + len(tail)),
        }
        blocks = (head, *[bytes(1024 * 1024)] * 120, tail)
        response = requests.post(
            self.url + "/api/file-stream-upload", iter(blocks), headers=headers, timeout=60
        )
        self.assertEqual(response.json()["data"]["fileSize"], size)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        self.assertLess(grown, 30 * 1024)  # KiB


class OtherFormTests(UploadCase):
    def test_base64_with_and_without_a_head(self):
        head = "data:audio/wav;base64,"
        for text in ("", head):
            response = self.base64(base64Data=text + base64.b64encode(SOUND).decode())
            self.assertEqual(self.fetch(response).content, SOUND)
            self.assertEqual(response.json()["data"]["fileSize"], len(SOUND))

    def test_an_address_is_fetched(self):
        address = self.stream().json()["data"]["downloadUrl"]
        response = self.by_url(address, fileName="copy.mp3")
        self.assertEqual(self.fetch(response).content, SOUND)
        self.assertTrue(self.by_url(address).json()["data"]["fileName"].endswith(".mp3"))

    def test_it_fetches_nothing_but_http_and_nothing_private(self):
        dead = "http://127.0.0.1:1/x.mp3"
        for address in (
            "file:///etc/hostname",
            "ftp://127.0.0.1/x",
            "http://10.0.0.1/x",
            "http://169.254.1.1/",
            dead,
        ):
            response = self.by_url(address)
            self.assertEqual((response.status_code, response.json()["success"]), (400, False), address)

    def test_an_address_that_is_gone_fails(self):
        self.assertEqual(self.by_url(self.url + "/media/uploads/none.mp3").status_code, 400)


class RefusalTests(UploadCase):
    def told(self, response):
        body = response.json()
        self.assertEqual((body["success"], body["code"]), (False, response.status_code))
        return response.status_code, body["msg"]

    def test_another_key(self):
        told = self.told(self.stream(headers={"Authorization": "Bearer x"}))
        self.assertEqual(told, (401, "Authentication failed: Invalid API Key"))

    def test_what_is_missing_is_named(self):
        for response, name in (
            (self.stream(uploadPath=None), "uploadPath"),
            (self.base64(uploadPath=""), "uploadPath"),
            (self.base64(base64Data=None), "base64Data"),
            (self.by_url(None), "fileUrl"),
        ):
            self.assertEqual(self.told(response), (400, f"Missing required parameter: {name}"))

    def test_a_form_without_a_file(self):
        form = {"uploadPath": (None, "x")}
        response = requests.post(self.url + "/api/file-stream-upload", files=form, headers=KEY, timeout=5)
        self.assertEqual(self.told(response), (400, "Missing required parameter: file"))

    def test_a_body_of_another_kind(self):
        self.assertEqual(self.told(self.post("/api/file-stream-upload", uploadPath="x"))[0], 400)

    def test_text_that_is_no_base64(self):
        told = self.told(self.base64(base64Data="a song?"))
        self.assertEqual(told, (400, "Base64 decoding failed: Invalid Base64 format"))

    def test_another_method(self):
        self.assertEqual(self.told(self.get("/api/file-stream-upload"))[0], 405)

    def test_a_fault_can_strike_uploads(self):
        self.post("/sandbox/faults", fault="http 500", on="upload")
        self.assertEqual([self.stream().status_code for _ in range(2)], [500, 200])


class AfterwardsTests(UploadCase):
    def test_it_expires_after_a_day_and_is_cleared_away(self):
        first = self.stream()
        address = first.json()["data"]["downloadUrl"]
        path = self.server.sandbox.media / "uploads/audio/mine/a song.mp3"
        self.age(path, hours=24.1)
        self.assertEqual(requests.get(address, timeout=5).status_code, 404)
        self.stream(fileName="other.mp3")
        self.assertFalse(path.exists())

    def age(self, path, hours):
        moment = time.time() - hours * 3600
        os.utime(path, (moment, moment))

    def test_it_costs_nothing_and_leaves_no_parts(self):
        self.stream()
        self.stream(uploadPath=None)
        self.assertEqual(self.books()["balance"], 1000)
        self.assertEqual(list((self.server.sandbox.settings.data / "incoming").iterdir()), [])

    def test_a_reset_forgets_it(self):
        address = self.stream().json()["data"]["downloadUrl"]
        self.post("/sandbox/reset")
        self.assertEqual(requests.get(address, timeout=5).status_code, 404)
