"""People are told once that a job of theirs ended, by each way that they want, whatever is killed."""

from datetime import timedelta
from unittest.mock import patch

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from music import tasks
from music.media import posting
from music.models import Delivery, Job, Notice, PushSubscription
from music.services import approvals, decisions, hearing, jobs, notices, outbox, sweeps
from tests.base import StudioTestCase, callback, heard
from tests.factories import make_job, make_user

MAIL = override_settings(EMAIL_URL="smtp://mail.example", PUBLIC_URL="https://studio.example")
BROWSER = {"endpoint": "https://push.example/abc", "p256dh": "BNbN3OiAUR", "auth": "k8JV6sjdbhAi1n3_LDBLvA"}


class NoticeTestCase(StudioTestCase):
    def end(self, job=None, result=None):
        job = job or make_job(owner=self.user, state="waiting")
        hearing.apply_result(job, result or heard())
        job.refresh_from_db()
        return job

    def fail(self, job=None):
        return self.end(job, heard("error", code=501, msg="no"))

    def deliver(self):
        for delivery in Delivery.objects.filter(sent_at=None):
            tasks.deliver_notice(delivery.pk)

    def unread(self, client=None):
        return Notice.objects.of(self.user).unread()


class EndTests(NoticeTestCase):
    def test_done_and_failed_are_told_once_however_often_they_are_heard(self):
        done, failed = self.end(), self.fail()
        self.end(done), self.fail(failed)
        told = dict(Notice.objects.values_list("job", "is_good"))
        self.assertEqual(told, {done.pk: True, failed.pk: False})

    def test_what_is_on_its_way_is_not_told(self):
        self.end(result=heard("first"))
        self.assertFalse(Notice.objects.exists())

    def test_it_is_written_with_the_end_or_not_at_all(self):
        job = make_job(owner=self.user, state="waiting")
        with patch("music.services.notices.ended", side_effect=RuntimeError), self.assertRaises(RuntimeError):
            self.end(job)
        job.refresh_from_db()
        self.assertEqual(job.state, Job.State.WAITING)

    @MAIL
    def test_late_good_news_takes_the_place_of_bad_without_a_second_letter(self):
        job = self.fail()
        self.deliver()
        notices.read_all(self.user)
        self.end(job)
        self.deliver()
        self.assertTrue(Notice.objects.get().is_good)
        self.assertEqual(self.unread().count(), 1)
        self.assertEqual(len(mail.outbox), 1)

    def test_a_refusal_is_told_too(self):
        self.answers({"code": 413, "msg": "too long", "data": None})
        job = make_job(owner=self.user, state="queued")
        jobs.send(job)
        self.assertEqual(Notice.objects.get().is_good, False)

    def test_a_no_is_told_by_each_way_but_a_cancelling_of_one_s_own_is_not(self):
        boss = make_user(is_staff=True, is_superuser=True)
        with MAIL:
            approvals.say_no(make_job(owner=self.user, state="queued", held_at=timezone.now()), boss)
            self.deliver()
        self.assertEqual((self.unread().count(), Notice.objects.get().is_good), (1, False))
        self.assertEqual(mail.outbox[0].subject, "“A slow waltz” was not allowed")
        self.assertIn("said no to it, because of its price", mail.outbox[0].body)
        User.objects.update(notify_page=False, notify_email=False, notify_push=False)
        approvals.say_no(make_job(owner=self.user, state="queued", held_at=timezone.now()), boss)
        decisions.cancel(make_job(owner=self.user, state="queued"))
        self.assertEqual(Notice.objects.count(), 1)

    def test_what_one_waits_for_on_a_page_or_brought_over_is_not_told(self):
        job = make_job(owner=self.user, operation="style-boost", state="done")
        notices.ended(job)
        notices.ended(make_job(owner=self.user, state="done", reuses_record=True, sent_at=None))
        self.assertFalse(Notice.objects.exists())

    def test_who_cannot_sign_in_any_more_is_not_told(self):
        User.objects.update(is_active=False)
        self.end()
        self.assertFalse(Notice.objects.exists())

    def test_each_way_can_be_switched_off(self):
        with MAIL:
            self.client.post("/settings/notifications/", {"notify_email": "on"})
            self.end()
            self.assertEqual(self.unread().count(), 0)
            self.assertEqual(Delivery.objects.get().channel, "email")
            self.client.post("/settings/notifications/", {})
            self.end()
        self.assertEqual(Notice.objects.count(), 1)

    def test_letters_are_offered_where_they_can_leave(self):
        self.assertNotContains(self.client.get("/settings/"), "notify_email")
        with MAIL:
            self.assertContains(self.client.get("/settings/"), "notify_email")


@MAIL
class LetterTests(NoticeTestCase):
    def test_it_says_what_and_where_in_the_reader_s_language(self):
        job = self.end()
        self.deliver()
        (letter,) = mail.outbox
        self.assertEqual((letter.to, letter.subject), ([self.user.email], "“A slow waltz” is done"))
        self.assertIn(f"https://studio.example/jobs/{job.uuid}/", letter.body)

    def test_it_leaves_once_however_often_it_is_asked_for(self):
        self.end()
        delivery = Delivery.objects.get()
        for _time in range(3):
            notices.deliver(delivery)
        self.assertEqual(len(mail.outbox), 1)

    def test_two_workers_at_once_send_one(self):
        self.end()
        delivery = Delivery.objects.get()
        with patch.dict(notices.SEND, email=lambda notice: notices.deliver(delivery)):
            notices.deliver(delivery)
        self.assertEqual(len(mail.outbox), 0)

    def test_one_whose_worker_was_killed_comes_again_under_the_same_number(self):
        self.end()
        delivery = Delivery.objects.get()
        killed = patch("music.services.notices.EmailMessage.send", side_effect=KeyboardInterrupt)
        with killed, self.assertRaises(KeyboardInterrupt), transaction.atomic():
            notices.deliver(delivery)
        Delivery.objects.update(claimed_at=timezone.now() - outbox.CLAIM - timedelta(seconds=1))
        notices.deliver(delivery)
        self.assertEqual(mail.outbox[0].extra_headers["Message-ID"], f"<{delivery.notice.uuid}@suno-studio>")

    def test_a_mail_server_that_is_away_is_tried_again_and_given_up_in_the_end(self):
        self.end()
        delivery = Delivery.objects.get()
        with patch("music.services.notices.EmailMessage.send", side_effect=ConnectionRefusedError):
            for _time in range(len(outbox.PAUSES)):
                notices.deliver(delivery)
                delivery.refresh_from_db()
                self.assertGreater(delivery.due_at, timezone.now())
            notices.deliver(delivery)
        delivery.refresh_from_db()
        self.assertIsNone(delivery.due_at)

    def test_the_clock_finds_what_the_queue_lost(self):
        self.end()
        Delivery.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        with self.captureOnCommitCallbacks(execute=True):
            sweeps.calls()
        self.assertIn(("deliver_notice", (Delivery.objects.get().pk,)), self.in_queue())

    def test_without_a_mail_server_there_is_no_letter(self):
        with override_settings(EMAIL_URL=""):
            self.end()
        self.assertFalse(Delivery.objects.exists())


class PushTests(NoticeTestCase):
    def setUp(self):
        super().setUp()
        self.client.post("/notifications/push/", BROWSER)

    def test_it_goes_to_each_browser_once(self):
        job = self.end()
        with patch("music.media.posting.push") as push:
            self.deliver()
            self.deliver()
        (subscription, told), topic = push.call_args.args, push.call_args.kwargs["topic"]
        self.assertEqual(push.call_count, 1)
        self.assertEqual(subscription.endpoint, BROWSER["endpoint"])
        self.assertEqual((told["url"], told["tag"]), (f"/jobs/{job.uuid}/", topic))

    def test_one_that_wants_no_more_is_forgotten(self):
        self.end()
        with patch("music.media.posting.push", side_effect=posting.GoneAway):
            self.deliver()
        self.assertFalse(PushSubscription.objects.exists())
        self.assertIsNotNone(Delivery.objects.get().sent_at)

    def test_no_address_inside_the_house_is_asked(self):
        self.provider.stop(allow_assert=False)  # the real way out, which is shut
        self.addCleanup(self.provider.start)
        for address in (
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://10.0.0.1/x",
            "https://169.254.169.254/x",
        ):
            subscription = PushSubscription(endpoint=address, **self.keys())
            with self.assertRaises(posting.GoneAway):
                posting.push(subscription, {}, topic="x")

    def test_it_is_sealed_for_the_browser_and_signed_by_this_server(self):
        self.provider.add("POST", BROWSER["endpoint"], status=201)
        subscription = PushSubscription(endpoint=BROWSER["endpoint"], **self.keys())
        posting.push(subscription, {"title": "Done"}, topic="a" * 32)
        request = self.provider.calls[-1].request
        self.assertNotIn(b"Done", request.body)
        self.assertEqual(
            (request.headers["Topic"], request.headers["Content-Encoding"]), ("a" * 32, "aes128gcm")
        )
        self.assertIn(settings.VAPID_PUBLIC, request.headers["Authorization"])

    def test_an_answer_says_whether_to_try_again(self):
        subscription = PushSubscription(endpoint=BROWSER["endpoint"], **self.keys())
        for status, what in (
            (410, posting.GoneAway),
            (404, posting.GoneAway),
            (500, posting.NotTaken),
            (429, posting.NotTaken),
        ):
            self.provider.reset()
            self.provider.add("POST", BROWSER["endpoint"], status=status)
            with self.assertRaises(what):
                posting.push(subscription, {"title": "Done"}, topic="x")

    @staticmethod
    def keys():
        return {
            "p256dh": "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM",
            "auth": "tBHItJI5svbpez7KI4CCXg",
        }  # fmt: skip

    def test_a_browser_is_one_person_s_and_can_be_forgotten(self):
        other = self.client_class()
        other.force_login(make_user())
        other.post("/notifications/push/", BROWSER)
        self.assertEqual(PushSubscription.objects.count(), 1)
        self.client.post("/notifications/push/", BROWSER | {"forget": "1"})
        self.assertEqual(PushSubscription.objects.count(), 1)
        other.post("/notifications/push/", BROWSER | {"forget": "1"})
        self.assertFalse(PushSubscription.objects.exists())

    def test_nonsense_is_refused(self):
        for wrong in ({"endpoint": "http://push.example/"}, {"endpoint": "x"}, {"auth": "ä"}, {"p256dh": ""}):
            self.assertEqual(self.client.post("/notifications/push/", BROWSER | wrong).status_code, 422)


class PageTests(NoticeTestCase):
    def test_the_list_and_the_bell_and_reading_it_all(self):
        job = self.end()
        self.assertContains(self.client.get("/notifications/"), job.title)
        self.assertContains(self.client.get("/notifications/unread/"), "<b>1</b>")
        self.assertEqual(self.unread().count(), 1)
        self.client.post("/notifications/read/")
        self.assertNotContains(self.client.get("/notifications/unread/"), "<b>1</b>")

    def test_another_s_are_not_there(self):
        notices.ended(make_job(state="done", params={"prompt": "Somebody else’s"}))
        self.assertNotContains(self.client.get("/notifications/"), "Somebody else")
        self.assertEqual(Notice.objects.count(), 1)

    def test_a_real_callback_rings_the_bell(self):
        job = make_job(owner=self.user, state="waiting", task_id=callback()["data"]["task_id"])
        self.client_class().post(f"/callbacks/kie/{job.token}/", callback(), content_type="application/json")
        self.assertEqual(self.unread().count(), 1)
