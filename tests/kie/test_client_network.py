"""The client against a real socket: what a stand-in for the network cannot show."""

import socket
import ssl
import struct
import threading
import time
from unittest import TestCase, mock

import requests
from urllib3.exceptions import MaxRetryError, SSLError

from music.kie import client
from music.kie.client import Accepted, Client, Request
from music.kie.errors import NoAnswer, NotSent

REQUEST = Request("/api/v1/generate", {"prompt": "p"})
FINE = b'{"code": 200, "data": {"taskId": "abc"}}'


def http(body, status="200 OK", headers=""):
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


def read_request(connection):
    """The request, body included: hanging up with a part unread would reset the connection."""
    received = connection.recv(65536)
    while received and (b"\r\n\r\n" not in received or len(received) < length_of(received)):
        received += connection.recv(65536)
    return received


def length_of(received):
    head, _blank, _body = received.partition(b"\r\n\r\n")
    lengths = [
        line.partition(b":")[2] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
    ]
    return len(head) + 4 + int(lengths[0] if lengths else 0)


class Counterpart:
    """A server on a free port that answers each connection with `reply(connection)` after reading it."""

    def __init__(self, reply):
        self.reply, self.requests = reply, []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            with connection:
                self.requests.append(read_request(connection))
                try:
                    self.reply(connection)
                except OSError:
                    continue  # The client hung up first, which some of these tests are about.


class NetworkTests(TestCase):
    def serve(self, reply):
        self.server = Counterpart(reply)
        self.addCleanup(self.server.socket.close)
        return Client(self.server.url, "the-key")

    def assert_doubt(self, reply, code="no_answer"):
        with self.assertRaises(NoAnswer) as caught:
            self.serve(reply).send(REQUEST)
        self.assertEqual(caught.exception.code, code)
        self.assertEqual(len(self.server.requests), 1, "sent more than once")

    def test_it_uses_a_fresh_connection_for_each_call(self):
        client = self.serve(lambda connection: connection.sendall(http(FINE)))
        self.assertEqual(client.send(REQUEST), Accepted("abc"))
        self.assertEqual(client.send(REQUEST), Accepted("abc"))
        self.assertEqual(len(self.server.requests), 2)
        self.assertIn(b"connection: close", self.server.requests[0].lower())

    def test_it_asks_no_proxy(self):
        client = self.serve(lambda connection: connection.sendall(http(FINE)))
        with mock.patch.dict(
            "os.environ", {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}
        ):
            self.assertEqual(client.send(REQUEST), Accepted("abc"))

    def test_a_refused_connection_was_surely_not_sent(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        with self.assertRaises(NotSent) as caught:
            Client(f"http://127.0.0.1:{port}", "the-key").send(REQUEST)
        self.assertEqual(caught.exception.code, "unreachable")

    def test_an_unknown_name_was_surely_not_sent(self):
        with mock.patch("socket.getaddrinfo", side_effect=socket.gaierror), self.assertRaises(NotSent):
            Client("http://kie.invalid", "the-key").send(REQUEST)

    def test_a_host_that_takes_no_connection_in_time_was_surely_not_sent(self):
        with mock.patch("socket.socket.connect", side_effect=TimeoutError), self.assertRaises(NotSent):
            Client("http://127.0.0.1:9", "the-key").send(REQUEST)

    def test_a_certificate_we_do_not_trust_was_surely_not_sent(self):
        from_urllib3 = MaxRetryError(None, "/", SSLError(ssl.SSLCertVerificationError("self-signed")))
        self.assertIs(type(client.trouble(requests.exceptions.SSLError(from_urllib3))), NotSent)
        broken_later = MaxRetryError(None, "/", SSLError(ssl.SSLError("bad record")))
        self.assertIs(type(client.trouble(requests.exceptions.SSLError(broken_later))), NoAnswer)

    def test_a_reset_after_the_request_may_have_been_accepted(self):
        def reset(connection):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        self.assert_doubt(reset)

    def test_an_end_without_an_answer_may_have_been_accepted(self):
        self.assert_doubt(lambda connection: None)

    def test_a_timeout_may_have_been_accepted(self):
        with mock.patch.object(client, "TIMEOUT", (1, 0.1)):
            self.assert_doubt(lambda connection: time.sleep(0.3))

    def test_an_answer_that_breaks_off_may_have_been_accepted(self):
        self.assert_doubt(lambda connection: connection.sendall(http(FINE)[:-5]))

    def test_what_is_no_http_may_have_been_accepted(self):
        self.assert_doubt(lambda connection: connection.sendall(b"220 smtp ready\r\n"))

    def test_a_redirect_is_not_followed(self):
        other = Counterpart(lambda connection: connection.sendall(http(FINE)))
        self.addCleanup(other.socket.close)
        moved = http(b"", "307 Temporary Redirect", f"Location: {other.url}/\r\n")
        self.assert_doubt(lambda connection: connection.sendall(moved), 307)
        self.assertEqual(other.requests, [])

    def test_a_body_without_end_is_given_up(self):
        def endless(connection):
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while True:
                connection.sendall(b" " * 65536)

        self.assert_doubt(endless, "unreadable")

    def test_a_body_that_drips_is_given_up(self):
        def drip(connection):
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while True:
                connection.sendall(b" ")
                time.sleep(0.02)

        with mock.patch.object(client, "TIMEOUT", (0.1, 0.1)):
            self.assert_doubt(drip, "unreadable")

    def test_a_chunked_answer_is_read_whole(self):
        def chunked(connection):
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for piece in (FINE[:9], FINE[9:], b""):
                connection.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")

        self.assertEqual(self.serve(chunked).send(REQUEST), Accepted("abc"))
