"""The sandbox's own books, read from its database while it runs: what it accepted, made, charged and called back."""

import json
import re
import sqlite3
from collections import Counter
from contextlib import closing
from functools import cached_property

TOKEN = re.compile(r"/callbacks/kie/([\w-]+)/")
HAS_ENDED = ("complete", "error")


class Books:
    """As they are at this moment."""

    def __init__(self, place):
        self.path = place / "sandbox" / "sandbox.sqlite3"

    def rows(self, sql):
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=20)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql)]

    @cached_property
    def tasks(self):
        """Each with the faults that struck it, the token it calls back with, and what it made."""
        tasks = self.rows("SELECT * FROM tasks ORDER BY at, rowid")
        made = {}
        for item in self.rows("SELECT id, task, position, kind, made, asks FROM items"):
            made.setdefault(item["task"], []).append(item)
        for task in tasks:
            task["param"], task["faults"] = json.loads(task["param"]), json.loads(task["faults"])
            task["items"] = made.get(task["id"], [])
            task["token"] = token_of(task["param"].get("callBackUrl") or "")
        return tasks

    @cached_property
    def deliveries(self):
        """{task id: its callbacks}"""
        found = {}
        for row in self.rows("SELECT task, kind, due, tries, posts, state FROM deliveries ORDER BY id"):
            found.setdefault(row["task"], []).append(row)
        return found

    @cached_property
    def moves(self):
        """{task id: what it cost in the end}"""
        sums = self.rows("SELECT task, -SUM(credits) AS credits FROM ledger WHERE task != '' GROUP BY task")
        return {row["task"]: round(row["credits"], 3) for row in sums}

    @property
    def balance(self):
        return self.rows("SELECT ROUND(SUM(credits), 3) AS sum FROM ledger")[0]["sum"]

    @property
    def opening(self):
        return self.rows("SELECT SUM(credits) AS sum FROM ledger WHERE kind = 'opening'")[0]["sum"]

    @property
    def under_way(self):
        """How many tasks and callbacks have not come to their end."""
        tasks = "SELECT COUNT(*) AS n FROM tasks WHERE stage NOT IN ('complete', 'error') OR due IS NOT NULL"
        calls = "SELECT COUNT(*) AS n FROM deliveries WHERE state = 'waiting' AND due IS NOT NULL"
        return sum(self.rows(sql)[0]["n"] for sql in (tasks, calls))

    @property
    def armed(self):
        """How many requests armed faults still wait for."""
        return sum(self.waiting_for(side) for side in ("create", "record"))

    def waiting_for(self, side):
        rows = self.rows(f"SELECT COALESCE(SUM(remaining), 0) AS n FROM faults WHERE side = '{side}'")
        return rows[0]["n"]

    @cached_property
    def used(self):
        """{(fault, side): how often one that was armed has struck}"""
        rows = self.rows("SELECT fault, number, side FROM faults WHERE remaining = 0")
        return Counter((written(row["fault"], row["number"]), row["side"]) for row in rows)


def written(fault, number):
    """As one asks for it."""
    return fault if number is None else f"{fault} {number:g}"


def token_of(address):
    found = TOKEN.search(address)
    return found[1] if found else ""
