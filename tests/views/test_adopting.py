from django.test import override_settings

from music.models import Job
from music.operations.adopt import MOST
from tests.base import TASK, StudioTestCase
from tests.factories import make_job, make_track

ADDRESS = "/import/tasks/"


class AdoptTasksTests(StudioTestCase):
    def post(self, tasks):
        return self.client.post(ADDRESS, {"tasks": tasks})

    def assert_refused(self, tasks, words):
        response = self.post(tasks)
        self.assertContains(response, words, status_code=422)
        self.assertEqual(response.context["adopt_form"]["tasks"].value(), tasks)
        self.assertFalse(Job.objects.exists())

    def test_the_page_says_what_it_does_and_what_that_costs(self):
        page = self.client.get(ADDRESS)
        self.assertContains(page, "That costs nothing")
        self.assertContains(page, "14 days")

    def test_jobs_of_unknown_outcome_are_named_first(self):
        make_job(owner=self.user, state=Job.State.UNKNOWN, params={"title": "Lost ferry"})
        make_job(state=Job.State.UNKNOWN, params={"title": "Not mine"})
        page = self.client.get(ADDRESS)
        self.assertContains(page, "Lost ferry")
        self.assertNotContains(page, "Not mine")

    def test_one_task_leads_to_its_job(self):
        response = self.post(f"  {TASK}\n")
        job = Job.objects.get()
        self.assertRedirects(response, job.get_absolute_url())
        self.assertEqual((job.owner, job.task_id), (self.user, TASK))

    def test_several_lead_to_the_list_of_jobs(self):
        response = self.post("one, two\r\nthree;four  one")
        self.assertRedirects(response, "/jobs/")
        self.assertEqual({job.task_id for job in Job.objects.all()}, {"one", "two", "three", "four"})
        self.assertContains(self.client.get("/jobs/"), "three")

    def test_what_is_no_id_is_refused_and_not_lost(self):
        for word in ("ümlaut", "a/b", "<b>", "x" * 65, "a\u0000b"):
            self.assert_refused(f"{TASK} {word}", "letters, digits, - and _")

    def test_nothing_at_all_is_refused(self):
        for nothing in ("", " \n", ",;"):
            self.assert_refused(nothing, "at least one task")

    def test_too_many_are_refused(self):
        self.assert_refused(" ".join(f"task{number}" for number in range(MOST + 1)), "these are 101")

    def test_too_many_under_way_are_refused_for_a_while(self):
        self.post(" ".join(f"task{number}" for number in range(MOST)))
        response = self.post("one-more")
        self.assertContains(response, "None was added", status_code=429)
        self.assertContains(response, "one-more", status_code=429)

    @override_settings(KIE_API_KEY="")
    def test_without_a_key_there_is_nothing_to_ask_with(self):
        self.assert_refused(TASK, "There is no KIE key yet")

    def test_it_is_no_form_of_its_own(self):
        for address in ("/create/adopt/", f"/tracks/{make_job().uuid}/adopt/"):
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_nobody_says_that_the_provider_is_at_work_before_that_is_known(self):
        self.post(TASK)
        job = Job.objects.get()
        for address in (job.get_absolute_url(), f"/jobs/{job.uuid}/card/", "/jobs/"):
            page = self.client.get(address).content.decode().lower()
            self.assertIn("being asked about", page)
            self.assertNotIn("at work:", page)
        Job.objects.update(stage="pending")
        self.assertContains(self.client.get("/jobs/"), "at work:")

    def test_one_that_failed_can_be_asked_for_again_and_not_ordered(self):
        job = make_job(owner=self.user, operation="adopt", params={}, state=Job.State.FAILED, error_code="not_known",
                       task_id=TASK)  # fmt: skip
        page = self.client.get(job.get_absolute_url())
        self.assertContains(page, "keeps it no longer")
        self.assertContains(page, f'href="{ADDRESS}?tasks={TASK}"')
        self.assertNotContains(page, f"/jobs/{job.uuid}/retry/")
        self.client.post(f"/jobs/{job.uuid}/retry/")
        self.assertEqual(Job.objects.count(), 1)
        self.assertContains(self.client.get(f"{ADDRESS}?tasks={TASK}"), TASK)

    def test_one_that_is_done_cannot_be_ordered_either(self):
        job = make_job(owner=self.user, operation="adopt", params={})
        self.assertNotContains(self.client.get(job.get_absolute_url()), f"/jobs/{job.uuid}/retry/")

    def test_the_library_can_be_filtered_by_it(self):
        make_track(job=make_job(owner=self.user, operation="adopt"), title="From another tool")
        make_track(owner=self.user, title="Made here")
        page = self.client.get("/library/?operation=adopt")
        self.assertContains(page, "Song from elsewhere")
        self.assertContains(page, "From another tool")
        self.assertNotContains(page, "Made here")
