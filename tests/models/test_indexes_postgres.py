"""In a large library, nothing that is done again and again reads a whole table: PostgreSQL's own plans say so."""

from unittest import mock, skipUnless

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from music.models import Asset, Job, JobSource, Track
from music.services import sweeps
from tests.factories import make_job, make_track, make_user

MANY = 20_000
LARGE = ("music_job", "music_track", "music_track_text", "music_asset", "music_jobsource")
OWNER = "(n % 20 = 0)::int"  # all but every twentieth are the first person's
# What is another in each copy, number n.
CHANGES = {
    Job: {"submission": "gen_random_uuid()", "token": "gen_random_uuid()", "task_id": "gen_random_uuid()"},
    Track: {"job_id": "job_id + n", "order": '"order" + n * 64', "stack": "stack + n"},
    JobSource: {"job_id": "job_id + n", "track_id": "track_id + n"},
    Asset: {"job_id": "job_id + n", "track_id": "track_id + n"},
}
WORDS = f"""
    INSERT INTO music_track_text SELECT rowid + n * 64, replace(replace(words, 'coast',
    CASE WHEN n % 40 < 2 THEN 'harbour' ELSE 'road' || n % 900 END), 'ß1 ', 'ß' || 1 + {OWNER} || ' ')
    FROM music_track_text, generate_series(1, {MANY}) AS n
"""


def fill():
    """A job that began with a song, its song, and a file of it, as often as there are such in a large library of
    two people; nothing of it is due. The two: who has nearly all, and who has a thousand."""
    people = [make_user(pk=pk) for pk in (1, 2)]
    job = make_job(owner=people[0], finished_at=timezone.now())
    kept = {"archive_state": "kept", "checked_at": timezone.now()}
    track = make_track(job=job, lyrics="The driver knows my stop by now. " * 30, **kept)
    job.sources.create(position=0, track=track)
    Asset.objects.create(owner=job.owner, track=track, job=job, kind="stem", **kept)
    with connection.cursor() as cursor:
        for model, changes in CHANGES.items():
            copy(cursor, model, changes)
        cursor.execute(WORDS)
        cursor.execute(f"ANALYZE {', '.join(LARGE)}")
    return people


def copy(cursor, model, changes):
    table, columns = model._meta.db_table, [field.column for field in model._meta.concrete_fields]
    changes = {"id": "id + n", "uuid": "gen_random_uuid()", "owner_id": f"owner_id + {OWNER}"} | changes
    values = ", ".join(changes.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}, generate_series(1, {MANY}) AS n"
    )
    cursor.execute(f"SELECT setval('{table}_id_seq', max(id)) FROM {table}")


@skipUnless(connection.vendor == "postgresql", "SQLite’s plans are in test_indexes.")
class PlanTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner_of_most, cls.user = fill()

    def setUp(self):
        self.client.force_login(self.user)

    def plans(self, act):
        """{statement: how PostgreSQL would carry it out}, of all that an act asked or changed in a large table."""
        with CaptureQueriesContext(connection) as captured:
            act()
        asked = [query["sql"] for query in captured if query["sql"].startswith(("SELECT", "UPDATE"))]
        return {sql: self.plan(sql) for sql in asked if any(f'"{table}"' in sql for table in LARGE)}

    def plan(self, sql):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}")
            return "\n".join(line for (line,) in cursor.fetchall())

    def assertReadsNoTable(self, act, *indexes):
        """No whole table; and these indexes are made use of."""
        plans = self.plans(act)
        self.assertTrue(plans)
        for sql, plan in plans.items():
            for table in LARGE:
                self.assertNotIn(f"Seq Scan on {table} ", plan, sql)
        for index in indexes:
            self.assertIn(index, " ".join(plans.values()))

    def look(self, address):
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200)
        return response

    def test_a_page_of_the_library(self):
        before = Track.objects.order_by("-order")[MANY // 2].order
        for query in (
            "",
            f"?after={before}",
            "?version=V6",
            "?version=V4",
            "?voice=sung",
            "?favourite=on",
            "?trash=on",
            "?view=stacks&version=V6",
            "?view=stacks&voice=sung&sort=loudest",
            "?view=stacks&q=harbour",
            "?view=stacks&q=harbour&sort=title",
        ):
            with self.subTest(query=query):
                self.assertReadsNoTable(lambda query=query: self.look(f"/library/{query}"))

    def test_a_search_in_it(self):
        for words, count in (
            ("harbour", 500),
            ("night bus harb", 500),
            ("road20", 23),
            ("nothing like it", 0),
        ):
            with self.subTest(words=words):
                address = f"/library/?q={words}"
                self.assertReadsNoTable(lambda address=address: self.look(address))
                self.assertEqual(self.look(address).context["listing"].count, count)

    def test_a_search_begins_with_the_words_even_for_who_has_nearly_all_songs(self):
        """Else their whole library is read for a word that is nowhere in it."""
        for words in ("harbour", "road82", "nothing like it"):
            found = Track.objects.found_by(self.owner_of_most, words)
            for rows in (found.for_rows()[:50], found[:1001].values("pk")):
                with self.subTest(words=words, rows=str(rows.query)):
                    plan = rows.explain()
                    self.assertIn("music_track_text_found", plan)
                    self.assertNotIn("Seq Scan on music_track_text", plan)

    def test_the_list_of_jobs(self):
        self.assertReadsNoTable(lambda: self.look("/jobs/"))

    def test_the_clock_s_sweeps(self):
        self.make_some_due()
        with mock.patch("music.queue._push"):
            self.assertReadsNoTable(sweeps.calls, "jobs_that_are_due", "jobs_being_sent")
            self.assertReadsNoTable(sweeps.files, "sheets_that_are_due")

    def make_some_due(self):
        """Five of each kind, among all the others."""
        now = timezone.now()
        for state in (Job.State.QUEUED, Job.State.WAITING, Job.State.SENDING):
            for _number in range(5):
                make_job(owner=self.user, state=state, due_at=now)
        few = list(Track.objects.order_by("order").values_list("pk", flat=True)[:5])
        Track.objects.filter(pk__in=few).update(sheet_due_at=now)
