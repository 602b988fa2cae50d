"""The log of what staff does: complete, readable, and changed by nobody."""

from datetime import timedelta
from unittest.mock import patch

from django.db import DatabaseError
from django.test import TestCase
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEntry, Invitation, Switch, User
from music.models import Budget, Share
from music.services import approvals, holds
from tests.factories import make_job, make_track, make_user
from tests.test_admin import AdminTestCase, address

PAGE = "/admin/desk/log/"


def make_boss(**fields):
    return make_user(name="Boss", is_staff=True, is_superuser=True, **fields)


class NoteTests(TestCase):
    def setUp(self):
        self.boss = make_boss()

    def test_it_tells_who_did_what_on_what_and_what_changed(self):
        person = make_user(name="Mira")
        audit.note(self.boss, "person.changed", person, changes={"name": ("Mia", "Mira")}, words="She asked.")
        entry = AuditEntry.objects.get()
        self.assertEqual((entry.by, entry.by_name, entry.what), (self.boss, "Boss", "person.changed"))
        self.assertEqual(
            (entry.on_kind, entry.on_key, entry.on_name), ("accounts.user", str(person.pk), "Mira")
        )
        self.assertEqual((entry.changes, entry.words), ({"name": ["Mia", "Mira"]}, "She asked."))

    def test_keys_and_tokens_are_never_written_down(self):
        names = ("hmac_key", "API token", "password1", "client_secret")
        audit.note(self.boss, "row.changed", "x", changes=dict.fromkeys(names, ("", "sk-0123456789")))
        self.assertEqual(AuditEntry.objects.get().changes, {name: ["", "•••"] for name in names})

    def test_a_deed_without_words_is_refused(self):
        with self.assertRaises(KeyError):
            audit.note(self.boss, "person.eaten")

    def test_every_deed_is_of_a_kind(self):
        self.assertEqual({deed.partition(".")[0] for deed in audit.DEEDS}, set(audit.KINDS))

    def test_nothing_can_be_changed_or_deleted(self):
        audit.note(self.boss, "row.changed", "x")
        entry = AuditEntry.objects.get()
        for attempt in (
            entry.save,
            entry.delete,
            AuditEntry.objects.all().delete,
            lambda: AuditEntry.objects.update(by_name="Jo"),
        ):
            with self.assertRaises(TypeError):
                attempt()

    def test_it_outlives_whom_it_names(self):
        audit.note(self.boss, "row.changed", "x")
        User.objects.filter(pk=self.boss.pk).delete()
        self.assertEqual(AuditEntry.objects.get().by_name, "Boss")
        self.client.force_login(make_boss(email="other@studio.example"))
        self.assertContains(self.client.get(PAGE), "changed a row")


class DeedTests(AdminTestCase):
    def deeds(self):
        return [(entry.what, entry.on_name) for entry in AuditEntry.objects.order_by("pk")]

    def test_approvals(self):
        for say in (approvals.say_yes, approvals.say_no):
            say(make_job(state="queued", held_at=timezone.now()), self.boss)
        self.assertEqual([what for what, _name in self.deeds()], ["job.yes", "job.no"])

    def test_one_who_comes_too_late_did_nothing(self):
        approvals.say_yes(make_job(state="done"), self.boss)
        self.assertEqual(self.deeds(), [])

    def test_rows_that_the_administration_adds_changes_and_deletes(self):
        person = make_user(name="Mira")
        self.client.post(address(person), {"name": "Mia", "is_active": "on", "language": "", "theme": ""})
        entry = AuditEntry.objects.get()
        self.assertEqual((entry.what, entry.changes["name"]), ("row.changed", ["Mira", "Mia"]))
        budget = {"by_month": "100", "warn_at": "80", "owner": "", "project": ""}
        self.client.post(address(Budget, "add"), budget)
        self.client.post(address(Budget.objects.get()).replace("change", "delete"), {"post": "yes"})
        self.client.post(address(Invitation, "add"), {"note": "Jonas", "role": "maker", "expires_at_0": "2030-01-01", "expires_at_1": "0:00"})  # fmt: skip
        told = [
            ("row.added", "Everybody together"),
            ("row.deleted", "Everybody together"),
            ("row.added", "Jonas"),
        ]
        self.assertEqual(self.deeds()[1:], told)

    def test_what_is_done_to_many_rows_at_once(self):
        person, share = make_user(name="Mira"), Share.objects.create(owner=make_user(), track=make_track())
        self.act("make_password_link", person)
        self.act("have_leave", person)
        self.act("have_stay", person)
        self.act("revoke", share)
        self.act("archive_again", make_track())
        job = make_job(state="waiting")
        self.client.post("/admin/desk/jobs/deed/", {"deed": "ask", "job": job.uuid, "sure": "on"})
        self.client.post(f"/admin/desk/jobs/{job.uuid}/deed/", {"deed": "away"})  # which does not fit
        wanted = [
            "person.link",
            "person.leaves",
            "person.stays",
            "share.closed",
            "file.archived",
            "job.ask",
        ]
        self.assertEqual([what for what, _name in self.deeds()], wanted)
        self.assertNotIn("reset/key", str(AuditEntry.objects.values()))

    def test_the_queues_of_another_package(self):
        self.client.post("/admin/rq/queues/0/empty/", {"x": "y"})
        self.assertEqual(self.deeds(), [("queue.acted", "/admin/rq/queues/0/empty/")])
        self.client.force_login(make_user())
        self.client.post("/admin/rq/queues/0/empty/", {"x": "y"})
        self.assertEqual(len(self.deeds()), 1)

    def test_several_tasks_of_the_queues_with_what_was_done_and_to_how_many(self):
        chosen = {"action": "requeue", "job_ids": ["a", "b"]}
        self.client.post("/admin/rq/queues/confirm-action/0/", chosen | {"_selected_action": ["a", "b"]})
        self.client.post("/admin/rq/queues/actions/0/", chosen)
        entry = AuditEntry.objects.get()
        self.assertEqual((entry.on_name, entry.words), ("/admin/rq/queues/actions/0/", "requeue: 2"))

    def test_a_deed_that_cannot_be_written_down_is_not_done(self):
        """Nor is what was begun with it."""
        job, broken = make_job(state="unknown"), make_job(state="unknown")
        gone = make_track(archive_state="lost", expires_at=timezone.now() - timedelta(days=1))
        self.client.raise_request_exception = False
        with patch("accounts.models.AuditEntry.save", side_effect=DatabaseError):
            for address, data in (
                ("/admin/desk/hold/", {"reason": "They charge twice"}),
                ("/admin/desk/losses/", {}),
                ("/admin/desk/switches/shares/", {"on_for": ["manager"]}),
                (f"/admin/desk/jobs/{job.uuid}/settle/", {"how": "not-made"}),
                (f"/admin/desk/jobs/{broken.uuid}/replay/", {}),
                ("/admin/desk/queues/calls/", {"how": "forget"}),
            ):
                self.assertGreaterEqual(self.client.post(address, data).status_code, 500, address)
        for row in (job, broken, gone):
            row.refresh_from_db()
        self.assertEqual((job.state, broken.events.count(), gone.loss_seen_at), ("unknown", 0, None))
        self.assertFalse(holds.is_by_hand())
        self.assertFalse(Switch.objects.exists())


class PageTests(AdminTestCase):
    def shown(self, query=""):
        return [entry.what for entry in self.client.get(PAGE + query).context["entries"]]

    def test_it_filters_by_person_kind_day_and_thing(self):
        other, person = make_boss(email="other@studio.example"), make_user()
        audit.note(self.boss, "person.changed", person)
        audit.note(other, "job.yes", "a song")
        old = AuditEntry(by=other, by_name="Boss", what="row.added", at=timezone.now() - timedelta(days=9))
        old.save()
        self.assertEqual(self.shown(), ["row.added", "job.yes", "person.changed"])
        self.assertEqual(self.shown(f"?person={other.pk}"), ["row.added", "job.yes"])
        self.assertEqual(self.shown("?kind=job"), ["job.yes"])
        self.assertEqual(self.shown(f"?day={old.at:%Y-%m-%d}"), ["row.added"])
        self.assertEqual(self.shown(f"?on=accounts.user:{person.pk}"), ["person.changed"])
        self.assertEqual(len(self.shown("?person=x&kind=x&day=31.12.&on=x&before=x")), 3)

    def test_it_goes_on_page_by_page_and_keeps_what_was_asked(self):
        for _number in range(60):
            audit.note(self.boss, "job.yes", "a song")
        page = self.client.get(f"{PAGE}?kind=job")
        before = page.context["next_before"]
        self.assertContains(page, f"?kind=job&amp;before={before}")
        self.assertEqual(len(self.shown(f"?kind=job&before={before}")), 10)

    def test_what_a_line_names_is_one_press_away(self):
        job, person = make_job(), make_user()
        audit.note(self.boss, "job.yes", job)
        audit.note(self.boss, "person.role", person)
        page = self.client.get(PAGE)
        self.assertContains(page, f"/admin/desk/jobs/{job.uuid}/")
        self.assertContains(page, f"/admin/desk/people/{person.pk}/")

    def test_many_rows_cost_no_more_queries_than_few(self):
        audit.note(self.boss, "job.yes", make_job())
        self.client.get(PAGE)
        with self.assertNumQueries(5):
            self.client.get(PAGE)
        for _number in range(5):
            audit.note(self.boss, "job.yes", make_job())
        with self.assertNumQueries(5):
            self.client.get(PAGE)
