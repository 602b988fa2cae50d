import io
import logging
import socket
import threading
import time
import unittest
from types import SimpleNamespace
from unittest import mock

from studio import web


class LogTests(unittest.TestCase):
    def test_an_address_that_opens_a_door_does_not_stand_in_gunicorn_s_log(self):
        handler = logging.StreamHandler(io.StringIO())
        log = logging.Logger("gunicorn.error")
        log.addHandler(handler)
        web.on_starting(SimpleNamespace(log=SimpleNamespace(error_log=log)))
        log.error("Error handling request %s", "/callbacks/kie/token-1234/")
        self.assertEqual(handler.stream.getvalue(), "[ERROR] Error handling request /callbacks/kie/•••/\n")


class HurriedTests(unittest.TestCase):
    def setUp(self):
        self.client, self.server = socket.socketpair()
        self.addCleanup(self.client.close)
        self.addCleanup(self.server.close)

    def request(self, *headers):
        request = SimpleNamespace(unreader=SimpleNamespace(sock=self.server), headers=headers)
        web.pre_request(None, request)
        return request

    def test_a_body_that_trickles_is_given_up(self):
        def trickle():
            for _byte in range(100):
                self.client.sendall(b"x")
                time.sleep(0.02)

        with mock.patch("studio.web.PATIENCE", 0.2):
            sock = self.request().unreader.sock
        feeder = threading.Thread(target=trickle)
        feeder.start()
        self.addCleanup(feeder.join)
        with self.assertRaises(TimeoutError):
            for _read in range(100):
                sock.recv(1)

    def test_a_body_that_comes_is_read_and_the_socket_waits_as_before(self):
        self.client.sendall(b"body")
        sock = self.request(("CONTENT-LENGTH", "4")).unreader.sock
        self.assertEqual(sock.recv(4), b"body")
        self.assertIsNone(self.server.gettimeout())

    def test_a_longer_body_gets_longer_and_each_request_begins_anew(self):
        request = self.request(("Content-Length", "2000000"))
        first = request.unreader.sock.deadline
        self.assertGreater(first - time.monotonic(), 100)
        request.headers = (("Content-Length", "nonsense"),)
        web.pre_request(None, request)
        self.assertLess(request.unreader.sock.deadline, first)
        self.assertIs(request.unreader.sock.sock, self.server)

    def test_a_length_that_is_only_claimed_gets_an_hour_at_most(self):
        request = self.request(("Content-Length", "9" * 18))
        self.assertLess(request.unreader.sock.deadline, time.monotonic() + 3601)
