"""What an administrator sees: every row, no secret, and what is stuck and why."""

from datetime import timedelta
from unittest import mock

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation
from music.models import (
    Arrival,
    Asset,
    BalanceReading,
    Budget,
    Extension,
    Handover,
    Job,
    LedgerEntry,
    LyricsDraft,
    Recipe,
    Share,
    Source,
    Tag,
    TimedLyrics,
    Track,
)
from tests.base import pushed
from tests.factories import (
    keep,
    make_account,
    make_job,
    make_persona,
    make_project,
    make_track,
    make_upload,
    make_user,
)

KEY, HMAC_KEY = "sk-of-a-person-0123456789", "hmac-of-a-person-0123456789"


def address(row, page="change"):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}"
    return reverse(name, args=[row.pk] if page == "change" else [])


class AdminTestCase(TestCase):
    def setUp(self):
        self.boss = make_user(email="boss@studio.example", is_staff=True, is_superuser=True)
        self.client.force_login(self.boss)

    def chosen(self, query, model):
        """What a list shows."""
        response = self.client.get(reverse(f"admin:music_{model}_changelist") + query)
        return list(response.context["cl"].result_list)

    def act(self, action, *rows):
        """With the press that says so once more."""
        chosen = [row.pk for row in rows]
        data = {"action": action, "_selected_action": chosen, "sure": "yes", "post": "yes"}
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(address(rows[0], "changelist"), data, follow=True)


class DoorTests(AdminTestCase):
    def test_strangers_are_led_to_the_studio_s_own_door(self):
        self.client.logout()
        for page in ("/admin/", "/admin/login/", "/admin/rq/"):
            response = self.client.get(page, follow=True)
            self.assertEqual(response.redirect_chain[-1][0].partition("?")[0], "/accounts/login/")

    def test_others_who_are_signed_in_are_refused(self):
        self.client.force_login(make_user())
        for page in ("/admin/", "/admin/music/track/", "/admin/desk/jobs/", "/admin/rq/"):
            with self.subTest(page):
                self.assertEqual(self.client.get(page, follow=True).status_code, 403)

    def test_a_password_alone_does_not_open_it_to_one_with_an_app(self):
        self.client.logout()
        Authenticator.objects.create(
            user=self.boss, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
        )
        sign_in = {"login": self.boss.email, "password": "a good password", "next": "/admin/"}
        self.assertRedirects(self.client.post("/accounts/login/", sign_in), "/accounts/2fa/authenticate/")
        response = self.client.get("/admin/", follow=True)
        self.assertIn("/accounts/", response.wsgi_request.path)

    def test_the_first_page_leads_to_all_rows_and_to_the_queues(self):
        page = self.client.get("/admin/")
        self.assertContains(page, "Suno Studio")
        self.assertContains(page, "/admin/music/track/")
        self.assertContains(page, "/admin/desk/queues/")
        self.assertContains(self.client.get("/admin/desk/queues/"), "/admin/rq/")
        self.assertContains(self.client.get("/admin/rq/"), "calls")


def make_rows():
    """One of each kind, all of one person with a key of their own."""
    owner = make_user()
    account = make_account(owner=owner, key=KEY)
    account.set_key(KEY, HMAC_KEY)
    account.save()
    job = make_job(owner=owner, account=account, operation="extend", error_code="402")
    job.note(
        "request", words="/api/v1/generate", body={"callBackUrl": f"https://us/{job.token}/", "key": KEY}
    )
    track, other, upload = keep(make_track(job=job)), make_track(job=job), make_upload(owner=owner)
    return [
        owner, account, track, make_persona(owner=owner, account=account, track=track, job=job),
        Invitation.objects.create(note="for Mira", created_by=owner),
        Source.objects.create(track=other, source=track, how="extend"),
        Extension.objects.create(job=job, source_track=track, continue_at=60),
        LedgerEntry.objects.create(account=account, job=job, kind="charged", credits=12, source="table"),
        upload, Handover.objects.create(account=account, upload=upload, url="https://files.example/for-a-day"),
        Arrival.objects.create(owner=owner, name="hum.mp3", size=5, state="refused", reason="cut"),
        Asset.objects.create(owner=owner, track=track, job=job, kind="wav"),
        TimedLyrics.objects.create(track=track, job=job, words=[["La", 0, 1]]),
        LyricsDraft.objects.create(owner=owner, title="Draft"),
        Recipe.objects.create(owner=owner, name="Slow folk", operation="generate", params={"style": "folk"}),
        Share.objects.create(owner=owner, track=track),
        Budget.objects.create(owner=owner, by_month=100),
        BalanceReading.objects.create(account=account, credits=100, booked=12, in_doubt=0),
        make_project(owner=owner), Tag.objects.named(owner, "demo"),
    ]  # fmt: skip


class EveryPageTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.rows = make_rows()
        _owner, self.account, *_rest = self.rows
        self.job = Job.objects.get()

    def test_there_is_one_for_every_kind_of_row(self):
        known = {model for model in admin.site._registry if model._meta.app_label in ("accounts", "music")}
        self.assertEqual({type(row) for row in self.rows}, known)

    def test_lists_and_rows_open_and_show_no_secret(self):
        secrets = [
            "for-a-day",
            KEY,
            HMAC_KEY,
            self.job.token,
            self.account.sealed_key,
            self.account.sealed_hmac_key,
        ]
        for row in self.rows:
            for page in ("changelist", "change"):
                with self.subTest(model=row._meta.model_name, page=page):
                    response = self.client.get(address(row, page), {"q": "a"} if page == "changelist" else {})
                    self.assertEqual(response.status_code, 200)
                    for secret in secrets:
                        self.assertNotContains(response, secret)

    def test_what_the_studio_writes_cannot_be_added_changed_or_deleted_here(self):
        for row in self.rows:
            if row._meta.app_label != "music" or isinstance(row, Budget):
                continue
            with self.subTest(model=row._meta.model_name):
                self.assertEqual(self.client.get(address(row, "add")).status_code, 403)
                self.assertEqual(self.client.post(address(row), {}).status_code, 403)
                gone = address(row).replace("/change/", "/delete/")
                self.assertEqual(self.client.post(gone, {"post": "yes"}).status_code, 403)

    def test_a_list_asks_as_little_for_many_rows_as_for_few(self):
        few = self.queries_of_lists()
        for _person in range(3):
            make_rows()
        self.assertEqual(self.queries_of_lists(), few)

    def queries_of_lists(self):
        counts = {}
        for row in self.rows:
            with CaptureQueriesContext(connection) as queries:
                self.client.get(address(row, "changelist"))
            counts[row._meta.model_name] = len(queries)
        return counts


class TrackTests(AdminTestCase):
    def test_it_is_found_by_its_title_in_any_library_by_its_owner_or_by_number(self):
        track = make_track(title="Harbour lights", owner=make_user(email="lena@example.org"))
        make_track(title="Lights", lyrics="the harbour")
        for asked in ("harb", "lights HARBOUR", "lena@example", str(track.uuid), track.audio_id):
            self.assertEqual(self.chosen(f"?q={asked}", "track"), [track], asked)
        self.assertEqual(self.chosen("?q=zzyzx", "track"), [])

    def test_a_large_table_is_counted_no_further_than_it_is_paged_through(self):
        tracks = [make_track(title="A waltz") for _number in range(4)]
        with mock.patch("music.admin.base.MOST", 3):
            self.assertEqual(self.client.get("/admin/music/track/").context["cl"].result_count, 3)
        self.assertEqual(len(self.chosen("?q=waltz", "track")), len(tracks))

    def test_a_song_that_could_not_be_copied_is_tried_afresh(self):
        lost = make_track(archive_state="lost", archive_tries=9, archive_error="404")
        kept, early = keep(make_track()), make_track(audio_url="")
        with pushed() as given:
            page = self.act("archive_again", lost, kept, early)
        self.assertEqual(given, [("archive_track", (lost.pk,))])
        self.assertContains(page, "1 song is copied again.")
        lost.refresh_from_db()
        self.assertEqual((lost.archive_state, lost.archive_tries), (Track.Archive.DUE, 0))
        self.assertLessEqual(lost.archive_due_at, timezone.now())
        kept.refresh_from_db()
        self.assertTrue(kept.is_kept)


class PeopleTests(AdminTestCase):
    def test_an_invitation_gives_a_link_to_copy(self):
        soon = timezone.now() + timedelta(days=3)
        data = {
            "note": "for Jo",
            "role": "maker",
            "expires_at_0": f"{soon:%Y-%m-%d}",
            "expires_at_1": "12:00",
        }
        page = self.client.post("/admin/accounts/invitation/add/", data, follow=True)
        invitation = Invitation.objects.get()
        link = f"https://studio.example{invitation.get_absolute_url()}"
        self.assertContains(page, link)
        self.assertEqual(invitation.created_by, self.boss)
        self.assertContains(self.client.get("/admin/accounts/invitation/"), link)

    def test_a_used_one_shows_its_link_no_more(self):
        invitation = Invitation.objects.create(used_by=make_user())
        self.assertNotContains(self.client.get("/admin/accounts/invitation/"), invitation.token)

    def test_what_people_may_do_is_not_said_here(self):
        """But at the desk, where it is logged and somebody is always left."""
        person = make_user()
        self.client.post(
            address(person),
            {"name": "Jo", "is_staff": "on", "is_superuser": "on", "language": "", "theme": ""},
        )
        person.refresh_from_db()
        self.assertEqual(person.name, "Jo")
        self.assertTrue(person.is_active)
        self.assertFalse(person.is_staff or person.is_superuser)

    def test_a_link_for_a_new_password_works_without_mail(self):
        person = make_user()
        page = self.act("make_password_link", person)
        link = page.content.decode().partition('value="https://studio.example')[2].partition('"')[0]
        guest = self.client_class()
        form = guest.get(link).url
        guest.post(form, {"password1": "quite another one", "password2": "quite another one"})
        person.refresh_from_db()
        self.assertTrue(person.check_password("quite another one"))

    def test_secrets_of_second_proofs_have_no_page(self):
        self.assertNotIn(Authenticator, admin.site._registry)


class BudgetTests(AdminTestCase):
    """What managers may do: not set or take away what holds themselves or other staff back."""

    def setUp(self):
        super().setUp()
        self.manager = make_user(is_staff=True)
        self.client.force_login(self.manager)

    def post(self, budget, **fields):
        return self.client.post(address(budget), {"warn_at": "80", "by_month": "999"} | fields).status_code

    def test_their_own_budget_and_those_of_other_staff_stay(self):
        for whose in (
            {"owner": self.manager},
            {"owner": self.boss},
            {"project": make_project(owner=self.manager)},
        ):
            budget = Budget.objects.create(by_month=5, **whose)
            gone = address(budget).replace("/change/", "/delete/")
            self.assertEqual(
                (self.post(budget), self.client.post(gone, {"post": "yes"}).status_code), (403, 403)
            )
            self.act("delete_selected", budget)
        self.assertEqual(list(Budget.objects.values_list("by_month", flat=True)), [5, 5, 5])

    def test_nor_does_another_become_theirs(self):
        budget = Budget.objects.create(owner=make_user(), by_month=5)
        self.assertEqual(self.post(budget, owner=self.manager.pk), 403)
        self.assertEqual(self.post(Budget(pk=budget.pk), owner=budget.owner_id), 302)
        self.assertEqual(Budget.objects.get().by_month, 999)


class ShareTests(AdminTestCase):
    def test_links_are_counted_and_closed_but_never_shown(self):
        share = Share.objects.create(owner=make_user(), track=make_track(title="Ferry"), password="hashed$x")
        for page in ("changelist", "change"):
            response = self.client.get(address(share, page))
            self.assertContains(response, "Ferry")
            for secret in (share.token, share.password):
                self.assertNotContains(response, secret)
        self.act("revoke", share)
        share.refresh_from_db()
        self.assertFalse(share.is_open)
