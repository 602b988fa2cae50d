"""People at the desk: who is here, invitations, roles, budgets, and accounts that are shut."""

from datetime import timedelta
from decimal import Decimal

from allauth.usersessions.models import UserSession
from django.utils import timezone

from accounts import roles
from accounts.models import AuditEntry, Invitation, User
from accounts.roles import Role
from music.models import Budget, Job, LedgerEntry, Track
from music.services import hearing, people
from tests.base import StudioTestCase, heard
from tests.factories import keep, make_job, make_track, make_upload, make_user

PAGE = "/admin/desk/people/"


class DeskTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.mira = self.user
        self.boss = make_user(name="Boss", is_staff=True, is_superuser=True)
        self.client.force_login(self.boss)
        self.page = f"{PAGE}{self.mira.pk}/"

    def deeds(self):
        return list(AuditEntry.objects.order_by("pk").values_list("what", flat=True))


class ListTests(DeskTestCase):
    def row(self, person):
        return next(row for row in self.client.get(PAGE).context["rows"] if row.person == person)

    def test_it_tells_what_each_keeps_makes_and_spends_and_when_they_were_here(self):
        job = make_job(owner=self.mira)
        keep(make_track(job=job), content=bytes(1000))
        make_upload(owner=self.mira, size=500)
        make_job(owner=self.mira, state="waiting")
        for kind, credits in (("charged", 12), ("charged", 5), ("returned", 2)):
            LedgerEntry.objects.create(
                account=job.account, job=job, kind=kind, credits=credits, source="table"
            )
        LedgerEntry.objects.create(
            account=job.account, job=job, kind="charged", credits=99, source="table", at=timezone.now() - timedelta(days=40)
        )  # fmt: skip
        row = self.row(self.mira)
        self.assertEqual((row.bytes, row.jobs, row.under_way, row.spent), (1500, 2, 1, Decimal(15)))
        seen = timezone.now() + timedelta(hours=1)
        UserSession.objects.create(
            user=self.mira, ip="192.0.2.1", session_key="x", user_agent="", last_seen_at=seen
        )
        self.assertEqual(self.row(self.mira).seen, seen)

    def test_it_finds_people_by_words_and_role(self):
        jo = make_user(name="Jo Harbour", email="jo@harbour.example")
        roles.give(jo, Role.LISTENER)
        shut = make_user(name="Away", is_active=False)
        for query, found in (("?q=harb", [jo]), ("?role=listener", [jo]), ("?role=shut", [shut]), ("?role=administrator", [self.boss]), ("?q=nobody", [])):  # fmt: skip
            rows = self.client.get(PAGE + query).context["rows"]
            self.assertEqual([row.person for row in rows], found, query)

    def test_it_goes_on_page_by_page_with_as_few_queries_for_many(self):
        self.client.get(PAGE)
        with self.assertNumQueries(13):
            self.client.get(PAGE)
        for _number in range(55):
            make_job(owner=make_user())
        with self.assertNumQueries(13):
            page = self.client.get(PAGE)
        rest = self.client.get(f"{PAGE}?before={page.context['next_before']}").context["rows"]
        self.assertEqual(len(page.context["rows"]) + len(rest), 57)

    def test_it_is_for_staff(self):
        self.client.force_login(self.mira)
        self.assertEqual(self.client.get(PAGE).status_code, 302)


class InvitationTests(DeskTestCase):
    def invite(self, role):
        return self.client.post(f"{PAGE}invite/", {"note": "Jonas", "role": role}, follow=True)

    def test_a_link_is_shown_and_gives_the_role_that_was_chosen(self):
        for role in Role:
            page = self.invite(role)
            invitation = Invitation.objects.order_by("-pk").first()
            self.assertContains(page, invitation.get_absolute_url())
            guest = self.client_class()
            guest.get(invitation.get_absolute_url())
            email = f"{role}@studio.example"
            guest.post("/accounts/signup/", {"email": email, "password1": "a very good password 1"})
            self.assertEqual(User.objects.get(email=email).role, role)

    def test_one_without_a_name_is_refused_beside_the_field(self):
        answer = self.client.post(f"{PAGE}invite/", {"note": "", "role": "maker"})
        self.assertEqual(answer.status_code, 422)
        self.assertIn("note", answer.context["form"].errors)

    def test_it_can_be_closed_and_both_stand_in_the_log_without_the_link(self):
        self.invite("maker")
        invitation = Invitation.objects.get()
        self.client.post(f"{PAGE}invitations/{invitation.pk}/close/")
        self.assertFalse(Invitation.objects.exists())
        self.assertEqual(self.deeds(), ["person.invited", "person.uninvited"])
        self.assertNotIn(invitation.token, str(list(AuditEntry.objects.values())))

    def test_one_that_the_release_before_made_for_an_administrator_is_seen_as_such(self):
        old = Invitation.objects.create(note="Old", role=Role.ADMINISTRATOR)
        Invitation.objects.filter(pk=old.pk).update(role="maker")
        roles.give(self.boss, Role.MANAGER)
        self.assertNotContains(self.client.get(PAGE), old.token)
        old.refresh_from_db()
        self.assertEqual(old.gives, Role.ADMINISTRATOR)


class RoleTests(DeskTestCase):
    def give(self, person, role):
        return self.client.post(f"{PAGE}{person.pk}/role/", {"role": role}, follow=True)

    def test_each_role_can_be_given_and_taken(self):
        for role in (Role.LISTENER, Role.MANAGER, Role.ADMINISTRATOR, Role.MAKER):
            self.give(self.mira, role)
            self.mira.refresh_from_db()
            self.assertEqual(self.mira.role, role)
        changes = AuditEntry.objects.order_by("pk").values_list("changes", flat=True)
        self.assertEqual(changes[1], {"role": ["listener", "manager"]})

    def test_what_is_no_role_changes_nothing(self):
        self.give(self.mira, "emperor")
        self.mira.refresh_from_db()
        self.assertEqual((self.mira.role, self.deeds()), (Role.MAKER, []))

    def test_nobody_changes_their_own(self):
        self.assertEqual(self.give(self.boss, Role.MAKER).status_code, 403)

    def test_there_is_always_an_administrator(self):
        """Of two who take the role from each other at once, one is the last."""
        other = make_user(is_staff=True, is_superuser=True)
        User.objects.filter(pk=self.boss.pk).update(is_active=False)
        with self.assertRaises(people.LastAdministrator):
            people.give_role(self.boss, other, Role.MAKER)
        with self.assertRaises(people.LastAdministrator):
            people.shut(self.boss, other)
        self.assertEqual(self.deeds(), [])


class AccessTests(DeskTestCase):
    def shut(self, person=None, how="shut"):
        return self.client.post(f"{PAGE}{(person or self.mira).pk}/access/", {"how": how}, follow=True)

    def test_what_is_no_answer_changes_nothing(self):
        self.shut(how="")
        self.mira.refresh_from_db()
        self.assertEqual((self.mira.is_active, self.deeds()), (True, []))

    def test_who_is_shut_out_is_out_at_once_and_can_be_let_in_again(self):
        theirs = self.client_class()
        theirs.force_login(self.mira)
        self.assertEqual(theirs.get("/library/").status_code, 200)
        self.shut()
        self.assertEqual(theirs.get("/library/").status_code, 302)
        self.assertContains(self.shut(how="open"), "They may sign in again.")
        self.assertEqual(self.deeds(), ["person.disabled", "person.enabled"])

    def test_sessions_are_ended_not_only_refused(self):
        theirs = self.client_class()
        theirs.post("/accounts/login/", {"login": self.mira.email, "password": "a good password"})
        self.shut()
        self.shut(how="open")
        self.assertEqual(theirs.get("/library/").status_code, 302)

    def test_their_jobs_go_on_and_their_songs_are_kept(self):
        job = make_job(owner=self.mira, state="waiting")
        self.shut()
        hearing.apply_result(job, heard())
        job.refresh_from_db()
        self.assertEqual(job.state, Job.State.DONE)
        self.assertEqual(Track.objects.filter(owner=self.mira, archive_state="due").count(), 2)

    def test_nobody_shuts_themselves_out(self):
        self.assertEqual(self.shut(self.boss).status_code, 403)

    def test_another_administrator_is_shut_only_while_one_is_left(self):
        other = make_user(is_staff=True, is_superuser=True)
        self.shut(other)
        other.refresh_from_db()
        self.assertFalse(other.is_active)


class BudgetTests(DeskTestCase):
    def set(self, **fields):
        return self.client.post(
            f"{self.page}budget/", {"by_month": "", "by_job": "", "yes_above": "", "warn_at": "80"} | fields
        )

    def test_it_is_set_changed_and_taken_away(self):
        self.set(by_month="100")
        self.set(by_month="200")
        self.assertEqual(Budget.objects.get().by_month, 200)
        self.assertContains(self.client.get(self.page), "200")
        self.set()
        self.assertFalse(Budget.objects.exists())
        changes = [entry.changes["by_month"] for entry in AuditEntry.objects.order_by("pk")]
        self.assertEqual(changes, [["", "100"], ["100.000", "200"], ["200.000", ""]])

    def test_managers_set_it_for_makers_and_listeners_and_for_no_staff(self):
        manager = make_user(is_staff=True)
        self.client.force_login(manager)
        for person, status in ((self.mira, 302), (manager, 403), (self.boss, 403)):
            Budget.objects.get_or_create(owner=person, defaults={"by_month": 5})
            self.page = f"/admin/desk/people/{person.pk}/"
            self.assertEqual("Keep the budget" in self.client.get(self.page).content.decode(), status == 302)
            self.assertEqual(self.set(by_month="100").status_code, status)
        self.assertEqual(list(Budget.objects.order_by("pk").values_list("by_month", flat=True)), [100, 5, 5])

    def test_administrators_set_their_own(self):
        self.page = f"/admin/desk/people/{self.boss.pk}/"
        self.set(by_month="100")
        self.assertEqual(self.boss.budget.by_month, 100)

    def test_nonsense_is_refused_beside_the_field(self):
        answer = self.set(by_month="-5")
        self.assertContains(answer, "-5", status_code=422)
        self.assertIn("by_month", answer.context["budget_form"].errors)
