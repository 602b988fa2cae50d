from music.kie.readers import READERS
from music.models import Job, LyricsDraft
from music.operations import registry
from music.operations.lyrics import LyricsForm
from music.services import drafts, hearing, jobs
from tests.base import TASK, StudioTestCase, accepted, refused
from tests.factories import make_job

PATH = "/api/v1/lyrics"
FIRST = {"title": "Last bus", "text": "[Verse]\nThe driver knows my stop", "status": "complete"}
SECOND = {"title": "Night line", "text": "[Verse]\nAll the windows sleep", "status": "complete"}


def callback(*items, code=200, msg="All generated successfully."):
    data = {"callbackType": "complete", "task_id": TASK, "data": list(items)}
    return READERS["lyrics"].dedicated.callback({"code": code, "msg": msg, "data": data})


class LyricsFormTests(StudioTestCase):
    def form(self, prompt):
        return LyricsForm({"prompt": prompt}, owner=self.user)

    def test_it_takes_two_hundred_characters_and_no_more(self):
        self.assertTrue(self.form("海" * 200).is_valid())
        form = self.form("海" * 201)
        self.assertEqual(form.errors["prompt"], ["201 of 200 characters. Take out 1 to go on."])

    def test_a_newline_counts_once(self):
        self.assertTrue(self.form("a\r\n" * 99 + "ab").is_valid())

    def test_it_needs_an_idea(self):
        self.assertIn("Say in a sentence", self.form("  ").errors["prompt"][0])


class LyricsTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.job = make_job(
            owner=self.user, operation="lyrics", params={"prompt": "The last bus"}, state=Job.State.WAITING,
            task_id=TASK,
        )  # fmt: skip

    def hear(self, result):
        self.job = hearing.apply_result(self.job, result)
        self.job.refresh_from_db()
        return list(LyricsDraft.objects.order_by("position").values_list("title", flat=True))

    def test_it_sends_the_idea_and_where_to_call(self):
        self.answers(accepted(), path=PATH)
        self.client.post("/create/lyrics/", {"prompt": "The last bus"})
        job = Job.objects.latest("pk")
        jobs.send(job)
        sent = self.sent()
        self.assertEqual((sent.pop("prompt"), list(sent)), ("The last bus", ["callBackUrl"]))
        self.assertEqual((job.style, Job.objects.get(pk=job.pk).state), ("dedicated", Job.State.WAITING))

    def test_on_the_market_it_goes_by_its_name(self):
        with self.settings(KIE_API_STYLE="market"):
            self.answers(accepted(), path="/api/v1/jobs/createTask")
            self.client.post("/create/lyrics/", {"prompt": "The last bus"})
            jobs.send(Job.objects.latest("pk"))
        sent = self.sent()
        self.assertEqual(
            (sent["model"], sent["input"]["prompt"]), ("ai-music-api/generate-lyrics", "The last bus")
        )

    def test_a_result_becomes_drafts_with_the_idea(self):
        self.assertEqual(self.hear(callback(FIRST, SECOND)), ["Last bus", "Night line"])
        draft = LyricsDraft.objects.first()
        self.assertEqual(
            (self.job.state, draft.idea, draft.owner), (Job.State.DONE, "The last bus", self.user)
        )
        self.assertEqual(registry.get("lyrics").made_words(self.job), "2 drafts")

    def test_the_same_heard_twice_changes_nothing(self):
        for _time in range(2):
            self.assertEqual(self.hear(callback(FIRST, SECOND)), ["Last bus", "Night line"])

    def test_what_a_person_changed_is_not_replaced(self):
        self.hear(callback(FIRST, SECOND))
        drafts.edit(LyricsDraft.objects.get(position=0), title="My bus", text="Mine")
        self.assertEqual(self.hear(callback(SECOND, FIRST)), ["My bus", "Last bus"])

    def test_what_a_person_deleted_does_not_come_back(self):
        self.hear(callback(FIRST, SECOND))
        drafts.forget(LyricsDraft.objects.get(position=0))
        self.assertEqual(self.hear(callback(FIRST, SECOND)), ["Night line"])

    def test_an_early_message_does_not_replace_a_later_one(self):
        self.hear(callback(FIRST))
        early = READERS["lyrics"].dedicated.record(
            {"data": {"taskId": TASK, "status": "PENDING", "response": {"data": [SECOND]}}}
        )
        self.assertEqual(self.hear(early), ["Last bus"])

    def test_the_good_draft_of_two_stays(self):
        failed = {"title": "", "text": "", "status": "failed", "error_message": "too short"}
        self.assertEqual(self.hear(callback(failed, FIRST)), ["Last bus"])
        self.assertEqual(self.job.state, Job.State.DONE)

    def test_a_failure_after_a_draft_does_not_take_it_away(self):
        LyricsDraft.objects.create(job=self.job, owner=self.user, title="Last bus")
        self.assertEqual(self.hear(callback(code=400, msg="Sensitive")), ["Last bus"])
        self.assertEqual(self.job.state, Job.State.DONE)

    def test_a_failure_makes_none(self):
        self.assertEqual(self.hear(callback(code=400, msg="Sensitive")), [])
        self.assertEqual(self.job.state, Job.State.FAILED)

    def test_its_card_shows_them_side_by_side_and_leads_to_a_song(self):
        self.hear(callback(FIRST, SECOND))
        card = self.client.get(f"/jobs/{self.job.uuid}/card/")
        for draft in LyricsDraft.objects.all():
            self.assertContains(card, f"/create/generate/?draft={draft.uuid}")
            self.assertContains(card, draft.text.split("\n")[1])

    def test_its_card_leaves_out_what_is_in_the_trash(self):
        self.hear(callback(FIRST, SECOND))
        LyricsDraft.objects.get(position=1).trash()
        self.assertNotContains(self.client.get(f"/jobs/{self.job.uuid}/card/"), "Night line")

    def test_a_refusal_says_what_to_do(self):
        self.answers(refused(413), path=PATH)
        self.client.post("/create/lyrics/", {"prompt": "The last bus"})
        job = Job.objects.latest("pk")
        jobs.send(job)
        card = self.client.get(f"/jobs/{job.uuid}/card/")
        self.assertContains(card, 'data-state="failed"')
        self.assertContains(card, "Nothing was charged")
