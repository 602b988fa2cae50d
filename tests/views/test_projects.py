from uuid import uuid4

from accounts import roles
from accounts.models import AuditEntry
from music.models import Budget, Job, Persona, Project, Track
from music.services import comebacks, sheets
from tests.base import StudioTestCase, callback
from tests.factories import keep, make_job, make_persona, make_project, make_track, make_user


class ProjectTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.project = make_project(owner=self.user, name="First record")

    def test_one_is_made_and_renamed(self):
        response = self.client.post("/projects/", {"name": "Second record", "note": "For spring"})
        made = Project.objects.get(name="Second record")
        self.assertRedirects(response, f"/projects/{made.uuid}/")
        self.client.post(f"/projects/{made.uuid}/", {"name": "Third record", "note": "For\r\nautumn"})
        made.refresh_from_db()
        self.assertEqual((made.name, made.note, made.owner), ("Third record", "For\nautumn", self.user))

    def test_it_refuses_a_name_that_is_taken(self):
        make_project(name="Of another")
        for address in ("/projects/", f"/projects/{make_project(owner=self.user).uuid}/"):
            response = self.client.post(address, {"name": "First record"})
            said = "You have a project of this name already."
            self.assertFormError(response.context["form"], "name", said)
            self.assertEqual(response.status_code, 422)
        self.assertEqual(self.client.post("/projects/", {"name": "Of another"}).status_code, 302)

    def test_its_page_shows_its_songs_and_no_others(self):
        make_track(owner=self.user, title="Inside", project=self.project)
        make_track(owner=self.user, title="Outside")
        page = self.client.get(self.project.get_absolute_url())
        self.assertContains(page, "Inside")
        self.assertNotContains(page, "Outside")
        self.assertContains(page, f"/library/?project={self.project.uuid}")

    def test_when_it_is_deleted_its_songs_stay_and_their_sheets_follow(self):
        track = keep(make_track(owner=self.user, project=self.project))
        job = make_job(owner=self.user, project=self.project)
        Job.objects.update(sheet_due_at=None)
        self.client.post(f"/projects/{self.project.uuid}/delete/")
        track.refresh_from_db()
        job.refresh_from_db()
        self.assertFalse(Project.objects.exists())
        self.assertIsNone(track.project)
        self.assertIsNotNone(track.sheet_due_at)
        self.assertEqual((job.project, job.sheet_due_at is None), (None, False))

    def test_its_owner_does_not_delete_a_budget_with_it(self):
        budget = Budget.objects.create(project=self.project, by_month=12)
        answer = self.client.post(f"/projects/{self.project.uuid}/delete/", follow=True)
        self.assertContains(answer, "“First record” has a budget, and stays")
        roles.give(self.user, roles.Role.MANAGER)
        self.client.post(f"/projects/{self.project.uuid}/delete/")
        self.assertTrue(Budget.objects.exists())
        roles.give(self.user, roles.Role.ADMINISTRATOR)
        self.client.post(f"/projects/{self.project.uuid}/delete/")
        self.assertFalse(Project.objects.exists())
        said = AuditEntry.objects.get()
        self.assertEqual((said.by, said.what, said.on_key), (self.user, "row.deleted", str(budget.pk)))

    def test_pages_ask_as_little_for_many_projects_as_for_one(self):
        self.client.get("/projects/")
        with self.assertNumQueries(4):
            self.client.get("/projects/")
        for _n in range(5):
            make_track(owner=self.user, project=make_project(owner=self.user))
        with self.assertNumQueries(4):
            self.client.get("/projects/")


class SettingsTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.project = make_project(owner=self.user)

    def keep(self, slug="generate", **settings):
        response = self.client.post(f"/projects/{self.project.uuid}/settings/{slug}/", settings)
        self.project.refresh_from_db()
        return response

    def test_what_is_kept_is_what_the_form_begins_with_there(self):
        persona = make_persona(owner=self.user, account=self.account())
        self.keep(model="V5", style="polka", custom_mode="on", persona_id=persona.uuid, style_weight="0.4")
        form = self.client.get(f"/create/generate/?project={self.project.uuid}").context["form"]
        self.assertEqual((form["model"].value(), form["style"].value()), ("V5", "polka"))
        self.assertEqual(form["persona_id"].value(), str(persona.uuid))
        self.assertEqual(form["style_weight"].value(), 0.4)
        self.assertNotEqual(self.client.get("/create/generate/").context["form"]["style"].value(), "polka")

    def account(self):
        return self.client.get("/create/generate/").context["form"].account

    def test_what_the_address_asks_for_comes_first(self):
        self.keep(style="polka")
        page = self.client.get(f"/create/generate/?project={self.project.uuid}&style=waltz")
        self.assertEqual(page.context["form"]["style"].value(), "waltz")

    def test_nothing_set_is_nothing_kept(self):
        self.keep(style="polka")
        self.keep(style="")
        self.assertEqual(self.project.defaults, {})

    def test_it_refuses_what_no_form_takes(self):
        self.assertEqual(self.keep(model="V99").status_code, 422)
        self.assertEqual(self.keep(persona_id=uuid4()).status_code, 422)
        self.assertEqual(self.project.defaults, {})

    def test_what_makes_songs_from_nothing_has_such_a_form_and_nothing_else(self):
        page = self.client.get(self.project.get_absolute_url())
        self.assertEqual([each.slug for each in page.context["operations"]], ["generate", "sounds"])
        for slug, status in (("generate", 200), ("sounds", 200), ("extend", 404), ("wav", 404), ("x", 404)):
            address = f"/projects/{self.project.uuid}/settings/{slug}/"
            self.assertEqual(self.client.get(address).status_code, status, slug)

    def test_one_of_a_persona_that_is_gone_does_not_stand_in_the_way(self):
        self.keep(persona_id=make_persona(owner=self.user, account=self.account()).uuid)
        Persona.objects.all().delete()
        page = self.client.get(f"/create/generate/?project={self.project.uuid}")
        self.assertEqual(page.status_code, 200)


class IntoTests(StudioTestCase):
    """Songs that are made in a project go into it."""

    def setUp(self):
        super().setUp()
        self.project = make_project(owner=self.user)

    def make(self, **data):
        self.client.post(
            "/create/generate/", {"model": "V6", "prompt": "a slow song", "custom_mode": "", **data}
        )
        return Job.objects.latest("pk")

    def heard(self, job):
        job.move(Job.State.SENDING)
        job.move(Job.State.WAITING, task_id="task")
        self.client.post(
            f"/callbacks/kie/{job.token}/", callback(task_id="task"), content_type="application/json"
        )
        return list(Track.objects.filter(job=job))

    def test_the_form_carries_it_along_and_the_songs_come_in(self):
        page = self.client.get(f"/create/generate/?project={self.project.uuid}")
        self.assertContains(page, f'name="project" value="{self.project.uuid}" checked')
        job = self.make(project=self.project.uuid)
        self.assertEqual(job.project, self.project)
        self.assertNotIn("project", job.params)
        tracks = self.heard(job)
        self.assertEqual({track.project for track in tracks}, {self.project})

    def test_without_its_tick_they_do_not(self):
        self.assertIsNone(self.make().project)

    def test_one_that_was_deleted_meanwhile_loses_nothing_of_what_was_typed(self):
        self.project.delete()
        self.assertIsNone(self.make(project=self.project.uuid).project)

    def test_another_s_is_none(self):
        theirs = make_project(owner=make_user())
        self.assertEqual(self.client.get(f"/create/generate/?project={theirs.uuid}").status_code, 404)
        self.assertIsNone(self.make(project=theirs.uuid).project)

    def test_a_song_like_another_goes_where_that_went(self):
        job = self.make(project=self.project.uuid)
        page = self.client.get(f"/create/generate/?like={job.uuid}")
        self.assertEqual(page.context["project"], self.project)

    def test_a_version_of_a_song_lies_beside_it(self):
        source = make_track(owner=self.user, project=self.project)
        form = {"default_param_flag": "", "model": "V6", "submission": uuid4()}
        self.client.post(f"/tracks/{source.uuid}/extend/", form)
        self.assertEqual(
            {track.project for track in self.heard(Job.objects.get(operation="extend"))}, {self.project}
        )

    def test_its_sheet_names_it(self):
        track = make_track(owner=self.user, project=self.project)
        self.assertEqual(sheets.sheet_of(track)["track"]["project"], str(self.project.uuid))
        comebacks.delete(self.project)
        self.assertIsNone(sheets.sheet_of(Track.objects.get())["track"]["project"])
