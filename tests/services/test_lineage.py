from unittest.mock import patch

from django.test import TestCase

from music.models import Asset, Source
from music.services import lineage
from tests.factories import make_job, make_track, make_upload, make_user


def comes(track, source=None, upload=None, how="extend", at=None, position=0):
    return Source.objects.create(track=track, source=source, upload=upload, how=how, at=at, position=position)


class FamilyTestCase(TestCase):
    def setUp(self):
        self.user = make_user()

    def song(self, *sources, **fields):
        track = make_track(owner=self.user, **fields)
        for position, source in enumerate(sources):
            comes(track, source, position=position)
        return track

    def names(self, track):
        return {song.title for song in lineage.family(track).members.values()}


class FamilyTests(FamilyTestCase):
    def test_it_knows_ancestors_and_descendants_over_generations(self):
        first = self.song(title="first")
        second = self.song(first, title="second")
        third = self.song(second, title="third")
        fourth = self.song(third, title="fourth")
        for track in (first, second, third, fourth):
            self.assertEqual(self.names(track), {"first", "second", "third", "fourth"})

    def test_a_mashup_shows_both_that_it_was_made_of(self):
        one, upload = self.song(title="one"), make_upload(owner=self.user, title="hummed")
        mix = make_track(owner=self.user, title="mix")
        comes(mix, one, how="mashup")
        comes(mix, upload=upload, how="mashup", position=1)
        for track in (one, mix):
            found = lineage.family(track)
            self.assertEqual({song.title for song in found.members.values()}, {"one", "hummed", "mix"})
            self.assertEqual([how for _from, _to, how, _at in found.links], ["mashup", "mashup"])

    def test_takes_of_a_job_stand_beside_each_other(self):
        job = make_job(owner=self.user)
        one, two = make_track(job=job, title="one"), make_track(job=job, title="two")
        longer = self.song(one, title="longer")
        self.assertEqual(self.names(longer), {"one", "two", "longer"})
        self.assertEqual(self.names(two), {"one", "two"})

    def test_links_tell_how_and_from_which_second(self):
        first = self.song()
        second = make_track(owner=self.user)
        comes(second, first, how="section", at=42.5)
        links = [(("track", first.pk), ("track", second.pk), "section", 42.5)]
        self.assertEqual(lineage.family(second).links, links)

    def test_a_circle_ends(self):
        first = self.song()
        second = self.song(first)
        comes(first, second)
        comes(second, second, position=1)
        self.assertEqual(len(lineage.family(first).members), 2)

    def test_songs_of_others_are_not_in_it(self):
        mine, foreign = self.song(title="mine"), make_track(title="foreign")
        comes(foreign, mine)
        comes(mine, foreign)
        self.assertEqual(self.names(mine), {"mine"})

    def test_files_of_a_song_are_named(self):
        track = self.song()
        for place in (0, 1):
            Asset.objects.create(owner=self.user, track=track, job=track.job, kind="stem", position=place)
        self.assertEqual(lineage.family(track).kinds, {("track", track.pk): [Asset.Kind.STEM]})


class ManyTests(FamilyTestCase):
    def test_it_asks_as_often_for_many_songs_as_for_few(self):
        first = self.song()
        self.song(first)
        with self.assertNumQueries(8):
            lineage.family(first)
        for _n in range(5):
            self.song(first)
        with self.assertNumQueries(8):
            lineage.family(first)

    def test_the_nearest_are_shown_and_the_others_counted(self):
        first = self.song(title="first")
        near = [self.song(first, title="near") for _n in range(3)]
        for _n in range(4):
            self.song(near[0], title="far")
        with patch.object(lineage, "SHOWN", 4):
            found = lineage.family(first)
        self.assertEqual(sorted(song.title for song in found.members.values()), ["first", *["near"] * 3])
        self.assertEqual((found.more, found.is_cut), (4, False))

    def test_a_walk_that_ends_early_says_so(self):
        first = self.song()
        for _n in range(5):
            self.song(first)
        with patch.object(lineage, "WALKED", 4):
            self.assertTrue(lineage.family(first).is_cut)

    def test_it_goes_only_so_deep(self):
        songs = [self.song()]
        for _n in range(5):
            songs.append(self.song(songs[-1]))
        with patch.object(lineage, "DEEP", 2):
            self.assertEqual(len(lineage.family(songs[0]).members), 3)
