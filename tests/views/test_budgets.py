"""What forms say of budgets before anything is begun."""

from django.utils import timezone

from music.models import Budget, ProviderAccount
from tests.base import StudioTestCase
from tests.factories import keep, make_job, make_project, make_track, make_upload

PARAMS = {
    "custom_mode": True,
    "instrumental": True,
    "model": "V6",
    "style": "slow synth-pop",
    "duration": 120,
}
TOO_LITTLE = "What this costs is more than is left."


class WarningTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.song = keep(make_track(job=make_job(owner=self.user, params=PARAMS)))
        self.grid = f"/grids/new/?from={self.song.job.uuid}"

    def forms(self):
        song, job = self.song.uuid, self.song.job.uuid
        voice = make_upload(owner=self.user, kind="voice", duration=42)
        return (
            "/create/generate/", "/create/lyrics/", f"/tracks/{song}/extend/", f"/tracks/{song}/stems/",
            f"/tracks/{song}/persona/", self.grid, f"/jobs/{job}/replay/?field=style", f"/personas/voice/{voice.uuid}/",
        )  # fmt: skip

    def test_every_form_warns_where_little_is_left(self):
        Budget.objects.create(owner=self.user, by_month=0)
        for address in self.forms():
            self.assertContains(self.client.get(address), "0 of 0 credits are gone", msg_prefix=address)

    def test_every_form_says_that_the_provider_is_held(self):
        ProviderAccount.objects.for_server()
        ProviderAccount.objects.update(held_at=timezone.now(), is_held_by_hand=True)
        for address in self.forms():
            page = self.client.get(address)
            self.assertContains(page, "What you begin now waits in line", msg_prefix=address)

    def test_one_warns_of_what_it_costs_itself(self):
        budget = Budget.objects.create(owner=self.user, by_month=12)
        self.assertNotContains(self.client.get("/create/generate/"), TOO_LITTLE)
        Budget.objects.filter(pk=budget.pk).update(by_month=11)
        self.assertContains(self.client.get("/create/generate/"), TOO_LITTLE)
        self.assertNotContains(self.client.get("/create/lyrics/"), TOO_LITTLE)

    def test_a_grid_of_what_all_its_takes_cost(self):
        Budget.objects.create(owner=self.user, by_month=24)
        posted = {"rows": "style", "style-shown": "1"}
        for styles, warns in (("waltz\npolka", False), ("waltz\npolka\ntango", True)):
            page = self.client.post(self.grid, posted | {"style-values": styles})
            self.assertEqual(TOO_LITTLE in page.content.decode(), warns, styles)

    def test_what_starts_from_a_song_of_its_project(self):
        self.song.project = make_project(owner=self.user)
        self.song.save()
        Budget.objects.create(project=self.song.project, by_month=11)
        self.assertContains(self.client.get(f"/tracks/{self.song.uuid}/extend/"), TOO_LITTLE)
