from music.models import ProviderAccount
from music.services import holds
from tests.desk.base import DeskTestCase
from tests.factories import make_account, make_job, make_user


class HoldPageTests(DeskTestCase):
    def hold(self, reason):
        return self.client.post("/admin/desk/hold/", {"reason": reason}, follow=True)

    def test_it_is_held_with_a_reason_that_stands_on_top_with_its_end(self):
        make_job(state="queued")
        page = self.hold("They charge twice today")
        self.assertContains(page, "They charge twice today. 1 job waits for it.")
        self.assertContains(page, "/admin/desk/release/")
        self.assertNotContains(page, "Hold the provider…")
        page = self.client.post("/admin/desk/release/", follow=True)
        self.assertContains(page, "Jobs go on")
        self.assertContains(page, "Nothing needs a decision.")
        self.assertContains(self.client.post("/admin/desk/release/", follow=True), "not held any more")

    def test_the_account_s_page_says_since_when_and_why(self):
        self.hold("They charge twice today")
        account = ProviderAccount.objects.for_server()
        page = self.client.get(f"/admin/music/provideraccount/{account.pk}/change/")
        self.assertContains(page, "They charge twice today")
        self.assertContains(page, "held since")

    def test_a_key_that_comes_meanwhile_is_held_with_the_same_words(self):
        self.hold("They charge twice today")
        theirs = make_account(owner=self.user, key="a-key-of-their-own-0123456789")
        self.client.force_login(self.user)
        self.assertContains(self.client.get("/create/generate/"), "They charge twice today.")
        job = make_job(owner=self.user, account=theirs, state="queued")
        self.assertTrue(holds.stops(job))
        self.assertContains(self.client.get(job.get_absolute_url()), "They charge twice today.")
        holds.release()
        self.assertFalse(holds.stops(job))
        self.assertFalse(make_account(owner=make_user(), key="another-key-0123456789").is_held)

    def test_without_a_reason_it_is_not(self):
        page = self.hold("")
        self.assertContains(page, "This field is required.", status_code=422)
        page = self.hold("x" * 201)
        self.assertContains(page, "at most 200 characters", status_code=422)
        self.assertContains(page, "x" * 201, status_code=422)
        self.account.refresh_from_db()
        self.assertFalse(self.account.is_held)

    def test_one_that_came_by_itself_stands_there_too(self):
        job = make_job(state="queued")
        for _number in range(5):
            holds.heard(job, holds.NoAnswer("", code="no_answer"))
        page = self.client.get("/admin/")
        self.assertContains(page, "it did not answer, several times in a row. 1 job waits for it.")
        self.assertContains(page, "Hold the provider…")
