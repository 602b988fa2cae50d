from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext

from music.models import Persona, Tag, Track, TrackText
from music.services import personas
from tests.base import StudioTestCase
from tests.factories import make_persona, make_track, make_user


class FoundByTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.persona = make_persona(owner=self.user, name="Harbour")
        self.songs = [make_track(owner=self.user, persona=self.persona) for _number in range(3)]
        make_track(owner=self.user, title="Another")

    def found(self, words):
        return list(Track.objects.found_by(self.user, words).order_by("pk"))

    def rename(self, name):
        self.persona.name = name
        personas.rename(self.persona)

    def test_its_songs_are_found_by_the_new_name_alone_and_by_all_else_as_before(self):
        self.songs[1].tags.add(Tag.objects.named(self.user, "Lena"))
        self.rename("Lighthouse")
        self.assertEqual(Persona.objects.get().name, "Lighthouse")
        self.assertEqual((self.found("lighthouse"), self.found("harbour")), (self.songs, []))
        self.assertEqual(self.found("lighthouse lena"), [self.songs[1]])
        self.assertEqual(self.found("lighthouse driver"), self.songs)

    def test_after_it_is_deleted_nothing_is_found_by_it(self):
        personas.delete(self.persona)
        self.assertFalse(Persona.objects.exists())
        self.assertEqual((self.found("harbour"), len(self.found("driver"))), ([], 4))

    def test_another_person_s_songs_stay_as_they_are(self):
        theirs = make_user()
        song = make_track(owner=theirs, persona=make_persona(owner=theirs, name="Harbour"))
        self.rename("Lighthouse")
        self.assertEqual(list(Track.objects.found_by(theirs, "harbour")), [song])

    def test_few_songs_are_read_at_once(self):
        with mock.patch("music.services.personas.STEP", 2), mock.patch.object(
            TrackText.objects, "put_all", wraps=TrackText.objects.put_all
        ) as put:  # fmt: skip
            self.rename("Lighthouse")
            self.assertEqual([len(call.args[0]) for call in put.call_args_list], [2, 1])
            personas.delete(self.persona)
        self.assertEqual([len(call.args[0]) for call in put.call_args_list], [2, 1, 2, 1])
        self.assertEqual(self.found("lighthouse"), [])

    def test_no_query_is_asked_for_each_song(self):
        with CaptureQueriesContext(connection) as queries:
            self.rename("Lighthouse")
        asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
        self.assertLessEqual(len(asked), 3)

    def test_who_was_interrupted_does_it_again(self):
        with (
            mock.patch.object(TrackText.objects, "put_all", side_effect=OSError),
            self.assertRaises(OSError),
        ):
            self.rename("Lighthouse")
        self.assertEqual(Persona.objects.get().name, "Harbour")
