from decimal import Decimal
from unittest import mock

from music.models import BalanceReading
from music.services import money, reconciling
from tests.desk.base import DeskTestCase
from tests.factories import make_job

PAGE = "/admin/desk/money/"


class MoneyPageTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.left = Decimal(500)
        self.enterContext(mock.patch("music.kie.client.Client.credits", lambda client: self.left))

    def differ(self):
        reconciling.read(self.account)
        self.left -= 7
        return reconciling.read(self.account)

    def test_it_is_for_administrators(self):
        self.client.force_login(self.user)
        self.assertEqual(self.client.get(PAGE).status_code, 302)
        self.assertEqual(self.client.post(f"{PAGE}{self.account.pk}/").status_code, 302)
        self.assertFalse(BalanceReading.objects.exists())

    def test_one_press_compares(self):
        answer = self.client.post(f"{PAGE}{self.account.pk}/", follow=True)
        self.assertContains(answer, "The provider told the balance")
        self.assertContains(answer, "500")
        self.assertEqual(BalanceReading.objects.count(), 1)

    def test_a_difference_stands_on_the_page_and_on_the_desk_until_it_is_explained(self):
        reading = self.differ()
        self.assertContains(self.client.get(PAGE), '<b class="is-warn">7</b>')
        self.assertContains(self.client.get("/admin/"), "KIE took 7 credits more than our books know of.")
        form = {"bought": "-7", "note": "Given back"}
        answer = self.client.post(f"{PAGE}readings/{reading.pk}/", form, follow=True)
        self.assertContains(answer, "Given back")
        self.assertNotContains(self.client.get("/admin/"), "more than our books know of")

    def test_nonsense_is_refused_beside_its_field_and_kept(self):
        reading = self.differ()
        answer = self.client.post(f"{PAGE}readings/{reading.pk}/", {"bought": "many", "note": "Typed"})
        self.assertContains(answer, "Typed", status_code=422)
        self.assertContains(answer, "Enter a number.", status_code=422)
        self.assertEqual(self.client.get(f"{PAGE}readings/99999/").status_code, 404)

    def test_a_job_that_cost_another_price_is_named(self):
        job = make_job(
            owner=self.user,
            account=self.account,
            expected_price=12,
            actual_price=15,
            params={"title": "Night bus"},
        )
        money.expect(job)
        money.settle(job)
        self.assertContains(self.client.get(PAGE), "Jobs that cost another price than was shown")
        self.assertContains(self.client.get(PAGE), "Night bus")
