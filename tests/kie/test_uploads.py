import base64
import io
import json
import socket
import threading
import tracemalloc
from unittest import TestCase, mock

import responses

from music.kie import uploads
from music.kie.errors import SENTENCES, KieError, NotSent, Refused, TooManyRequests
from music.kie.uploads import UploadClient, Uploaded, upload_base_url

BASE = "https://kieai.redpandaai.co"
URL = "https://tempfile.redpandaai.co/kieai/7/suno-studio/a.mp3"
REFERENCE = {"fileName": "a.mp3", "downloadUrl": URL, "fileSize": 11, "mimeType": "audio/mpeg"}
FINE = {"success": True, "code": 200, "msg": "File uploaded successfully", "data": REFERENCE}


class AddressTests(TestCase):
    def test_kie_and_her_sister_have_hosts_for_files(self):
        self.assertEqual(upload_base_url("https://api.kie.ai/"), BASE)
        self.assertEqual(upload_base_url("https://api.sunoapi.org"), "https://sunoapiorg.redpandaai.co")

    def test_any_other_service_takes_files_itself(self):
        self.assertEqual(upload_base_url("http://127.0.0.1:4002/"), "http://127.0.0.1:4002")
        self.assertEqual(upload_base_url("https://api.kie.ai.example"), "https://api.kie.ai.example")

    def test_what_is_configured_wins(self):
        self.assertEqual(
            upload_base_url("https://api.kie.ai", "https://files.example/"), "https://files.example"
        )


class UploadTestCase(TestCase):
    def setUp(self):
        self.network = responses.RequestsMock(assert_all_requests_are_fired=False)
        self.network.start()
        self.addCleanup(self.network.stop, allow_assert=False)
        self.client = UploadClient(BASE, "the-key")

    def answer(self, path="/api/file-url-upload", **kwargs):
        self.network.upsert("POST", BASE + path, **kwargs)

    def hand_over(self):
        return self.client.url("https://studio.example/a.mp3", "a.mp3")

    def trouble(self, **kwargs):
        self.answer(**kwargs)
        with self.assertRaises(KieError) as caught:
            self.hand_over()
        return caught.exception


class WayTests(UploadTestCase):
    def sent(self):
        request = self.network.calls[0].request
        self.assertEqual(request.headers["Authorization"], b"Bearer the-key")
        return request

    def test_an_address_is_fetched_by_the_provider(self):
        self.answer(json=FINE)
        self.assertEqual(self.hand_over(), Uploaded(URL, 11, "audio/mpeg"))
        expected = {
            "fileUrl": "https://studio.example/a.mp3",
            "uploadPath": "suno-studio",
            "fileName": "a.mp3",
        }
        self.assertEqual(json.loads(self.sent().body), expected)

    def test_a_small_file_goes_as_plain_base64(self):
        self.answer("/api/file-base64-upload", json=FINE)
        self.assertEqual(self.client.base64(b"la la", "a.mp3").url, URL)
        body = json.loads(self.sent().body)
        self.assertEqual(base64.b64decode(body.pop("base64Data")), b"la la")
        self.assertEqual(body, {"uploadPath": "suno-studio", "fileName": "a.mp3"})

    def test_a_large_one_goes_as_a_form(self):
        self.answer("/api/file-stream-upload", json=FINE)
        self.assertEqual(self.client.stream(io.BytesIO(b"la la"), "a.mp3").url, URL)
        request = self.sent()
        body = b"".join(request.body)
        self.assertEqual(int(request.headers["Content-Length"]), len(body))
        boundary = request.headers["Content-Type"].partition("boundary=")[2]
        parts = body.split(f"--{boundary}".encode())
        self.assertEqual((parts[0], parts[-1]), (b"", b"--\r\n"))
        self.assertEqual(
            parts[1:-1],
            [
                b'\r\nContent-Disposition: form-data; name="uploadPath"\r\n\r\nsuno-studio\r\n',
                b'\r\nContent-Disposition: form-data; name="fileName"\r\n\r\na.mp3\r\n',
                b'\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n'
                b"Content-Type: audio/mpeg\r\n\r\nla la\r\n",
            ],
        )

    def test_a_file_is_sent_from_its_start_wherever_it_stands(self):
        file = io.BytesIO(b"la la")
        file.read()
        self.answer("/api/file-stream-upload", json=FINE)
        self.client.stream(file, "a.bin")
        self.assertIn(b"\r\n\r\nla la\r\n--", b"".join(self.sent().body))

    def test_a_name_cannot_break_out_of_its_header(self):
        head = uploads.Form({}, io.BytesIO(), 'a"\r\nX: y.mp3').head
        self.assertIn(b'filename="a%22%0D%0AX: y.mp3"', head)


class AnswerTests(UploadTestCase):
    def test_the_names_of_the_quick_start_are_read_too(self):
        self.answer(
            json={"success": True, "code": 200, "data": {"fileId": "f", "fileUrl": URL, "expiresAt": "x"}}
        )
        self.assertEqual(self.hand_over(), Uploaded(URL))

    def test_success_without_a_code_is_success(self):
        self.answer(json={"success": True, "data": {"success": True, "downloadUrl": URL}})
        self.assertEqual(self.hand_over().url, URL)

    def test_success_that_is_denied_is_none(self):
        error = self.trouble(json={**FINE, "success": False, "msg": "no"})
        self.assertEqual((type(error), error.code, error.message), (Refused, "file_refused", "no"))

    def test_what_the_service_refuses_with_a_real_status_is_refused(self):
        msg = "Base64 decoding failed: Invalid Base64 format"
        error = self.trouble(status=400, json={"success": False, "code": 400, "msg": msg})
        self.assertEqual((type(error), error.code, error.message), (Refused, "file_refused", msg))

    def test_codes_that_speak_of_words_are_told_as_a_file_s(self):
        for code in (400, 404, 409, 413, 422, 501, 531):
            self.assertEqual(self.trouble(json={"code": code, "msg": "?"}).code, "file_refused", code)
        self.assertEqual(self.trouble(status=413, body="<html>").code, "file_refused")

    def test_a_wrong_key_is_told_as_such(self):
        for status in (200, 401):
            error = self.trouble(
                status=status, json={"success": False, "code": 401, "msg": "Invalid API Key"}
            )
            self.assertEqual((type(error), error.code), (Refused, 401))

    def test_too_many_files_wait(self):
        self.assertIs(type(self.trouble(json={"code": 429})), TooManyRequests)
        self.assertIs(type(self.trouble(status=429, body="")), TooManyRequests)

    def test_whatever_else_goes_wrong_may_be_tried_again(self):
        for answer in (
            {"status": 500, "json": {"success": False, "code": 500, "msg": "Internal server error"}},
            {"status": 302, "body": "", "headers": {"Location": BASE + "/elsewhere"}},
            {"body": "<html>"},
            {"json": {"code": 200, "data": None}},
            {"json": {"code": 200, "data": {"downloadUrl": "ftp://x"}}},
            {"json": {"success": True, "code": 200, "data": [URL]}},
            {"body": TimeoutError()},
        ):
            error = self.trouble(**answer)
            self.assertEqual((type(error), error.code), (NotSent, "not_handed_over"), answer)
        self.assertEqual({call.request.url for call in self.network.calls}, {BASE + "/api/file-url-upload"})

    def test_its_words_hold_neither_key_nor_address(self):
        error = self.trouble(json={"success": False, "code": 422, "msg": f"the-key may not fetch {URL}"})
        self.assertEqual(error.message, "••• may not fetch •••")

    def test_every_code_of_its_own_has_a_sentence(self):
        for code in uploads.SAID_CLEARLY | {"file_refused", "not_handed_over", "unreachable"}:
            self.assertIn(code, SENTENCES)


class Tape:
    """A file of `size` bytes that are nowhere."""

    def __init__(self, size):
        self.size, self.place = size, 0

    def seek(self, offset, whence=0):
        self.place = offset + (self.size if whence else 0)

    def tell(self):
        return self.place

    def read(self, length):
        piece = b"\0" * min(length, self.size - self.place)
        self.place += len(piece)
        return piece


class SocketTests(TestCase):
    """Against a real socket, whose other end counts what arrives."""

    def serve(self, reply):
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)
        self.received = 0

        def answer():
            connection, _address = server.accept()
            end = b""
            with connection:
                while not end.endswith(b"--\r\n") and (piece := connection.recv(1 << 16)):
                    self.received += len(piece)
                    end = (end + piece)[-4:]
                connection.sendall(reply)

        self.thread = threading.Thread(target=answer, daemon=True)
        self.thread.start()
        return UploadClient(f"http://127.0.0.1:{server.getsockname()[1]}", "the-key")

    def test_memory_stays_flat_while_50_megabytes_leave(self):
        body = json.dumps(FINE).encode()
        client = self.serve(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        tape = Tape(50 * 1024 * 1024)
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        self.assertEqual(client.stream(tape, "a.wav").url, URL)
        _now, peak = tracemalloc.get_traced_memory()
        self.thread.join(5)
        self.assertGreater(self.received, tape.size)
        self.assertLess(peak, 2 * 1024 * 1024)

    def test_a_service_that_is_away_is_tried_again(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        with self.assertRaises(NotSent) as caught:
            UploadClient(f"http://127.0.0.1:{port}", "the-key").stream(io.BytesIO(b"la"), "a.mp3")
        self.assertEqual(caught.exception.code, "unreachable")

    def test_a_service_that_never_answers_is_given_up(self):
        with (
            mock.patch.object(uploads, "TIMEOUT", (1, 0.1)),
            socket.create_server(("127.0.0.1", 0)) as server,
        ):
            client = UploadClient(f"http://127.0.0.1:{server.getsockname()[1]}", "the-key")
            with self.assertRaises(NotSent) as caught:
                client.stream(io.BytesIO(b"la"), "a.mp3")
        self.assertEqual(caught.exception.code, "not_handed_over")
