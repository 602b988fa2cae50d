"""The throw-away server that tests on PostgreSQL bring along."""

import subprocess
import unittest
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import environ
import psycopg

from tests import postgres


@unittest.skipIf(postgres.missing(), postgres.missing())
class ServerTests(unittest.TestCase):
    def setUp(self):
        self.server = postgres.Server()
        self.addCleanup(self.server.remove)
        self.server.start()

    def test_its_address_is_one_for_the_settings_and_for_the_tools_of_postgresql(self):
        address = self.server.new_database("Songs")
        settings = environ.Env.db_url_config(address)
        self.assertEqual((settings["NAME"], settings["USER"]), ("Songs", "studio"))
        with psycopg.connect(address) as connection:
            self.assertEqual(connection.execute("SELECT current_database()").fetchone(), ("Songs",))

    def test_rows_survive_a_stop_and_a_crash(self):
        with self.server.connect() as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
        for how in (postgres.RESTART, postgres.CRASH):
            self.server.stop(how)
            self.assertFalse(self.server.answers())
            with self.server.start().connect() as connection:
                self.assertEqual(connection.execute("SELECT number FROM kept").fetchall(), [(1,)])

    def test_it_leaves_nothing_behind(self):
        self.server.remove()
        self.assertFalse(self.server.folder.exists())

    def test_only_its_socket_listens(self):
        with self.server.connect() as connection:
            self.assertEqual(connection.execute("SHOW listen_addresses").fetchone(), ("",))


class NoServerTests(unittest.TestCase):
    def test_without_the_programs_a_sentence_says_what_to_install(self):
        nowhere = mock.patch.multiple(postgres, PLACES=[])
        with nowhere, mock.patch.dict("os.environ", PATH="/nowhere"):
            self.assertIn("apt install postgresql", postgres.missing())

    def test_a_script_can_ask_whether_there_is_one(self):
        for reason, code in (("None was found.", 1), ("", 0)):
            with (
                mock.patch.object(postgres, "missing", return_value=reason),
                redirect_stdout(StringIO()) as said,
            ):
                self.assertEqual((postgres.main([]), said.getvalue().strip()), (code, reason))

    def test_the_newest_of_several_is_taken(self):
        with TemporaryDirectory() as folder, mock.patch.dict("os.environ", PATH=folder):
            for version in ("9", "15", "17"):
                programs = Path(folder, version, "bin")
                programs.mkdir(parents=True)
                (programs / "initdb").touch()
            with mock.patch.multiple(postgres, PLACES=[f"{folder}/*/bin"]):
                self.assertEqual(postgres.find(), Path(folder, "17", "bin"))

    def test_a_command_runs_with_its_address_and_its_outcome_is_ours(self):
        with (
            mock.patch.object(postgres, "Server") as server,
            mock.patch.object(postgres, "missing", return_value=""),
        ):
            server.return_value.__enter__.return_value.url = "postgres://here"
            with mock.patch.object(subprocess, "call", return_value=3) as call:
                self.assertEqual(postgres.main(["pytest"]), 3)
        self.assertEqual(call.call_args.kwargs["env"]["TEST_DATABASE_URL"], "postgres://here")
