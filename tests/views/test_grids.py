import uuid

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from music.models import Cell, Grid, Job, Recipe, Track
from tests.base import StudioTestCase
from tests.factories import keep, make_job, make_track, make_user

PARAMS = {
    "custom_mode": True,
    "instrumental": True,
    "model": "V6",
    "style": "slow synth-pop",
    "duration": 120,
}


class GridTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.job = make_job(owner=self.user, params=PARAMS)
        self.address = f"/grids/new/?from={self.job.uuid}"
        self.key = str(uuid.uuid4())

    def look(
        self, rows=("style", "waltz\npolka\ntango"), columns=("weirdness_constraint", "0.2 0.8"), **more
    ):
        data = {"submission": self.key, **more}
        for side, axis in (("rows", rows), ("columns", columns)):
            if axis:
                data |= {side: axis[0], f"{axis[0]}-values": axis[1], f"{axis[0]}-shown": "1"}
        return self.client.post(self.address, data)

    def order(self, **more):
        return self.look(order=self.look(**more).context["grid"].seal, **more)

    def made(self):
        return Job.objects.exclude(pk=self.job.pk).order_by("pk")


class PriceTests(GridTestCase):
    def test_the_total_stands_there_before_anything_is_ordered(self):
        page = self.look()
        self.assertContains(page, "6 takes · 72 credits")
        self.assertFalse(Grid.objects.exists())
        self.assertFalse(self.made().exists())

    def test_what_varies_begins_with_the_song_s_own_value(self):
        page = self.client.get(f"{self.address}&rows=style&columns=model")
        self.assertEqual(page.context["grid"].axes[0].fields["values"].initial, "slow synth-pop")
        self.assertContains(page, 'value="V6" id="id_model-values_0" checked')

    def test_a_recipe_without_a_version_takes_the_one_a_form_begins_with(self):
        settings = {name: value for name, value in PARAMS.items() if name != "model"}
        recipe = Recipe.objects.create(owner=self.user, name="Any", operation="generate", params=settings)
        self.address = f"/grids/new/?from={recipe.uuid}"
        self.assertEqual(self.order().status_code, 302)
        self.assertEqual({job.params["model"] for job in self.made()}, {"V6"})

    def test_each_cell_is_looked_at_by_the_operation_s_own_form(self):
        page = self.look(columns=("title", f"Short\n{'x' * 81}"))
        self.assertContains(page, "Title: 81 of 80 characters.", count=3, status_code=422)
        self.assertNotContains(page, 'name="order"', status_code=422)

    def test_one_bad_cell_stops_all_of_them(self):
        self.look(columns=("title", f"Short\n{'x' * 81}"), order="6 72.000")
        self.assertFalse(self.made().exists())

    def test_a_price_that_was_not_seen_is_not_paid(self):
        page = self.look(order="2 24")
        self.assertContains(page, "The takes have changed meanwhile", status_code=422)
        self.assertFalse(self.made().exists())

    def test_seventeen_are_too_many_and_one_is_none(self):
        page = self.look(rows=("style", "\n".join(f"style {n}" for n in range(17))), columns=None)
        self.assertContains(page, "at most 16 takes; these are 17.", status_code=422)
        self.assertContains(self.look(rows=("style", "waltz"), columns=None), "two takes", status_code=422)

    def test_the_same_value_twice_is_one(self):
        self.assertEqual(len(self.look(rows=("style", "waltz\nwaltz\npolka")).context["grid"].rows), 2)

    def test_words_of_several_lines_are_parted_by_dashes(self):
        sung = {**PARAMS, "instrumental": False, "lyrics": "la"}
        self.job.params = sung
        self.job.save()
        page = self.look(rows=("lyrics", "[Verse]\nla\n---\n[Verse]\nlo"), columns=None)
        told = [form.cleaned_data["lyrics"] for _row, _column, form in page.context["grid"].cells]
        self.assertEqual(told, ["[Verse]\nla", "[Verse]\nlo"])

    def test_another_field_comes_with_no_error_and_keeps_the_values_of_the_first(self):
        page = self.client.post(
            self.address,
            {"rows": "style", "style-values": "waltz\npolka", "style-shown": "1", "columns": "model"},
        )
        self.assertEqual(page.status_code, 200)
        self.assertContains(page, "waltz\npolka")

    def test_only_one_s_own_songs_and_recipes_that_start_from_nothing_vary(self):
        cover = Recipe.objects.create(owner=self.user, name="x", operation="upload-cover", params={})
        wav, theirs = make_job(owner=self.user, operation="wav"), make_job(owner=make_user())
        for key in (cover.uuid, wav.uuid, theirs.uuid, "nonsense", ""):
            self.assertEqual(self.client.get("/grids/new/", {"from": key}).status_code, 404)
        recipe = Recipe.objects.create(owner=self.user, name="Night", operation="generate", params=PARAMS)
        self.assertContains(self.client.get("/grids/new/", {"from": recipe.uuid}), "“Night”")


class OrderTests(GridTestCase):
    def test_each_cell_is_a_job_with_its_own_values(self):
        answer = self.order()
        grid = Grid.objects.get()
        self.assertRedirects(answer, grid.get_absolute_url())
        self.assertEqual(self.made().count(), 6)
        cell = Cell.objects.get(row=2, column=1)
        self.assertEqual(cell.job.params, {**PARAMS, "style": "tango", "weirdness_constraint": 0.8})
        self.assertEqual(cell.job.ledger.get().credits, 12)

    def test_the_same_press_twice_is_one_grid(self):
        self.order()
        self.order()
        self.assertEqual((Grid.objects.count(), self.made().count()), (1, 6))

    @override_settings(JOBS_PER_PERSON=4)
    def test_when_not_all_may_be_under_way_none_is_begun(self):
        page = self.order()
        self.assertContains(page, "As many of your jobs are under way", status_code=429)
        self.assertContains(page, "Nothing was sent and nothing was charged.", status_code=429)
        self.assertEqual((Grid.objects.count(), self.made().count()), (0, 0))

    def test_a_song_s_takes_start_from_it(self):
        song = make_track(owner=self.user)
        params = {"default_param_flag": True, "continue_at": 83.4, "prompt": "la", "style": "waltz",
                  "title": "On", "model": "V6", "instrumental": False}  # fmt: skip
        job = make_job(owner=self.user, operation="extend", params=params)
        job.sources.create(position=0, track=song)
        self.address = f"/grids/new/?from={job.uuid}"
        self.order(columns=None)
        songs = {
            new.extension.source_track for new in self.made().filter(operation="extend").exclude(pk=job.pk)
        }
        self.assertEqual(songs, {song})


class GridPageTests(GridTestCase):
    def setUp(self):
        super().setUp()
        self.order()
        self.grid = Grid.objects.get()

    def page(self):
        return self.client.get(self.grid.get_absolute_url())

    def test_it_shows_every_cell_under_the_words_of_its_values(self):
        page = self.page()
        self.assertContains(page, 'data-state="queued"', count=6)
        for word in ("tango", "0.8"):
            self.assertContains(page, word)

    def test_it_stands_under_the_recipes_by_its_style_where_it_has_neither_title_nor_words(self):
        self.assertContains(self.client.get("/recipes/"), "slow synth-pop")

    def test_a_cell_asks_for_itself_until_it_is_over(self):
        job = Cell.objects.get(row=0, column=0).job
        address = f"{self.grid.get_absolute_url()}cells/0/0/"
        self.assertContains(self.client.get(address), f'hx-get="{address}"')
        Job.objects.filter(pk=job.pk).update(state="done")
        song = keep(make_track(job=job))
        answer = self.client.get(address)
        self.assertNotContains(answer, "hx-trigger")
        self.assertContains(answer, f'data-track="{song.uuid}"')

    def test_a_cell_goes_on_asking_while_its_songs_are_copied(self):
        job = Cell.objects.get(row=0, column=0).job
        Job.objects.filter(pk=job.pk).update(state="done")
        song = make_track(job=job, archive_state=Track.Archive.DUE)
        address = f"{self.grid.get_absolute_url()}cells/0/0/"
        self.assertContains(self.client.get(address), "hx-trigger")
        keep(song)
        self.assertNotContains(self.client.get(address), "hx-trigger")

    def test_the_last_cell_brings_the_way_to_compare_all_takes(self):
        first, second = self.made()[:2]
        address = f"{self.grid.get_absolute_url()}cells/{first.cell.row}/{first.cell.column}/"
        keep(make_track(job=second))
        self.assertNotContains(self.client.get(address), "grid-blind")
        self.assertNotContains(self.page(), "/compare/blind/")
        keep(make_track(job=first))
        Job.objects.filter(pk=first.pk).update(state="done")
        self.assertContains(self.client.get(address), 'id="grid-blind" hx-swap-oob="true"><a class="btn"')
        self.assertContains(self.page(), 'id="grid-blind"><a class="btn"')

    def test_as_many_queries_for_many_songs_as_for_one(self):
        make_track(job=self.made()[0])
        self.page()
        few = self.queries()
        for job in self.made():
            make_track(job=job)
        self.assertEqual(self.queries(), few)

    def queries(self):
        with CaptureQueriesContext(connection) as told:
            self.page()
        return len(told)
