"""1,000,000 songs among 1,000 people, beside the library of 100,000 they grew from: how much longer each page takes.

The one who is measured has the same songs in both. It is not among what runs unless it is asked for: it takes its time
and tens of GB.
"""

import sqlite3
import time
from contextlib import ExitStack, suppress
from statistics import median

from tests import postgres

from .figures import Figure
from .meter import Visitor
from .scratch import OTHERS, Scratch, say

TIMES = 10  # songs, as many as in the small library
SONGS_OF_EACH = 1000
TURNS = 5  # each page is asked for so often, in turns; the quickest counts, whatever else the machine did
SLOWER = 2.0


def figures(options):
    with ExitStack() as stack:
        make = _in_sqlite if options.sqlite else _in_postgresql
        studios = make(stack, options)
        asked = [studio.ask("crowd_pages.pages") for studio in studios]
        found = []
        for who in asked[0]:
            visitors = [
                Visitor(studio, pages[who]["session"]) for studio, pages in zip(studios, asked, strict=True)
            ]
            paths = [pages[who]["paths"] for pages in asked]
            found += [compare(name, visitors, [each[name] for each in paths]) for name in paths[0]]
        return [worst(found), *found]


def compare(name, visitors, paths):
    """Seconds of a page in the large library by those in the small one; the first turn warms up."""
    took = [[], []]
    for _turn in range(TURNS + 1):
        for seconds, visitor, path in zip(took, visitors, paths, strict=True):
            seconds.append(ask(visitor, path))
    small, large = (min(seconds[1:]) for seconds in took)
    note = f"{1000 * small:.0f} → {1000 * large:.0f} ms"
    say(f"{large / small:5.2f} times, {note}: {name}")
    return Figure(name, large / small, "times", most=SLOWER, note=note)


def ask(visitor, path):
    """One that does not answer in time counts with the time it was waited for."""
    began = time.perf_counter()
    with suppress(TimeoutError):
        visitor.fetch(path)
    return time.perf_counter() - began


def worst(found):
    slowest = max(found, key=lambda figure: figure.got)
    middle = median(figure.got for figure in found)
    note = f"{slowest.what}; in the middle {middle:.2f}, of {len(found)}"
    return Figure("page that is slower by most", slowest.got, "times", most=SLOWER, note=note)


def _in_sqlite(stack, options):
    folder = options.data / "sqlite"
    small, large = Scratch(folder, options.tracks), Crowd(folder, options.tracks)
    with small:
        pass  # seeded by now
    target = large.data / "studio.sqlite3"
    if not target.exists():
        large.data.mkdir(parents=True)
        with sqlite3.connect(small.data / target.name) as rows:
            rows.execute("VACUUM INTO ?", [str(target)])
    return [stack.enter_context(studio) for studio in (small, large)]


def _in_postgresql(stack, options):
    folder = options.data / "postgresql"
    folder.mkdir(parents=True, exist_ok=True)
    server = postgres.Server(folder / "server").start()
    stack.callback(server.stop)
    names = [f"library-{tracks}" for tracks in (options.tracks, options.tracks * TIMES)]
    urls = [server.url.replace("/postgres?", f"/{name}?") for name in names]
    small, large = Scratch(folder, options.tracks, urls[0]), Crowd(folder, options.tracks, urls[1])
    with server.connect() as connection:
        known = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
        if names[0] not in known:
            server.new_database(names[0])
        with small:
            pass  # seeded by now, and nobody holds the database
        if names[1] not in known:
            connection.execute(f'CREATE DATABASE "{names[1]}" TEMPLATE "{names[0]}"')
    studios = [stack.enter_context(studio) for studio in (small, large)]
    for name in names:  # as a server would by itself
        with server.connect(name) as connection:
            connection.execute("VACUUM ANALYZE")
    return studios


class Crowd(Scratch):
    """Begins with the rows of a small library, and grows in its database."""

    def __init__(self, data, small, database=""):
        super().__init__(data, small * TIMES, database)
        self.small = small

    def seed(self):
        jobs = (self.small + self.small // OTHERS) // 2
        people = max(50, self.tracks // SONGS_OF_EACH)
        self.ask("crowd_rows.grow", seeded=jobs, tracks=self.tracks, people=people)
