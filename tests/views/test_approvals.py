from uuid import uuid4

from django.test import override_settings

from accounts import roles
from accounts.models import AuditEntry
from music.models import Budget, Job
from music.services import letters
from tests.base import StudioTestCase
from tests.factories import make_user

PAGE = "/admin/desk/approvals/"
FORM = {"prompt": "A slow waltz", "model": "V6"}


class ApprovalPageTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.boss = make_user(is_staff=True, is_superuser=True)
        Budget.objects.create(owner=self.user, yes_above=1)
        response = self.client.post("/create/generate/", FORM | {"submission": uuid4()})
        self.job = Job.objects.get()
        self.assertRedirects(response, self.job.get_absolute_url())

    def test_whoever_asked_is_told_that_it_waits(self):
        self.assertContains(self.client.get(self.job.get_absolute_url()), "Waits for a yes")

    def test_the_page_is_for_administrators(self):
        self.assertEqual(self.client.get(PAGE).status_code, 302)
        self.client.force_login(self.boss)
        self.assertContains(self.client.get(PAGE), "Yes, send it")

    def test_yes_and_no_are_one_press(self):
        self.client.force_login(self.boss)
        answer = self.client.post(f"{PAGE}{self.job.uuid}/", {"how": "yes"}, follow=True)
        self.assertContains(answer, "It is sent now.")
        self.assertContains(answer, "Nothing waits for a yes")
        late = self.client.post(f"{PAGE}{self.job.uuid}/", {"how": "no"}, follow=True)
        self.assertContains(late, "somebody else was quicker")

    def test_managers_decide_on_what_others_ask_for(self):
        self.client.force_login(make_user(is_staff=True))
        self.client.post(f"{PAGE}{self.job.uuid}/", {"how": "yes"})
        self.job.refresh_from_db()
        self.assertFalse(self.job.is_held)

    def test_and_not_on_their_own(self):
        roles.give(self.user, roles.Role.MANAGER)
        page = self.client.get(PAGE)
        self.assertContains(page, "Somebody else decides on what you asked for.")
        self.assertNotContains(page, "Yes, send it")
        self.assertEqual(self.client.post(f"{PAGE}{self.job.uuid}/", {"how": "yes"}).status_code, 403)
        self.job.refresh_from_db()
        self.assertTrue(self.job.is_held)
        with override_settings(EMAIL_URL="smtp://mail.example"):
            letters.ask(self.job)
        self.assertEqual([letter.to for letter in self.job.letters.all()], [self.boss])

    def test_administrators_do(self):
        roles.give(self.user, roles.Role.ADMINISTRATOR)
        self.client.post(f"{PAGE}{self.job.uuid}/", {"how": "yes"})
        self.job.refresh_from_db()
        self.assertFalse(self.job.is_held)

    def test_what_is_neither_decides_nothing(self):
        self.client.force_login(self.boss)
        for said in ({}, {"how": ""}, {"how": "maybe"}):
            answer = self.client.post(f"{PAGE}{self.job.uuid}/", said)
            self.assertContains(answer, "Say yes or no. Nothing was decided.", status_code=422)
            self.assertContains(answer, "Yes, send it", status_code=422)
        self.job.refresh_from_db()
        self.assertTrue(self.job.is_held)
        self.assertFalse(AuditEntry.objects.exists())

    def test_whoever_asked_is_told_of_a_no_in_its_own_words(self):
        self.client.force_login(self.boss)
        self.client.post(f"{PAGE}{self.job.uuid}/", {"how": "no"})
        self.client.force_login(self.user)
        self.assertContains(self.client.get("/notifications/"), "not allowed")
        for page in (self.job.get_absolute_url(), f"{self.job.get_absolute_url()}card/"):
            self.assertContains(self.client.get(page), "said no to it, because of its price")

    def test_a_budget_that_is_used_up_says_so_and_keeps_what_was_typed(self):
        Budget.objects.update(by_month=1)
        answer = self.client.post("/create/generate/", FORM | {"submission": uuid4()})
        self.assertContains(answer, "more than you may in a month: 1 credit", status_code=429)
        self.assertContains(answer, "A slow waltz", status_code=429)
        self.assertContains(self.client.get("/create/generate/"), "are gone this month")
