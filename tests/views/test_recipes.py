import uuid

from music.models import Job, Recipe
from tests.base import StudioTestCase
from tests.factories import make_job, make_persona, make_track, make_user

PARAMS = {
    "custom_mode": True,
    "instrumental": False,
    "model": "V6",
    "style": "slow synth-pop",
    "duration": 120,
}


class RecipeTestCase(StudioTestCase):
    def recipe(self, **fields):
        defaults = {"owner": self.user, "name": "Night bus", "operation": "generate", "params": PARAMS}
        return Recipe.objects.create(**{**defaults, **fields})


class SavingTests(RecipeTestCase):
    def save(self, address, **fields):
        data = {
            "custom_mode": "on",
            "model": "V6",
            "style": "slow synth-pop",
            "recipe-name": "Night bus",
            **fields,
        }
        return self.client.post(address, data)

    def test_the_settings_of_a_job_are_offered_to_be_kept(self):
        job = make_job(owner=self.user, params=PARAMS)
        page = self.client.get(f"/recipes/new/?from={job.uuid}")
        self.assertContains(page, "slow synth-pop")
        self.save(f"/recipes/new/?from={job.uuid}", duration="120")
        recipe = Recipe.objects.get()
        self.assertEqual((recipe.name, recipe.params), ("Night bus", PARAMS))

    def test_what_says_something_of_one_song_only_is_not_kept(self):
        job = make_job(owner=self.user, operation="extend", params={**PARAMS, "continue_at": 83.4})
        settings = self.client.get(f"/recipes/new/?from={job.uuid}").context["settings"]
        self.assertNotIn("continue_at", settings.fields)

    def test_a_form_at_hand_comes_along_as_it_stands(self):
        typed = {"custom_mode": "on", "style": "half a thou", "model": "V5", "submission": str(uuid.uuid4())}
        page = self.client.post("/recipes/new/?operation=generate", typed)
        self.assertEqual(page.status_code, 200)
        settings = page.context["settings"]
        self.assertEqual((settings["style"].value(), settings["model"].value()), ("half a thou", "V5"))
        self.assertFalse(Recipe.objects.exists())
        self.assertFalse(Job.objects.exists())

    def test_it_needs_a_name_and_loses_nothing(self):
        page = self.save("/recipes/new/?operation=generate", **{"recipe-name": ""})
        self.assertContains(page, "A recipe needs a name.", status_code=422)
        self.assertContains(page, "slow synth-pop", status_code=422)

    def test_a_setting_that_is_none_is_refused(self):
        page = self.save("/recipes/new/?operation=generate", weirdness_constraint="7")
        self.assertEqual(page.status_code, 422)
        self.assertFalse(Recipe.objects.exists())

    def test_only_what_makes_songs_has_recipes(self):
        self.assertEqual(self.client.get("/recipes/new/?operation=wav").status_code, 404)
        theirs = make_job()
        self.assertEqual(self.client.get(f"/recipes/new/?from={theirs.uuid}").status_code, 404)

    def test_editing_changes_name_and_settings(self):
        recipe = self.recipe()
        self.save(f"/recipes/{recipe.uuid}/edit/", style="loud polka", **{"recipe-name": "Polka"})
        recipe.refresh_from_db()
        self.assertEqual((recipe.name, recipe.params["style"]), ("Polka", "loud polka"))


class UsingTests(RecipeTestCase):
    def test_the_form_opens_filled_and_offers_the_others(self):
        recipe, other = self.recipe(), self.recipe(name="Morning")
        page = self.client.get(f"/create/generate/?recipe={recipe.uuid}")
        form = page.context["form"]
        self.assertEqual((form["style"].value(), form["duration"].value()), ("slow synth-pop", 120))
        self.assertContains(page, f'href="?recipe={other.uuid}"')

    def test_what_was_left_empty_stays_empty(self):
        song = make_track(owner=self.user)
        recipe = self.recipe(operation="upload-cover", params={"custom_mode": True, "title": "Cover"})
        form = self.client.get(f"/tracks/{song.uuid}/upload-cover/?recipe={recipe.uuid}").context["form"]
        self.assertEqual(form["style"].value(), "")

    def test_one_that_starts_from_a_song_offers_songs(self):
        song = make_track(owner=self.user)
        recipe = self.recipe(operation="upload-cover")
        page = self.client.get(recipe.get_absolute_url())
        self.assertContains(page, f"/tracks/{song.uuid}/upload-cover/?recipe={recipe.uuid}")

    def test_one_of_another_operation_fits_no_form(self):
        recipe = self.recipe(operation="sounds", params={"prompt": "rain"})
        self.assertEqual(self.client.get(f"/create/generate/?recipe={recipe.uuid}").status_code, 404)

    def test_deleting_it_leaves_the_songs(self):
        song = make_track(owner=self.user)
        self.assertRedirects(self.client.post(f"/recipes/{self.recipe().uuid}/delete/"), "/recipes/")
        self.assertFalse(Recipe.objects.exists())
        song.refresh_from_db()


class SharingTests(RecipeTestCase):
    def setUp(self):
        super().setUp()
        self.owner = make_user(name="Jo")
        self.persona = make_persona(owner=self.owner, name="Secret voice")
        params = {**PARAMS, "persona_id": str(self.persona.uuid), "image_urls": ["https://a.example/me.jpg"]}
        self.theirs = self.recipe(owner=self.owner, params=params)

    def share(self):
        self.client.force_login(self.owner)
        self.client.post(f"/recipes/{self.theirs.uuid}/share/")
        self.client.force_login(self.user)

    def test_until_it_is_shared_nobody_else_sees_it(self):
        for page in (self.theirs.get_absolute_url(), f"/create/generate/?recipe={self.theirs.uuid}"):
            self.assertEqual(self.client.get(page).status_code, 404)
        self.assertNotContains(self.client.get("/recipes/"), "Night bus")
        self.assertEqual(self.client.post(f"/recipes/{self.theirs.uuid}/copy/").status_code, 404)

    def test_others_see_use_and_copy_it_without_what_is_its_owner_s_own(self):
        self.share()
        page = self.client.get(self.theirs.get_absolute_url())
        self.assertContains(page, "Left out, since it is its owner’s own: Persona, Pictures to go by")
        form = self.client.get(f"/create/generate/?recipe={self.theirs.uuid}")
        self.assertContains(form, "Left out, since it is its owner’s own: Persona, Pictures to go by")
        self.client.post(f"/recipes/{self.theirs.uuid}/copy/")
        mine = Recipe.objects.get(owner=self.user)
        self.assertEqual((mine.params, mine.is_shared), (PARAMS, False))
        for answer in (page, form, self.client.get(mine.get_absolute_url())):
            for secret in (str(self.persona.uuid), self.persona.provider_id, "Secret voice", "me.jpg"):
                self.assertNotContains(answer, secret)

    def test_its_owner_keeps_all_of_it(self):
        self.share()
        self.client.force_login(self.owner)
        self.client.post(f"/recipes/{self.theirs.uuid}/copy/")
        self.assertEqual(Recipe.objects.filter(owner=self.owner, params=self.theirs.params).count(), 2)

    def test_nobody_else_changes_it(self):
        self.share()
        for act in ("edit", "share", "delete"):
            self.assertEqual(self.client.post(f"/recipes/{self.theirs.uuid}/{act}/").status_code, 404)
        self.assertEqual(self.client.get(f"/recipes/{self.theirs.uuid}/edit/").status_code, 404)
