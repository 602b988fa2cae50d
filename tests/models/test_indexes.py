from unittest import mock, skipUnless

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from music.filters import SORTS, SORTS_OF_TRASH
from music.listing import Listing
from music.models import Job, Track
from music.services import vault
from tests.base import StudioTestCase
from tests.factories import make_job, make_track, make_user


def explain(sql, params=None):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return [row[-1] for row in cursor.fetchall()]


def plan(rows):
    return explain(*rows.query.sql_with_params())


@skipUnless(connection.vendor == "sqlite", "These are SQLite’s plans.")
class IndexTests(StudioTestCase):
    """As an ordinary installation has it, where nobody ever ran ANALYZE."""

    def listing(self, **query):
        return Listing(self.user, query)

    def test_every_list_of_the_library_comes_sorted_out_of_an_index(self):
        for query, index in (
            ({}, "library_and_all_facts"), ({"version": "V5"}, "library_by_age"), ({"operation": "extend"}, "library_by_making"),
            ({"voice": "sung"}, "library_by_voice"), ({"favourite": "on"}, "library_by_favour"), ({"trash": "on"}, "trash"),
        ):  # fmt: skip
            with self.subTest(query=query):
                [step] = plan(self.listing(**query).matching.for_rows()[:50])
                self.assertIn(f"SEARCH music_track USING INDEX {index} (owner_id=?", step)

    def test_a_sort_walks_an_index_of_its_own_from_any_place(self):
        for sort in SORTS.values():
            rows = sort.order(Track.objects.of(self.user).kept()).for_rows()
            for place in (rows, sort.after(rows, sort.mark(self.song(sort)))):
                with self.subTest(sort=sort.name, place=str(place.query)[-80:]):
                    [step] = plan(place[:50])
                    self.assertIn("USING INDEX library_", step)

    def test_the_trash_by_its_days_walks_an_index_of_its_own(self):
        sort = SORTS_OF_TRASH["thrown"]
        rows = sort.order(Track.objects.of(self.user).filter(trashed_at__isnull=False)).for_rows()
        mark = sort.mark(self.song(sort, trashed_at=timezone.now()))
        for place in (rows, sort.after(rows, mark)):
            [step] = plan(place[:50])
            self.assertIn("USING INDEX trash_by_day (owner_id=?", step)

    def song(self, sort, **fields):
        make_track(owner=self.user, **fields)
        return sort.order(Track.objects.all()).first()

    def test_a_search_begins_with_the_words_for_the_list_and_for_the_count(self):
        for text in ("river", "月光", "no such"):
            matching = self.listing(q=text).matching
            for rows in (matching.for_rows()[:50], matching[:1001].values("pk")):
                first, second = plan(rows)
                self.assertIn("music_track_text VIRTUAL TABLE", first)
                self.assertIn("order=?", second)

    def test_the_count_reads_an_index_alone(self):
        for _number in range(2):
            make_track(owner=self.user)
        with mock.patch("music.listing.PAGE", 1), CaptureQueriesContext(connection) as captured:
            self.assertEqual(self.listing().count, 2)
        self.assertIn("USING COVERING INDEX library_and_all_facts", " ".join(explain(captured[-1]["sql"])))

    def test_stacks_in_which_something_matches_are_found_without_a_walk(self):
        make_track(job=make_track(owner=self.user).job, rating=4)
        for query in (
            {"q": "night"},
            {"q": "night", "sort": "title"},
            {"rating": "4"},
            {"version": "V6", "sort": "loudest"},
        ):
            with self.subTest(query), CaptureQueriesContext(connection) as captured:
                listing = self.listing(view="stacks", **query)
                self.assertEqual((len(listing.tracks), listing.gathered.count), (1, 1))
                for asked in captured.captured_queries:
                    for step in explain(asked["sql"]):
                        self.assertNotRegex(step, "SCAN music_track(?!_text VIRTUAL TABLE INDEX [0-9]+:[M=])")

    def test_songs_at_risk_are_counted_in_indexes_of_few_rows(self):
        with CaptureQueriesContext(connection) as captured:
            vault.count_at_risk(self.user)
        told = " ".join(step for query in captured for step in explain(query["sql"]))
        for index in ("songs_not_here", "songs_at_fault"):
            self.assertIn(f"USING INDEX {index} (owner_id=? AND trashed_at=?)", told)

    def test_the_few_jobs_that_move_or_need_a_person_are_found_by_their_state(self):
        mine = Job.objects.of(self.user).newest_first()
        few = "jobs_needing_a_person (owner_id=? AND put_away_at=? AND state=?)"
        self.assertIn(few, plan(mine.needing_a_person()[:50])[0])
        self.assertIn("jobs_by_state (owner_id=? AND state=?)", plan(mine.under_way()[:50])[0])


@skipUnless(connection.vendor == "postgresql", "These are PostgreSQL’s plans.")
class PostgreSQLTests(StudioTestCase):
    def fill(self, owner, many, first):
        job = make_job(owner=owner)
        Track.objects.bulk_create(
            Track(owner=owner, job=job, stack=job.pk, audio_id=f"{first}-{n}", order=first + n, title="A waltz", lyrics="La " * 500)
            for n in range(many)
        )  # fmt: skip

    def test_the_library_of_somebody_whose_songs_are_old_is_read_from_an_index_of_theirs(self):
        """Not from that of everybody's songs, in order, past all that others made since."""
        self.fill(self.user, 600, first=0)
        self.fill(make_user(), 2000, first=10_000)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE music_track")
            sql, params = Listing(self.user, {}).matching.for_rows()[:50].query.sql_with_params()
            cursor.execute(f"EXPLAIN {sql}", params)
            steps = " ".join(row[0] for row in cursor.fetchall())
        self.assertIn("library_in_order", steps)
        self.assertNotIn("Sort", steps)

    def test_a_sort_walks_an_index_of_its_own(self):
        self.fill(self.user, 600, first=0)
        self.fill(make_user(), 2000, first=10_000)
        for sort in set(SORTS) - {"newest", "oldest"}:
            with self.subTest(sort=sort), connection.cursor() as cursor:
                cursor.execute("ANALYZE music_track")
                rows = SORTS[sort].order(Track.objects.of(self.user).kept()).for_rows()
                sql, params = rows[:50].query.sql_with_params()
                cursor.execute(f"EXPLAIN {sql}", params)
                steps = " ".join(row[0] for row in cursor.fetchall())
                self.assertIn("library_in_", steps)
                self.assertNotIn("Sort", steps)

    def test_the_trash_by_its_days_walks_an_index_of_its_own(self):
        self.fill(self.user, 600, first=0)
        self.fill(make_user(), 2000, first=10_000)
        Track.objects.of(self.user).update(trashed_at=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE music_track")
            rows = SORTS_OF_TRASH["thrown"].order(
                Track.objects.of(self.user).filter(trashed_at__isnull=False)
            )
            sql, params = rows.for_rows()[:50].query.sql_with_params()
            cursor.execute(f"EXPLAIN {sql}", params)
            steps = " ".join(row[0] for row in cursor.fetchall())
        self.assertIn("trash_by_day", steps)
        self.assertNotIn("Sort", steps)
