"""Inside a scratch studio: its library grows by copies of its jobs, which other people get. The database does it alone."""

import math
from dataclasses import dataclass
from functools import cached_property

from django.db import connection

from accounts.models import User
from music.models import (
    Asset,
    Job,
    JobEvent,
    LedgerEntry,
    Persona,
    Project,
    ProviderAccount,
    Source,
    Tag,
    TimedLyrics,
    Track,
)
from music.models.tracks import TAKES
from music.search import OWNER, OWNER_IN_POSTGRESQL

from .library import count_on
from .scratch import say

BETWEEN = 1000  # numbers left free between two copies
UUID = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
SECRET = {"postgresql": "replace(gen_random_uuid()::text, '-', '')", "sqlite": UUID["sqlite"]}
AFTER_OWNER = {
    "postgresql": f"'{OWNER_IN_POSTGRESQL}' || {{owner}} || substr(words, strpos(words, ' '))",
    "sqlite": f"'{OWNER}' || {{owner}} || substr(words, instr(words, ' '))",
}


def grow(seeded, tracks, people):
    """Until there are so many tracks and people. Jobs 1 to `seeded`, and what hangs on them, are copied."""
    have = Track.objects.count()
    jobs = math.ceil((tracks - have) * seeded / have)
    shelves = _shelves(people - User.objects.count())
    with connection.constraint_checks_disabled(), _Hurry():
        for number, start in enumerate(range(0, jobs, seeded), 1):
            upto, share = min(seeded, jobs - start), math.ceil(jobs / len(shelves[0]))
            say(f"{start:,} of {jobs:,} jobs …")
            Copy(number * (seeded + BETWEEN), upto, f"({{job}} - 1 + {start}) / {share}", shelves).write()
    count_on(Job, Track)
    return {"tracks": Track.objects.count(), "people": User.objects.count()}


def _shelves(count):
    """Rows, one for each new person: people, projects, tags, personas, in the order of their keys."""
    people = User.objects.bulk_create(
        User(email=f"crowd-{n}@benchmarks.example", name=f"Crowd {n}", password="!") for n in range(count)
    )
    account = ProviderAccount.objects.for_server()
    mine = [
        Project.objects.bulk_create(Project(owner=person, name="Album") for person in people),
        Tag.objects.bulk_create(Tag(owner=person, name="mood", key="mood") for person in people),
        Persona.objects.bulk_create(
            Persona(owner=person, account=account, name="Singer", provider_id="singer") for person in people
        ),
    ]
    return [people, *mine]


class _Hurry:
    """PostgreSQL leaves out the checks of every row, and indexes the words once, at the end."""

    def __enter__(self):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = replica")
                cursor.execute("SET maintenance_work_mem = '1GB'")
                cursor.execute(
                    "SELECT indexname, indexdef FROM pg_indexes WHERE indexname = 'music_track_text_found'"
                )
                self.indexes = cursor.fetchall()
                for name, _definition in self.indexes:
                    cursor.execute(f"DROP INDEX {name}")

    def __exit__(self, *_error):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for _name, definition in self.indexes:
                    cursor.execute(definition)
                cursor.execute("RESET session_replication_role")


@dataclass
class Copy:
    """Jobs 1 to `upto` and what hangs on them, `by` further; `person` is SQL for whose each {job} becomes."""

    by: int
    upto: int
    person: str
    shelves: list

    def write(self):
        by, tracks, uuid = self.by, 2 * self.by, UUID[connection.vendor]
        secret = SECRET[connection.vendor]
        self.put(Job, "id", {"id": f"id + {by}", "owner_id": self.whose(0, "id"), "uuid": uuid, "submission": uuid,
                             "token": secret, "task_id": secret})  # fmt: skip
        self.put(Track, "job_id", {"id": f"id + {tracks}", "job_id": f"job_id + {by}", "order": f'"order" + {by * TAKES}',
                                   "owner_id": self.whose(0, "job_id"), "uuid": uuid, "stack": f"job_id + {by}",
                                   "is_top": "position = 0", "project_id": self.shelf(1, "project_id"),
                                   "persona_id": self.shelf(3, "persona_id")})  # fmt: skip
        for model in (JobEvent, LedgerEntry):
            self.put(model, "job_id", {"job_id": f"job_id + {by}"})
        of_track = {"job_id": f"job_id + {by}", "track_id": f"track_id + {tracks}"}
        self.put(TimedLyrics, "job_id", of_track)
        self.put(Asset, "job_id", of_track | {"uuid": uuid, "owner_id": self.whose(0, "job_id")})
        self.put(
            Source, "track_id / 2", {"track_id": f"track_id + {tracks}", "source_id": f"source_id + {tracks}"}
        )
        self.put(Track.tags.through, "track_id / 2", {"track_id": f"track_id + {tracks}",
                                                      "tag_id": self.whose(2, "track_id / 2")}, "DISTINCT")  # fmt: skip
        words = AFTER_OWNER[connection.vendor].format(owner=self.whose(0, self.JOB_OF_TEXT))
        self.run("music_track_text", self.JOB_OF_TEXT, {"rowid": f"rowid + {by * TAKES}", "words": words})

    JOB_OF_TEXT = f"(rowid / {TAKES})"

    @cached_property
    def firsts(self):
        return [rows[0].pk for rows in self.shelves]

    def whose(self, shelf, job):
        """SQL: the key of that person's row."""
        return f"({self.firsts[shelf]} + {self.person.format(job=job)})"

    def shelf(self, number, column):
        """SQL: of the new owner's own, where the song stood in one."""
        return f"CASE WHEN {column} IS NULL THEN NULL ELSE {self.whose(number, 'job_id')} END"

    def put(self, model, job, changes, how=""):
        columns = [field.column for field in model._meta.local_concrete_fields]
        kept = {name: connection.ops.quote_name(name) for name in columns if name != "id"}
        self.run(model._meta.db_table, job, kept | changes, how)

    def run(self, table, job, values, how=""):
        columns = ", ".join(map(connection.ops.quote_name, values))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {how} {', '.join(values.values())} FROM {table} "
                f"WHERE {job} BETWEEN 1 AND {self.upto}"
            )
