import sqlite3
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sandbox.store import Store, Task

from .base import SandboxCase

OLD = """CREATE TABLE tasks (
    id TEXT PRIMARY KEY, operation TEXT, at REAL, param TEXT, credits REAL, parent TEXT, faults TEXT,
    stage TEXT, due REAL, error_code INTEGER, error_message TEXT, asks INTEGER DEFAULT 0)"""


class OlderDatabaseTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "sandbox.sqlite3"

    def test_a_database_from_before_the_market_is_taken_on(self):
        old = sqlite3.connect(self.path)
        old.execute(OLD)
        old.execute(
            "INSERT INTO tasks (id, operation, at, param, credits, parent, faults, stage)"
            " VALUES ('old', 'generate', 1, '{}', 12, '', '[]', 'complete')"
        )
        old.execute(
            "CREATE TABLE deliveries (id INTEGER PRIMARY KEY, task TEXT, kind TEXT, url TEXT, body TEXT, due REAL,"
            " tries INTEGER DEFAULT 0, state TEXT DEFAULT 'waiting')"
        )
        old.commit()
        old.close()
        store = Store(self.path)
        self.addCleanup(store.close)
        store.add_task(Task("new", "generate", time.time(), {}, 12, "", [], sent='{"model": "x"}'))
        self.assertEqual([task.sent for task in store.tasks()], ["", '{"model": "x"}'])
        store.add_delivery("new", "complete", "http://studio.example/", "{}", time.time())
        self.assertEqual(store.due_deliveries(time.time())[0]["posts"], 0)


class AtTheSameTimeTests(SandboxCase):
    def test_of_two_conversions_of_a_song_one_is_accepted(self):
        source = self.source()
        with ThreadPoolExecutor(4) as pool:
            codes = list(pool.map(lambda _: self.tool("wav/generate", **source)["code"], range(4)))
        self.assertEqual(sorted(codes), [200, 409, 409, 409])
