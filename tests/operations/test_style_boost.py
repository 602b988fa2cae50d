from music.models import Job
from music.operations.style_boost import StyleBoostForm
from music.services import jobs
from tests.base import StudioTestCase, refused
from tests.factories import make_job, make_track, make_user

PATH = "/api/v1/style/generate"
BETTER = "Sparse piano waltz, close and hoarse, brushed drums, 84 bpm"
MADE = {
    "code": 200, "msg": "success",
    "data": {"taskId": "5c79", "result": BETTER, "successFlag": "成功", "creditsConsumed": 0.4},
}  # fmt: skip


class StyleBoostFormTests(StudioTestCase):
    def test_it_needs_a_few_words(self):
        form = StyleBoostForm({"content": " "}, owner=self.user)
        self.assertEqual(form.errors["content"], ["Write a few words about the style first."])

    def test_it_takes_a_text_of_any_length(self):
        self.assertTrue(StyleBoostForm({"content": "海" * 6000}, owner=self.user).is_valid())


class StyleBoostTests(StudioTestCase):
    def run_one(self, answer):
        self.answers(answer, path=PATH)
        self.client.post("/create/style-boost/", {"content": "sad piano waltz"})
        job = Job.objects.latest("pk")
        jobs.send(job)
        job.refresh_from_db()
        return job

    def test_it_sends_the_text_alone_and_no_callback(self):
        self.run_one(MADE)
        self.assertEqual(self.sent(), {"content": "sad piano waltz"})

    def test_under_the_market_it_goes_to_its_own_path_too(self):
        with self.settings(KIE_API_STYLE="market"):
            job = self.run_one(MADE)
        self.assertEqual((job.style, job.state), ("dedicated", Job.State.DONE))

    def test_the_answer_is_the_result(self):
        job = self.run_one(MADE)
        self.assertEqual(
            (job.state, job.result["text"], str(job.actual_price)), (Job.State.DONE, BETTER, "0.400")
        )

    def test_its_card_shows_before_and_after_and_leads_to_a_song(self):
        job = self.run_one(MADE)
        card = self.client.get(f"/jobs/{job.uuid}/card/")
        self.assertContains(card, f"<p data-improved>{BETTER}</p>")
        self.assertContains(card, '<p class="quiet">sad piano waltz</p>')
        self.assertContains(card, f"/create/generate/?improved={job.uuid}")

    def test_an_answer_without_a_text_is_not_taken_for_one(self):
        job = self.run_one({"code": 200, "msg": "success", "data": {"taskId": "5c79"}})
        self.assertEqual((job.state, job.result), (Job.State.UNKNOWN, {}))

    def test_a_refusal_is_told_and_costs_nothing(self):
        job = self.run_one(refused(402))
        self.assertEqual(job.state, Job.State.FAILED)
        self.assertContains(self.client.get(f"/jobs/{job.uuid}/card/"), "Nothing was charged")

    def test_its_text_comes_along_into_forms_but_only_one_s_own(self):
        mine = self.run_one(MADE)
        form = self.client.get("/create/generate/", {"improved": mine.uuid}).context["form"]
        self.assertEqual((form["style"].value(), form["custom_mode"].value()), (BETTER, "on"))
        theirs = make_job(owner=make_user(), operation="style-boost", result={"text": "x"})
        song = make_job(owner=self.user)
        for key in (theirs.uuid, song.uuid, "nonsense"):
            self.assertEqual(self.client.get("/create/generate/", {"improved": key}).status_code, 404)


class ImproveButtonTests(StudioTestCase):
    def test_every_style_field_has_it_with_its_price(self):
        track = make_track(owner=self.user)
        for slug, name in {"extend": "style", "upload-cover": "style", "add-vocals": "style",
                           "add-instrumental": "tags", "persona": "style"}.items():  # fmt: skip
            with self.subTest(slug=slug):
                page = self.client.get(f"/tracks/{track.uuid}/{slug}/")
                self.assertContains(page, f'data-improve="id_{name}"', count=1)
        self.assertContains(self.client.get("/create/generate/"), "0.4 credits")

    def test_without_a_script_it_is_a_link_that_brings_the_text(self):
        page = self.client.get("/create/generate/", {"style": "brass & strings", "custom_mode": "on"})
        self.assertContains(page, 'href="/create/style-boost/?content=brass%20%26%20strings"')
        boost = self.client.get("/create/style-boost/", {"content": "brass & strings"})
        self.assertEqual(boost.context["form"]["content"].value(), "brass & strings")

    def test_an_enormous_text_makes_no_enormous_link(self):
        page = self.client.get("/create/generate/", {"style": "海" * 1000}).content.decode()
        start = page.index("/create/style-boost/?content=")
        self.assertLess(page.index('"', start) - start, 4000)
