"""Each thing that can happen to a request that costs money: it is sent once, charged once or never, and settled."""

import pytest

from music.kie import client
from music.models import Job, ProviderAccount
from music.services import decisions
from music.tell import trouble
from tests.chaos.alone import SHORT
from tests.real.parts import free_port

State = Job.State
REFUSED = (401, 402, 404, 413, 422, 433, 451, 501, 505)
LATER = ("refuse 429", "refuse 430", "refuse 455", "http 429")
SILENT = (
    "reset-before",
    "hang-before 2",
    "html",
    "http 500",
    "http 502",
    "http 503",
    "refuse 500",
    "refuse 777",
)
ACCEPTED = ("reset-after", "hang-after 2", "empty-answer", "huge-answer 5", "trickle-answer 3")


def says_why(job):
    """A sentence, in words of ours."""
    words = trouble.explain(job)
    assert job.error_code
    assert len(words) > 20
    assert words.endswith(".")
    return words


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_fails_the_job_with_a_sentence_and_costs_nothing(studio, code):
    studio.press(f"refuse {code}")
    studio.work()
    assert (studio.job.state, studio.job.error_code) == (State.FAILED, str(code))
    says_why(studio.job)
    studio.later(3600, rounds=2)
    assert studio.job.state == State.FAILED
    studio.is_free()


@pytest.mark.parametrize("fault", LATER)
def test_too_much_or_closed_is_sent_again_later_and_charged_once(studio, fault):
    studio.arm(fault)
    studio.press()
    studio.work()
    assert (studio.job.state, studio.job.sends, len(studio.orders)) == (State.QUEUED, 1, 0)
    studio.work()
    assert studio.job.sends == 1  # not before its time
    studio.later(6)
    assert studio.job.state == State.WAITING
    studio.hear()
    studio.is_whole()


def test_a_refused_connection_is_tried_again_later_and_charged_once(studio):
    studio.press()
    ProviderAccount.objects.update(base_url=f"http://127.0.0.1:{free_port()}")
    studio.work()
    assert (studio.job.state, studio.job.error_code) == (State.QUEUED, "unreachable")
    ProviderAccount.objects.update(base_url=studio.sandbox.url)
    studio.later(6)
    studio.hear()
    studio.is_whole()


@pytest.mark.parametrize("fault", SILENT)
def test_what_may_have_been_accepted_is_never_sent_again_and_a_person_closes_it(studio, fault):
    studio.press(fault)
    studio.work()
    assert studio.job.state == State.UNKNOWN
    studio.later(3600, rounds=3)
    assert (studio.job.state, len(studio.orders)) == (State.UNKNOWN, 0)
    says_why(studio.job)
    assert decisions.settle_as_not_made(studio.job)
    says_why(studio.job)
    studio.is_free()


@pytest.mark.parametrize("fault", ACCEPTED)
def test_what_was_accepted_without_a_word_is_settled_by_a_callback(studio, fault):
    studio.press(fault)
    studio.work()
    assert (studio.job.state, studio.job.task_id, len(studio.orders)) == (State.UNKNOWN, "", 1)
    says_why(studio.job)
    studio.later(3600, rounds=3)
    assert (studio.job.state, len(studio.orders)) == (State.UNKNOWN, 1)
    studio.hear()
    studio.is_whole()


@pytest.mark.parametrize("fault", ["reset-after", "empty-answer"])
def test_or_by_a_person_who_finds_its_number(studio, fault):
    studio.press(fault, "lost")
    studio.work()
    assert studio.job.state == State.UNKNOWN
    studio.is_made()
    (order,) = studio.orders
    assert decisions.settle_with_task(studio.job, order["id"])
    studio.work()
    studio.is_whole()


def test_a_huge_answer_is_not_read_to_its_end(studio):
    assert client.MAX_BODY < 5 * 1024**2
    studio.press("huge-answer 400")
    studio.work()
    assert (studio.job.state, studio.job.error_code) == (State.UNKNOWN, "unreadable")
    studio.hear()
    studio.is_whole()


def test_an_answer_that_drips_holds_nobody_for_long(studio):
    """Each drop comes in time, all of them do not."""
    assert SHORT[1] > 0.1
    studio.press("trickle-answer 60")
    studio.work()
    assert studio.job.state == State.UNKNOWN
    studio.hear()
    studio.is_whole()
