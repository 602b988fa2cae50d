"""All that has to outlive a SIGKILL, in DIR/sandbox.sqlite3: tasks, what they made, callbacks, faults, the books."""

import json
import sqlite3
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

from .faults import Fault, dumped

SCHEMA = """
CREATE TABLE IF NOT EXISTS tasks (
    id TEXT PRIMARY KEY, operation TEXT, at REAL, param TEXT, credits REAL, parent TEXT, faults TEXT,
    stage TEXT, due REAL, error_code INTEGER, error_message TEXT, asks INTEGER DEFAULT 0, sent TEXT DEFAULT '',
    ended REAL);
CREATE INDEX IF NOT EXISTS tasks_due ON tasks (due);
CREATE TABLE IF NOT EXISTS items (
    id TEXT PRIMARY KEY, task TEXT, position INTEGER, kind TEXT, about TEXT, recipe TEXT, at REAL,
    made INTEGER DEFAULT 0, asks INTEGER DEFAULT 0);
CREATE INDEX IF NOT EXISTS items_task ON items (task, position);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY, task TEXT, kind TEXT, url TEXT, body TEXT, due REAL, tries INTEGER DEFAULT 0,
    state TEXT DEFAULT 'waiting', posts INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS ledger (id INTEGER PRIMARY KEY, task TEXT, at REAL, kind TEXT, credits REAL);
CREATE TABLE IF NOT EXISTS faults (id INTEGER PRIMARY KEY, fault TEXT, number REAL, side TEXT, remaining INTEGER);
CREATE TABLE IF NOT EXISTS links (token TEXT PRIMARY KEY, path TEXT, until REAL);
"""
TABLES = ("tasks", "items", "deliveries", "ledger", "faults", "links")
ADDED = {  # columns that older databases have not
    "tasks": {"sent": "TEXT DEFAULT ''", "ended": "REAL"},
    "deliveries": {"posts": "INTEGER DEFAULT 0"},  # how often it was answered, whatever was answered
}


@dataclass
class Task:
    id: str
    operation: str
    at: float  # seconds since 1970
    param: dict
    credits: float
    parent: str  # the audio or task id it started from, or ""
    faults: list[Fault]
    stage: str = "accepted"  # then the operation's own stages, or "error"
    due: float | None = None
    error_code: int | None = None
    error_message: str | None = None
    asks: int = 0  # how often its record was asked for
    sent: str = (
        ""  # the request as JSON where it came over the market; `param` is in the operation's own words
    )
    ended: float | None = None  # when the last stage or the error was entered

    @classmethod
    def of(cls, row):
        values = dict(row) | {"param": json.loads(row["param"])}
        return cls(**values | {"faults": [Fault(**fault) for fault in json.loads(row["faults"])]})

    def fault(self, *names):
        return next((fault for fault in self.faults if fault.name in names), None)


@dataclass
class Item:
    """Something a task makes, with what the answers tell of it and how to render it.

    Kinds: "song", "sound", "wav", "stem", "video", "picture", "notes".
    """

    id: str
    task: str
    position: int
    kind: str
    about: dict
    recipe: dict
    at: float
    made: int = 0  # 1: its files are there, -1: they could not be made
    asks: int = 0  # how often its sound was fetched

    @classmethod
    def of(cls, row):
        return cls(**dict(row) | {"about": json.loads(row["about"]), "recipe": json.loads(row["recipe"])})


class Store:
    def __init__(self, path):
        self.lock = threading.RLock()
        self.connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=20)
        self.connection.row_factory = sqlite3.Row
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=NORMAL")
        self.connection.executescript(SCHEMA)
        for table, columns in ADDED.items():
            have = {row["name"] for row in self.rows(f"PRAGMA table_info({table})")}
            for name in columns.keys() - have:
                self.run(f"ALTER TABLE {table} ADD COLUMN {name} {columns[name]}")

    @contextmanager
    def transaction(self):
        with self.lock:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")

    def run(self, sql, *values):
        with self.lock:
            return self.connection.execute(sql, values)

    def rows(self, sql, *values):
        with self.lock:
            return self.connection.execute(sql, values).fetchall()

    def clear(self):
        with self.transaction():
            for table in TABLES:
                self.run(f"DELETE FROM {table}")

    def close(self):
        with self.lock:
            self.connection.close()

    # Tasks and what they make

    def add_task(self, task):
        param, faults = json.dumps(task.param, ensure_ascii=False), json.dumps(dumped(task.faults))
        columns = "id, operation, at, param, credits, parent, faults, stage, due, error_code, error_message, sent, ended"
        self.run(
            f"INSERT INTO tasks ({columns}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            task.id,
            task.operation,
            task.at,
            param,
            task.credits,
            task.parent,
            faults,
            task.stage,
            task.due,
            task.error_code,
            task.error_message,
            task.sent,
            task.ended,
        )

    def add_item(self, item):
        about, recipe = (
            json.dumps(item.about, ensure_ascii=False),
            json.dumps(item.recipe, ensure_ascii=False),
        )
        self.run(
            "INSERT INTO items (id, task, position, kind, about, recipe, at) VALUES (?,?,?,?,?,?,?)",
            item.id,
            item.task,
            item.position,
            item.kind,
            about,
            recipe,
            item.at,
        )

    def task(self, pk):
        rows = self.rows("SELECT * FROM tasks WHERE id = ?", pk)
        return Task.of(rows[0]) if rows else None

    def tasks(self):
        return [Task.of(row) for row in self.rows("SELECT * FROM tasks ORDER BY at, rowid")]

    def earlier(self, operation, parent):
        """The task that did, or is doing, this with the same source; None when none did or all failed."""
        sql = "SELECT * FROM tasks WHERE operation = ? AND parent = ? AND error_code IS NULL ORDER BY at"
        rows = self.rows(sql, operation, parent)
        return Task.of(rows[0]) if rows else None

    def due_tasks(self, now):
        return [Task.of(row) for row in self.rows("SELECT * FROM tasks WHERE due <= ? ORDER BY due", now)]

    def item(self, pk):
        rows = self.rows("SELECT * FROM items WHERE id = ?", pk)
        return Item.of(rows[0]) if rows else None

    def items(self, task_pk):
        return [
            Item.of(row) for row in self.rows("SELECT * FROM items WHERE task = ? ORDER BY position", task_pk)
        ]

    def unmade_items(self):
        return [Item.of(row) for row in self.rows("SELECT * FROM items WHERE made = 0 ORDER BY at, position")]

    def count_ask(self, table, pk):
        """One more time asked for; how many that makes."""
        rows = self.rows(f"UPDATE {table} SET asks = asks + 1 WHERE id = ? RETURNING asks", pk)
        return rows[0]["asks"] if rows else 0

    # Callbacks

    def add_delivery(self, task, kind, url, body, due):
        self.run(
            "INSERT INTO deliveries (task, kind, url, body, due) VALUES (?,?,?,?,?)",
            task,
            kind,
            url,
            body,
            due,
        )

    def due_deliveries(self, now):
        return self.rows(
            "SELECT * FROM deliveries WHERE state = 'waiting' AND due <= ? ORDER BY due, id", now
        )

    def is_busy(self, task_pk):
        """Whether the task has not ended, or a callback of it is not yet delivered."""
        sql = "SELECT 1 FROM tasks WHERE id = ? AND ended IS NULL"
        sql += " UNION SELECT 1 FROM deliveries WHERE task = ? AND state = 'waiting'"
        return bool(self.rows(sql, task_pk, task_pk))

    def is_unserved(self, task_pk):
        """Whether callbacks were sent, and nobody took any: the record will say so, the songs stay readable."""
        counted = "SELECT COUNT(*) AS sent, SUM(state = 'failed') AS failed FROM deliveries WHERE task = ?"
        row = self.rows(counted, task_pk)[0]
        return row["sent"] > 0 and row["sent"] == row["failed"]

    def seconds_to(self, table):
        """How long until something is due in `tasks` or `deliveries`; at least a moment, at most 5 s."""
        waiting = " WHERE state = 'waiting'" if table == "deliveries" else ""
        due = self.rows(f"SELECT MIN(due) AS due FROM {table}{waiting}")[0]["due"]
        return 5.0 if due is None else min(5.0, max(0.05, due - time.time()))

    # Addresses made for a while

    def add_link(self, token, path, until):
        self.run("INSERT INTO links (token, path, until) VALUES (?,?,?)", token, path, until)

    def link(self, token):
        """The path behind a token that still holds; else None."""
        rows = self.rows("SELECT path FROM links WHERE token = ? AND until > ?", token, time.time())
        return rows[0]["path"] if rows else None

    # Money: the balance is the sum of the ledger

    def balance(self):
        return self.rows("SELECT ROUND(COALESCE(SUM(credits), 0), 3) AS sum FROM ledger")[0]["sum"]

    def book(self, kind, credits, task=""):
        self.run(
            "INSERT INTO ledger (task, at, kind, credits) VALUES (?,?,?,?)", task, time.time(), kind, credits
        )

    # Faults that were armed

    def arm(self, fault, side, times):
        self.run(
            "INSERT INTO faults (fault, number, side, remaining) VALUES (?,?,?,?)",
            fault.name,
            fault.number,
            side,
            times,
        )

    def take_armed(self, side):
        """The faults armed for the next request of this side, each used up once."""
        with self.transaction():
            rows = self.rows("SELECT * FROM faults WHERE side = ? AND remaining > 0", side)
            self.run("UPDATE faults SET remaining = remaining - 1 WHERE side = ? AND remaining > 0", side)
        return [Fault(row["fault"], row["number"]) for row in rows]
