from music.models import Project, Tag, Track
from tests.base import StudioTestCase
from tests.factories import keep, make_project, make_track, make_user

HTMX = {"HX-Request": "true"}


class OpinionTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.track = make_track(owner=self.user)
        self.address = f"/tracks/{self.track.uuid}/say/"

    def say(self, htmx=False, **data):
        data = {"rating": "0", "tags": "", "project": "", "notes": ""} | data
        response = self.client.post(self.address, data, headers=HTMX if htmx else {})
        self.track = Track.objects.get(pk=self.track.pk)
        return response

    def tag_names(self):
        return [tag.name for tag in self.track.tags.all()]

    def test_everything_is_kept_at_once(self):
        project = make_project(owner=self.user)
        response = self.say(rating="4", tags="demo, for Ada", project=project.uuid, notes="Softer\r\ndrums")
        self.assertRedirects(response, self.track.get_absolute_url())
        kept = (self.track.rating, self.tag_names(), self.track.project, self.track.notes)
        self.assertEqual(kept, (4, ["demo", "for Ada"], project, "Softer\ndrums"))

    def test_with_a_script_the_page_stays_as_it_is(self):
        response = self.say(htmx=True, rating="5")
        self.assertContains(response, "Kept.")
        self.assertNotContains(response, "<form")
        self.assertEqual(self.track.rating, 5)

    def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(self):
        for htmx in (True, False):
            for wrong in ({"rating": "6"}, {"tags": "x" * 41}, {"tags": ",".join("abcdefghijklmnopqrstuvw")}):
                response = self.say(htmx=htmx, notes="New", **wrong)
                self.assertEqual((response.status_code, self.track.notes), (422, ""), wrong)
                self.assertContains(response, "error", status_code=422)

    def test_tags_are_one_however_they_are_written(self):
        self.say(tags="Größe,  demo , GROSSE,, demo")
        self.assertEqual(self.tag_names(), ["demo", "Größe"])
        other = make_track(owner=self.user)
        self.client.post(f"/tracks/{other.uuid}/say/", {"rating": "0", "tags": "DEMO"})
        self.assertEqual(Tag.objects.count(), 2)

    def test_a_tag_that_is_on_no_song_is_no_more(self):
        theirs = Tag.objects.named(make_user(), "theirs")
        self.say(tags="demo, old")
        self.say(tags="demo")
        self.assertEqual(set(Tag.objects.all()), {theirs, Tag.objects.get(name="demo")})

    def test_its_sheet_follows(self):
        keep(self.track)
        for deed, data in (
            ("say", {"rating": "3"}),
            ("rate", {"rating": "5"}),
            ("favourite", {}),
            ("trash", {}),
            ("restore", {}),
        ):
            Track.objects.update(sheet_due_at=None)
            self.client.post(f"/tracks/{self.track.uuid}/{deed}/", data)
            self.assertIsNotNone(Track.objects.get().sheet_due_at, deed)

    def test_a_project_of_another_is_refused(self):
        theirs = make_project()
        response = self.say(project=theirs.uuid)
        self.assertEqual((response.status_code, self.track.project), (422, None))

    def test_stars_alone(self):
        for stars, told in (("5", "5 stars"), ("1", "1 star."), ("0", "no stars")):
            response = self.client.post(f"/tracks/{self.track.uuid}/rate/", {"rating": stars}, follow=True)
            self.assertContains(response, told)
            self.assertEqual(Track.objects.get().rating, int(stars))
        self.assertEqual(
            self.client.post(f"/tracks/{self.track.uuid}/rate/", {"rating": "9"}).status_code, 422
        )

    def test_its_page_offers_what_there_is(self):
        self.say(rating="2", tags="demo")
        project = make_project(owner=self.user, name="First record")
        make_project(name="Of another")
        page = self.client.get(self.track.get_absolute_url())
        self.assertContains(page, '<option value="demo">')
        self.assertContains(page, project.name)
        self.assertNotContains(page, "Of another")
        self.assertContains(page, 'value="demo"')

    def test_the_form_of_its_words_has_them_too_and_may_leave_them_out(self):
        self.client.post(f"/tracks/{self.track.uuid}/edit/", {"title": "New", "rating": "3", "tags": "demo"})
        self.track.refresh_from_db()
        self.assertEqual((self.track.title, self.track.rating, self.tag_names()), ("New", 3, ["demo"]))
        self.client.post(f"/tracks/{self.track.uuid}/edit/", {"title": "Newer"})
        self.track = Track.objects.get()
        self.assertEqual((self.track.title, self.track.rating, self.tag_names()), ("Newer", 3, ["demo"]))
        self.assertFalse(Project.objects.exists())
