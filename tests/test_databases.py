import subprocess
import sys
import unittest
from unittest import mock

import environ
from django.core.exceptions import ImproperlyConfigured
from rq import Worker

from music import queue
from music.queue import StudioWorker
from sunostudio import databases
from tests.real.parts import ROOT


def tuned(address):
    return databases.tuned(environ.Env.db_url_config(address))


class TunedTests(unittest.TestCase):
    def test_a_connection_to_a_server_is_looked_at_before_it_is_used_again(self):
        database = tuned("postgres://studio@localhost/studio")
        self.assertEqual((database["CONN_HEALTH_CHECKS"], database["CONN_MAX_AGE"]), (True, 600))
        self.assertEqual(database["OPTIONS"]["connect_timeout"], 5)

    def test_the_address_has_the_last_word(self):
        database = tuned(
            "postgres://studio@localhost/studio?connect_timeout=1&sslmode=require&conn_max_age=0"
        )
        self.assertEqual(
            (database["OPTIONS"]["connect_timeout"], database["OPTIONS"]["sslmode"]), (1, "require")
        )
        self.assertEqual(database["CONN_MAX_AGE"], 0)

    def test_another_kind_is_refused_in_a_sentence(self):
        with self.assertRaisesRegex(ImproperlyConfigured, "does not know"):
            tuned("mysql://studio@localhost/studio")

    def test_so_is_a_server_without_a_driver(self):
        with mock.patch.object(databases, "find_spec", return_value=None):
            with self.assertRaisesRegex(ImproperlyConfigured, "script/setup installs it"):
                tuned("postgres://studio@localhost/studio")
            self.assertEqual(tuned("sqlite:////tmp/x")["OPTIONS"]["transaction_mode"], "IMMEDIATE")


class ForkTests(unittest.TestCase):
    def test_a_task_s_process_gets_no_connection_of_its_worker(self):
        worker = StudioWorker(["calls"], connection=queue.connection(), prepare_for_work=False)
        with (
            mock.patch.object(Worker, "fork_work_horse") as fork,
            mock.patch.object(queue, "connections") as ours,
        ):
            fork.side_effect = lambda *_args: ours.close_all.assert_called_once_with()
            worker.fork_work_horse("job", "queue")
        fork.assert_called_once_with("job", "queue")

    def test_what_tasks_need_is_loaded_before_the_first_is_forked(self):
        ask = (
            "import django, sys; django.setup(); from unittest import mock; import rq; from music.queue import StudioWorker\n"
            "began = lambda *_: print(*({'music.tasks', 'music.urls', 'music.services.archive'} - set(sys.modules)))\n"
            "with mock.patch.object(rq.Worker, 'work', began):\n"
            "    StudioWorker.__new__(StudioWorker).work()"
        )
        asked = subprocess.run(
            [sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=False
        )
        self.assertEqual((asked.stdout, asked.stderr), ("\n", ""))

    def test_loading_the_web_opens_none_before_gunicorn_forks(self):
        ask = "import sunostudio.wsgi; from django.db import connection as c; print(c.connection)"
        asked = subprocess.run(
            [sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True
        )
        self.assertEqual(asked.stdout.strip(), "None")
