"""A consistent copy of the database while the studio writes into it, and the files that just this copy names."""

import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager

from django.db import connection, connections, transaction
from django.db.migrations.loader import MigrationLoader

from ..files import row_sheet_files, sheet_files, stored_files

NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
PATIENCE = 60  # seconds


class CannotDump(Exception):
    """The text says why, and what helps."""


def write(folder):
    """(the name of the copy in `folder`, what `named_files` says of its rows)"""
    path = folder / NAMES[connection.vendor]
    named = _write_sqlite(path) if connection.vendor == "sqlite" else _write_postgresql(path)
    return path.name, named


def migrations():
    """What has been done to this database, as ["music.0001_initial", …]."""
    loader = MigrationLoader(connection)
    return sorted(".".join(key) for key in loader.applied_migrations)


def known_migrations():
    return {".".join(key) for key in MigrationLoader(None).disk_migrations}


def _write_sqlite(path):
    """By SQLite's own backup, in one step: writers go on meanwhile, and none of their halves is in it."""
    path.unlink(missing_ok=True)
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy, progress=_patience())
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    with opened(path) as alias:
        return named_files(alias)


def _patience():
    """For the backup to call after each try: without it, it would wait for ever."""
    end = time.monotonic() + PATIENCE

    def progress(_status, remaining, total):
        if (remaining or not total) and time.monotonic() > end:
            raise CannotDump(f"The database was busy for {PATIENCE} seconds: try again later.")

    return progress


def _write_postgresql(path):
    """The dump and the list of files see one and the same moment."""
    if not shutil.which("pg_dump"):
        raise CannotDump("pg_dump is not on PATH: install PostgreSQL’s client programs (postgresql-client).")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={path}")
        return named_files("default")


def run(program, *arguments):
    """One of PostgreSQL's programs on our database. `CannotDump` with what it said."""
    known = connection.get_connection_params()
    words = {"--host": "host", "--port": "port", "--username": "user", "--dbname": "dbname"}
    where = [f"{option}={known[name]}" for option, name in words.items() if known.get(name)]
    secret = {"PGPASSWORD": known["password"]} if known.get("password") else {}
    command = [program, *where, "--no-password", *arguments]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, env=dict(os.environ) | secret)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", "") or str(error)
        raise CannotDump(f"{program} failed: {said.strip()}") from error


def named_files(using):
    """{name: sha256 or ""} of the files that the rows of a database name, and the names of the sheets beside them."""
    named = {file.name: file.sha256 for file in stored_files(using)}
    return named, {file.name for file in sheet_files(using)} | set(row_sheet_files(using))


@contextmanager
def opened(path):
    """The alias under which the copy in a file can be asked while this lasts."""
    alias = f"copy of {path}"
    connections.settings[alias] = connections["default"].settings_dict | {"NAME": str(path), "OPTIONS": {}}
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias], connections.settings[alias]
