"""The library of a crowd that benchmarks grow: rows as the studio writes them, each person's own."""

from django.db import connection
from django.db.models import F

from accounts.models import User
from benchmarks import crowd_pages, crowd_rows, library
from music import search
from music.models import Asset, Job, Source, Track
from tests.base import StudioTestCase


class CrowdTests(StudioTestCase):
    @classmethod
    def setUpTestData(cls):
        library.seed(tracks=400, others=80)
        cls.mine = Track.objects.of(crowd_pages.person()).count()
        cls.grown = crowd_rows.grow(seeded=240, tracks=1500, people=50)

    def test_it_grows_to_so_many_songs_and_people_and_takes_nothing_from_anybody(self):
        self.assertEqual(self.grown["people"], 50)
        self.assertAlmostEqual(self.grown["tracks"], 1500, delta=10)
        connection.check_constraints()
        self.assertEqual(Track.objects.of(crowd_pages.person()).count(), self.mine)
        self.assertFalse(Track.objects.exclude(owner=F("job__owner")).exists())
        self.assertFalse(Track.objects.exclude(project=None).exclude(owner=F("project__owner")).exists())
        self.assertFalse(Asset.objects.exclude(owner=F("track__owner")).exists())
        self.assertFalse(Source.objects.filter(track__job__pk__lte=F("source__job__pk")).exists())

    def test_each_finds_their_own_songs_alone(self):
        somebody = User.objects.filter(email__startswith="crowd-").first()
        song = Track.objects.of(somebody).first()
        found = Track.objects.filter(text__words__match=search.query(somebody.pk, song.title))
        self.assertIn(song, found)
        self.assertEqual({track.owner for track in found}, {somebody})

    def test_new_rows_get_keys_of_their_own(self):
        job = Job.objects.order_by("-pk").first()
        new = Job.objects.create(owner=job.owner, account=job.account, operation="generate")
        self.assertGreater(new.pk, job.pk)

    def test_every_page_is_there(self):
        for user, paths in (
            (crowd_pages.person(), crowd_pages.of_person()),
            (crowd_pages.keeper(), crowd_pages.of_keeper()),
        ):
            self.client.force_login(user)
            for name, path in paths.items():
                with self.subTest(name):
                    self.assertEqual(self.client.get(path).status_code, 200)
