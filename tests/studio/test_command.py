import fcntl
import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from unittest import mock

import pytest

from studio import command, env, plan
from studio.env import ROOT, Options
from tests.studio.base import ProcessTestCase, is_alive, wait_until


def free_ports():
    """Return a free port whose next one is free too: the sandbox takes that."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            try:
                socket.create_server(("127.0.0.1", port + 1)).close()
            except (OSError, OverflowError):
                continue
            return port


class StudioTestCase(ProcessTestCase):
    def setUp(self):
        super().setUp()
        self.data, self.port = self.folder / "data", free_ports()
        # Neither the tests' own settings nor a developer's .env may reach the studio under test.
        empty = [
            "HOST",
            "PORT",
            "REDIS_URL",
            "KIE_API_KEY",
            "KIE_API_BASE_URL",
            "PUBLIC_URL",
            "ALLOWED_HOSTS",
        ]
        database = f"sqlite:///{self.data / 'studio.sqlite3'}"
        self.environ = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        self.environ |= dict.fromkeys(empty, "") | {"STUDIO_DATA": str(self.data), "DATABASE_URL": database}

    def run_studio(self, *arguments):
        command = [sys.executable, "manage.py", "studio", "--port", str(self.port), *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environ, capture_output=True, text=True, timeout=20, check=False
        )


class RefusalTests(StudioTestCase):
    def test_a_wrong_value_is_one_sentence_and_exit_code_2(self):
        result = self.run_studio("--port", "http")
        sentence = "PORT has to be a whole number from 1 to 65535, not “http”.\n"
        self.assertEqual((result.returncode, result.stdout, result.stderr), (2, "", sentence))

    def test_a_port_in_use_is_one_sentence(self):
        with socket.create_server(("127.0.0.1", self.port)):
            result = self.run_studio()
        self.assertEqual((result.returncode, result.stderr.count("\n")), (1, 1))
        self.assertIn(f"Port {self.port} is already in use", result.stderr)

    def test_a_data_folder_in_use_is_one_sentence(self):
        (self.data / "run").mkdir(parents=True)
        with open(self.data / "run" / "lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            result = self.run_studio()
        self.assertEqual((result.returncode, result.stderr.count("\n")), (1, 1))
        self.assertIn("Another studio already works on", result.stderr)

    def test_help_names_the_options(self):
        self.assertIn("--data", self.run_studio("--help").stdout)


class PlanTests(ProcessTestCase):
    def test_what_is_shared_survives_blanks_and_signs_in_the_path(self):
        shared = plan.shared(Options.read([], {}), "/a b/50%#/queue.sock", 8001)
        self.assertEqual(shared["REDIS_URL"], "unix:///a%20b/50%25%23/queue.sock?db=0")
        self.assertEqual(shared["KIE_API_BASE_URL"], "http://127.0.0.1:8001")

    def test_a_queue_and_a_provider_from_the_environment_stay(self):
        self.assertEqual(plan.shared(Options.read([], {}), None, None), {"HOST": "127.0.0.1", "PORT": "8000"})

    def test_what_is_not_ours_is_told_no_secret(self):
        given = dict.fromkeys(plan.SECRETS, "secret") | {"PATH": "/bin", "SANDBOX_KEY": "sandbox"}
        told = plan.sandbox(Options.read([], {}), 8001, given).environ
        self.assertEqual(told, {"PATH": "/bin", "SANDBOX_KEY": "sandbox"})
        supervisor = mock.Mock()
        with mock.patch.object(Path, "mkdir"):
            command.start_below(Options.read([], {}), given, supervisor, 3, Path("/tmp/queue.sock"), 8001)
        for call in supervisor.start.call_args_list:
            self.assertNotIn("secret", call.args[0].environ.values(), call.args[0].name)


@pytest.mark.real
class WholeStudioTests(StudioTestCase):
    def start_studio(self):
        """Start the whole studio and wait for its last line."""
        process = self.start("manage.py", "studio", "--port", self.port, environ=self.environ)
        wait_until(
            lambda: self.said().endswith(f"\nhttp://localhost:{self.port}\n") or process.poll() is not None,
            60,
        )
        self.assertIsNone(process.poll(), self.said())
        return process

    def health(self):
        with urllib.request.urlopen(f"http://localhost:{self.port}/healthz", timeout=10) as answer:
            return answer.status

    def parts(self):
        """Return the processes that know of this data folder."""
        wanted = os.fsencode(f"STUDIO_DATA={self.data.resolve()}\0")
        return [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and wanted in environ_of(pid)]

    def test_it_serves_tells_second_terminals_where_and_ends_without_a_trace(self):
        process = self.start_studio()
        self.assertEqual(self.health(), 200)
        self.assertNotIn("ended with code", self.said())
        told = env.read_file(self.data / "run" / "env")
        self.assertEqual((told["STUDIO_SANDBOX"], told["KIE_API_KEY"]), ("1", "sandbox"))
        self.assertGreater(len(self.parts()), 5)
        process.terminate()
        self.assertEqual(process.wait(20), 0)
        self.assertEqual(self.parts(), [])
        self.assertFalse((self.data / "run" / "env").exists())

    def test_after_a_sigkill_nothing_is_left_and_it_starts_again_where_it_was(self):
        process = self.start_studio()
        sandbox = env.read_file(self.data / "run" / "env")["KIE_API_BASE_URL"]
        parts = self.parts()
        process.kill()
        process.wait()
        self.start_studio()
        self.assertFalse([pid for pid in parts if is_alive(pid)])
        self.assertEqual(env.read_file(self.data / "run" / "env")["KIE_API_BASE_URL"], sandbox)
        self.assertEqual(self.health(), 200)


def environ_of(pid):
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return file.read()
    except OSError:
        return b""
