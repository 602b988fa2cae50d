import os
import socket
import subprocess
import unittest
from pathlib import Path
from unittest import mock

from studio import folder, queue_server
from studio.env import Refused
from tests.studio.base import ProcessTestCase, wait_until


class QueueServerTestCase(ProcessTestCase):
    def setUp(self):
        super().setUp()
        self.data = self.folder / "data"
        folder.make(self.data)
        self.path = self.folder / "queue.sock"

    def serve(self):
        """Run the queue server as the studio does, until it answers."""
        program = queue_server.program(self.data, self.path, dict(os.environ))
        process = subprocess.Popen(program.command, stdout=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        wait_until(lambda: queue_server.answers(self.path))
        return process

    def ask(self, command):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.path))
            connection.sendall(command.encode() + b"\r\n")
            return connection.recv(4096).decode()


class QueueServerTests(QueueServerTestCase):
    def test_it_listens_on_a_socket_for_its_owner_only(self):
        self.serve()
        self.assertEqual(self.path.stat().st_mode & 0o777, 0o700)
        self.assertIn("\r\n0\r\n", self.ask("CONFIG GET port"))

    def test_it_never_forgets_to_make_room(self):
        self.serve()
        self.assertIn("noeviction", self.ask("CONFIG GET maxmemory-policy"))

    def test_what_was_enqueued_survives_a_sigkill(self):
        process = self.serve()
        self.ask("RPUSH rq:queue:calls one")
        process.kill()
        process.wait()
        self.serve()
        self.assertEqual(self.ask("LLEN rq:queue:calls"), ":1\r\n")

    def test_its_folder_carries_the_servers_name_and_version(self):
        self.serve()
        self.assertTrue((self.data / queue_server.version(queue_server.find())).is_dir())
        self.assertRegex(queue_server.version(queue_server.find()), r"^(valkey|redis)-\d+$")


class FindTests(unittest.TestCase):
    def test_without_the_wheel_a_server_on_path_is_taken(self):
        found = {"redis-server": "/opt/redis-server"}
        with mock.patch("importlib.util.find_spec", return_value=None), mock.patch("shutil.which", found.get):
            self.assertEqual(queue_server.find(), "/opt/redis-server")

    @mock.patch("importlib.util.find_spec", return_value=None)
    @mock.patch("shutil.which", return_value=None)
    def test_without_any_server_it_says_what_to_do(self, *_):
        with self.assertRaisesRegex(Refused, "install Valkey or Redis .* or set REDIS_URL"):
            queue_server.find()

    def test_nothing_answers_where_nothing_listens(self):
        self.assertFalse(queue_server.answers(Path("/nowhere/queue.sock")))


class MendTests(QueueServerTestCase):
    def leave(self, damage):
        """What is left of a server that had one key and ended suddenly: its file, damaged."""
        process = self.serve()
        self.ask("SET key value")
        process.kill()
        process.wait()
        (file,) = self.data.glob("*/appendonlydir/*.incr.aof")
        file.write_bytes(damage(file.read_bytes()))

    def mended(self):
        is_fine = queue_server.mend(self.data, self.path)
        self.serve()
        return is_fine, self.ask("EXISTS key").strip()

    def test_what_can_be_read_stays(self):
        self.leave(lambda data: data)
        self.assertEqual(self.mended(), (True, ":1"))

    def test_a_line_that_was_cut_off_costs_that_line(self):
        self.leave(lambda data: data + b"*3\r\n$3\r\nSET\r\n$5\r\not")
        self.assertEqual(self.mended(), (True, ":1"))

    def test_what_cannot_be_read_is_put_aside_and_the_server_starts(self):
        for damage in (lambda data: data + bytes(512), lambda data: b"garbage" + data):
            with self.subTest():
                self.leave(damage)
                self.assertEqual(self.mended(), (False, ":0"))
                self.assertTrue(list(self.data.glob("*-unreadable-*")))
                self.doCleanups()
                self.setUp()
