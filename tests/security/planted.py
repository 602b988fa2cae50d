"""Secrets that are planted, and every place where something is written: where they may stand, and where they do."""

import base64
import gzip
import json
import quopri
import re
import sqlite3
import zipfile
import zlib
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from urllib.parse import quote


@dataclass(frozen=True)
class Secret:
    """`homes`: the places that have to hold it, as patterns of their names; anywhere else it leaked."""

    name: str
    text: str
    homes: tuple = ()

    @cached_property  # asked for each of a hundred thousand texts
    def spellings(self):
        escaped = json.dumps(self.text)[1:-1]
        spelt = {self.text, quote(self.text), quote(self.text, safe=""), escaped, escaped.replace("/", "\\/")}
        spelt |= {
            encode(self.text.encode()).decode().rstrip("=")
            for encode in (base64.b64encode, base64.urlsafe_b64encode)
        }
        return {text.encode() for text in spelt}

    def may_stand_in(self, place):
        return any(re.fullmatch(home, place) for home in self.homes)


def leaks(secrets, places):
    """[(secret, place)] for an iterable of (place, bytes)."""
    found = set()
    for place, content in places:
        for text in unfolded(content):
            there = [secret for secret in secrets if any(spelt in text for spelt in secret.spellings)]
            found |= {(secret.name, place) for secret in there if not secret.may_stand_in(place)}
    return sorted(found)


def unfolded(content):
    """The bytes, and what is inside where they are packed: tasks by zlib, sessions by Base64 around it, what one
    takes along as a ZIP, backups by gzip, long lines of mails as they are sent."""
    yield content
    yield quopri.decodestring(content)
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    with suppress(OSError, EOFError, zlib.error):
        yield gzip.decompress(content)
    for text in (content, *(part for part in re.split(rb"[:.]", content) if len(part) > 20)):
        for packed in (text, *_decoded(text)):
            with suppress(zlib.error):
                yield zlib.decompress(packed)
        yield from _decoded(text)


def _decoded(text):
    if re.fullmatch(rb"[\w+/=-]{20,}", text):
        with suppress(ValueError):
            yield base64.urlsafe_b64decode(
                text.replace(b"+", b"-").replace(b"/", b"_") + b"=" * (-len(text) % 4)
            )


def in_files(folder):
    """Each file as it lies there: a database's free pages and its log, too."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"file:{path.relative_to(folder)}", path.read_bytes()


def in_database(path):
    """Each value, by table and column."""
    with closing(sqlite3.connect(path)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            rows = database.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in rows.description]
            for row in rows:
                for column, value in zip(columns, row, strict=True):
                    yield f"rows:{table}.{column}", value if isinstance(value, bytes) else str(value).encode()


def in_queue(folder):
    """Everything that was ever told to the queue server: its append-only file, word by word."""
    for path in folder.rglob("*.aof"):
        content, position = path.read_bytes(), 0
        while match := re.compile(rb"\$(\d+)\r\n").search(content, position):
            position = match.end() + int(match[1])
            yield "queue", content[match.end() : position]
