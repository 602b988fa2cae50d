"""Eight at once, in threads with connections of their own: one wins, nobody waits for ever, nothing exists twice.

On PostgreSQL, where transactions really run beside each other; SQLite lets one write at a time.
"""

import json
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest import mock, skipUnless

import responses
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone

from accounts import leaving
from accounts.models import User
from music.kie.client import Accepted
from music.models import Budget, Handover, Job, JobEvent, Persona, ProviderAccount, Track, TrackText
from music.operations import registry
from music.operations.persona import keep as keep_persona
from music.services import (
    arriving,
    asking,
    budgets,
    copying,
    decisions,
    handovers,
    hearing,
    holds,
    jobs,
    money,
    sheets,
)
from tests.base import FIRST, TASK, callback, heard, pushed
from tests.factories import make_account, make_job, make_track, make_upload, make_user

MANY = 8


def at_once(act, many=MANY):
    """What each of many that begin together came to; an error is raised."""
    barrier = threading.Barrier(many)

    def one(number):
        try:
            connection.ensure_connection()
            barrier.wait()
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(one, range(many)))


def slow(write, seconds=0.05):
    """Time enough for another one between looking what is booked and booking."""

    def written(*args, **more):
        time.sleep(seconds)
        return write(*args, **more)

    return written


def thoughtful(look, seconds=0.05):
    """Time enough for others to look, too, before what was seen is gone by."""

    def looked(*args):
        seen = look(*args)
        time.sleep(seconds)
        return seen

    return looked


@skipUnless(connection.vendor == "postgresql", "SQLite lets one write at a time.")
class RaceTestCase(TransactionTestCase):
    def setUp(self):
        self.user = make_user()
        self.account = make_account()
        provider = responses.RequestsMock(assert_all_requests_are_fired=False)
        provider.start()
        self.addCleanup(provider.stop, allow_assert=False)
        self.addCleanup(TrackText.objects.all().delete)  # no table of Django's, so it is not emptied

    def job(self, **fields):
        return make_job(owner=self.user, account=self.account, **fields)


class LeavingTests(RaceTestCase):
    def test_of_two_administrators_who_leave_at_once_one_stays(self):
        both = [make_user(is_staff=True, is_superuser=True) for _number in range(2)]
        with mock.patch.object(leaving, "why_not", thoughtful(leaving.why_not, 0.2)):
            left = at_once(lambda number: leaving.leave(both[number]), many=2)
        self.assertEqual(sorted(left), [False, True])


class CallbackTests(RaceTestCase):
    def setUp(self):
        super().setUp()
        self.enterContext(mock.patch.object(money, "_write", slow(money._write)))
        self.waiting = self.job(state=Job.State.WAITING, task_id=TASK)

    def post(self, body):
        address = f"/callbacks/kie/{self.waiting.token}/"
        return Client().post(address, json.dumps(body), content_type="application/json").status_code

    def assertToldOnce(self):
        self.waiting.refresh_from_db()
        self.assertEqual((self.waiting.state, self.waiting.tracks.count()), (Job.State.DONE, 2))
        charged = self.waiting.ledger.filter(kind="charged").values_list("credits", flat=True)
        self.assertEqual(list(charged), [self.waiting.expected_price])
        self.assertEqual(TrackText.objects.count(), 2)

    def test_the_same_callback_eight_times(self):
        self.assertEqual(at_once(lambda _number: self.post(callback())), [200] * MANY)
        self.assertToldOnce()
        self.assertEqual(self.waiting.events.filter(kind=JobEvent.Kind.CALLBACK).count(), 1)

    def test_all_stages_together(self):
        stages = ["text", "first", "complete", "complete"] * 2
        bodies = [callback(stage, msg=f"number {number}") for number, stage in enumerate(stages)]
        self.assertEqual(at_once(lambda number: self.post(bodies[number])), [200] * MANY)
        self.assertToldOnce()

    def test_callbacks_and_asking(self):
        def act(number):
            return self.post(callback()) if number % 2 else hearing.apply_result(self.waiting, heard()).state

        at_once(act)
        self.assertToldOnce()

    def test_a_callback_and_the_answer_to_the_sending(self):
        Job.objects.filter(pk=self.waiting.pk).update(state=Job.State.SENDING, task_id="")
        sent = Job.objects.get(pk=self.waiting.pk)
        client = self.account.client()

        def act(number):
            if number:
                return self.post(callback(msg=f"number {number}"))
            return jobs._insist(jobs._accepted, sent, client, Accepted(TASK))

        at_once(act)
        self.assertToldOnce()
        self.assertEqual(self.waiting.task_id, TASK)

    def test_a_callback_and_a_person_who_pastes_the_task(self):
        Job.objects.filter(pk=self.waiting.pk).update(state=Job.State.UNKNOWN, task_id="")
        unknown = Job.objects.get(pk=self.waiting.pk)

        def act(number):
            if not number:
                return decisions.settle_with_task(unknown, TASK)
            while Job.objects.filter(pk=unknown.pk, state=Job.State.UNKNOWN).exists():
                time.sleep(0.001)
            return self.post(callback(msg=f"number {number}"))

        with mock.patch.object(money, "_write", slow(money._write, 1)):
            at_once(act, 3)
        self.assertToldOnce()

    def test_a_job_and_two_that_go_on_with_its_song(self):
        """What they write refers to the song that its own job locks: they must not wait for each other."""
        song = make_track(job=self.waiting, audio_id=FIRST)
        told = [self.waiting, self.extending(song), self.extending(song)]
        at_once(
            lambda number: hearing.apply_result(told[number % 3], heard(task_id=told[number % 3].task_id)), 6
        )
        self.assertEqual([job.tracks.count() for job in told], [2, 2, 2])

    def extending(self, song):
        params = {"default_param_flag": False, "model": "V6"}
        job = self.job(operation="extend", params=params, state=Job.State.WAITING)
        job.sources.create(position=0, track=song)
        registry.get("extend").start(job, [song])
        return job


class ClaimTests(RaceTestCase):
    def assertOneWins(self, claim):
        self.assertEqual(sorted(map(bool, at_once(claim))), [False] * (MANY - 1) + [True])

    def test_a_step_of_a_job(self):
        job = self.job(state=Job.State.QUEUED)
        self.assertOneWins(lambda _number: Job.objects.get(pk=job.pk).move(Job.State.SENDING))

    def test_cancelling_and_sending(self):
        job = self.job(state=Job.State.QUEUED)
        to = [Job.State.SENDING, Job.State.CANCELLED] * 4
        self.assertOneWins(lambda number: Job.objects.get(pk=job.pk).move(to[number]))

    def test_the_turn_to_try_a_provider_that_is_ill(self):
        type(self.account).objects.update(held_at=timezone.now(), probe_at=timezone.now())
        waiting = [self.job(state=Job.State.QUEUED) for _number in range(MANY)]
        self.assertOneWins(lambda number: not holds.stops(waiting[number]))

    def test_a_copy(self):
        track = make_track(job=self.job(), archive_state="due", archive_due_at=timezone.now())
        self.assertOneWins(lambda _number: copying.claim(Track.objects.get(pk=track.pk)))

    def test_a_handover(self):
        upload = make_upload(owner=self.user)
        handover = Handover.objects.of(self.account, upload)
        self.assertOneWins(lambda _number: handovers._claim(handover))

    def test_a_check_of_a_file(self):
        arrival = arriving.begin(self.user, name="a.mp3", size=5)
        arrival.path.parent.mkdir(exist_ok=True)
        arrival.path.write_bytes(b"12345")
        self.addCleanup(arrival.path.unlink, missing_ok=True)
        type(arrival).objects.update(state=arriving.State.CHECKING, due_at=timezone.now())
        self.assertOneWins(lambda _number: arriving._claim(type(arrival).objects.get(pk=arrival.pk)))

    def test_eight_clocks_hand_each_job_out_once(self):
        due_at = timezone.now() - timedelta(seconds=1)
        waiting = [self.job(state=Job.State.WAITING, due_at=due_at) for _number in range(20)]
        with pushed() as given:
            at_once(lambda _number: asking.hand_out())
        self.assertEqual(sorted(key for _task, keys in given for key in keys), [job.pk for job in waiting])


class BudgetTests(RaceTestCase):
    """Songs for 12 credits each, asked for at once: what all of them find left is begun once."""

    def setUp(self):
        super().setUp()
        self.enterContext(mock.patch.object(budgets, "standing", thoughtful(budgets.standing)))

    def begun(self, owner=lambda _number: None):
        def act(number):
            params = {"custom_mode": False, "prompt": "A slow waltz", "model": "V6"}
            try:
                return jobs.start(
                    registry.get("generate"), owner(number) or self.user, params, submission=uuid.uuid4()
                )
            except budgets.OverBudget:
                return None

        return len(list(filter(None, at_once(act))))

    def test_of_a_person(self):
        Budget.objects.create(owner=self.user, by_month=24)
        self.assertEqual((self.begun(), Job.objects.count()), (2, 2))

    def test_of_everybody_together(self):
        people = [make_user() for _number in range(MANY)]
        Budget.objects.create(by_month=30)
        self.assertEqual((self.begun(owner=people.__getitem__), Job.objects.count()), (2, 2))


class OnceTests(RaceTestCase):
    def test_one_press_of_the_button_is_one_job(self):
        submission, generate = uuid.uuid4(), registry.get("generate")
        params = {"custom_mode": False, "prompt": "A slow waltz", "model": "V6"}
        started = at_once(lambda _number: jobs.start(generate, self.user, params, submission=submission))
        self.assertEqual(({job.pk for job in started}, Job.objects.count()), ({Job.objects.get().pk}, 1))
        self.assertEqual(Job.objects.get().ledger.count(), 1)

    def test_the_server_s_account(self):
        ProviderAccount.objects.all().delete()
        at_once(lambda _number: ProviderAccount.objects.for_server())
        self.assertEqual(ProviderAccount.objects.count(), 1)

    def test_a_handed_over_copy(self):
        upload = make_upload(owner=self.user)
        at_once(lambda _number: Handover.objects.of(self.account, upload))
        self.assertEqual(Handover.objects.count(), 1)

    def test_a_persona(self):
        job = self.job(operation="persona", params={"name": "Mira"})
        at_once(lambda _number: keep_persona(job, "persona-1", name="Mira", kind=Persona.Kind.STYLE))
        self.assertEqual(Persona.objects.count(), 1)

    def test_a_folder_of_a_person(self):
        names = at_once(lambda _number: sheets.folder_of_person(User.objects.get(pk=self.user.pk)))
        self.assertEqual(len(set(names)), 1)

    def test_the_words_a_song_is_found_by(self):
        track = make_track(job=self.job(), owner=self.user)

        def act(number):
            mine = Track.objects.get(pk=track.pk)
            mine.title = f"Number {number}"
            TrackText.objects.put(mine)

        at_once(act)
        self.assertEqual(TrackText.objects.count(), 1)
