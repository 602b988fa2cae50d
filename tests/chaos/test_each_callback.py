"""Each thing that can happen to callbacks: the songs are the same, and so is the bill."""

from unittest import mock

import pytest

from music.kie.client import Client
from music.models import Job, JobEvent
from music.tell import trouble
from tests.chaos.alone import AN_ASK, PRICE

State = Job.State
TWICE = ("expected", PRICE), ("charged", PRICE), ("returned", PRICE), ("charged", PRICE)
KINDS = ["text", "first", "complete"]


def ordered(studio, *faults):
    """Sent and accepted."""
    studio.press(*faults)
    studio.work()
    assert studio.job.state == State.WAITING


def kinds(bodies):
    return [body["data"]["callbackType"] for body in bodies]


def test_lost_ones_are_made_up_for_by_asking(studio):
    ordered(studio, "lost")
    studio.is_made()
    studio.later(AN_ASK)
    assert studio.letters.taken == []
    studio.is_whole()


def test_doubled_ones_change_nothing(studio):
    ordered(studio)
    bodies = studio.callbacks()
    assert kinds(bodies) == KINDS
    assert studio.deliver(*(body for body in bodies for _copy in range(2))) == [200] * 6
    studio.work()
    assert studio.deliver(*bodies) == [200] * 3
    assert studio.job.events.filter(kind=JobEvent.Kind.CALLBACK).count() == 3
    studio.is_whole()


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 0, 2), (2, 0, 1), (0, 2, 1), (1, 2, 0)], ids=str)
def test_out_of_order_they_end_the_same(studio, order):
    ordered(studio)
    bodies = studio.callbacks()
    assert studio.deliver(*(bodies[place] for place in order)) == [200] * 3
    studio.work()
    studio.is_whole()


def test_those_before_the_answer_are_not_undone_by_it(studio):
    send, states = Client.send, []

    def answered_late(client, request, read):
        answer = send(client, request, read)
        assert studio.job.state == State.SENDING
        studio.deliver(*studio.callbacks())
        states.append(studio.job.state)
        return answer

    with mock.patch.object(Client, "send", answered_late):
        studio.press()
        studio.work()
    assert states == [State.DONE]
    assert studio.job.task_id == studio.orders[0]["id"]
    studio.is_whole()


def test_hours_late_they_still_finish_a_job_that_nobody_could_ask_about(studio):
    studio.arm("http 500", on="record", times=50)
    ordered(studio)
    bodies = studio.callbacks()
    studio.later(AN_ASK, rounds=4)
    studio.later(3600, rounds=6)
    assert studio.job.state == State.WAITING
    assert studio.deliver(*bodies) == [200] * 3
    studio.work()
    studio.is_whole()


def test_hours_late_they_change_nothing_about_a_job_that_asking_finished(studio):
    ordered(studio)
    bodies = studio.callbacks()
    studio.later(AN_ASK)
    studio.is_whole()
    before = [(track.pk, track.sha256) for track in studio.tracks]
    studio.later(6 * 3600)
    assert studio.deliver(*bodies) == [200] * 3
    studio.work()
    assert [(track.pk, track.sha256) for track in studio.tracks] == before
    studio.is_whole()


def test_good_ones_after_a_failure_are_taken_and_charged_again(studio):
    ordered(studio, "after-failure 0.1")
    bodies = studio.callbacks()
    assert kinds(bodies) == ["error", *KINDS]
    studio.deliver(bodies[0])
    assert (studio.job.state, studio.booked[-1]) == (State.FAILED, ("returned", PRICE))
    studio.deliver(*bodies[1:])
    studio.work()
    studio.is_whole(TWICE)


def test_a_failure_that_is_told_after_the_songs_takes_nothing_away(studio):
    ordered(studio, "after-failure 0.1")
    error, *good = studio.callbacks()
    assert studio.deliver(*good, error) == [200] * 4
    studio.work()
    studio.is_whole()


@pytest.mark.parametrize("fault", ["error", "400", "408", "413", "500", "531"])
def test_a_failure_is_told_in_a_sentence_and_paid_back(studio, fault):
    ordered(studio, fault)
    assert studio.hear() == [200]
    assert studio.job.state == State.FAILED
    assert trouble.explain(studio.job).endswith(".")
    assert studio.tracks == []
    studio.is_free(orders=1)


def test_of_another_task_they_are_refused(studio):
    ordered(studio)
    (text, *_rest), first = studio.callbacks(), studio.job
    ordered(studio)
    assert studio.deliver(text) == [400]
    assert first.task_id != studio.job.task_id
    for job in (studio.job, first):
        studio.pk = job.pk
        studio.is_made()
        studio.later(AN_ASK)
        studio.is_whole()
