"""Each thing that the provider can say when it is asked, with all callbacks lost: the songs come, and are charged once."""

import pytest

from music.models import Job
from music.services import decisions
from music.tell import trouble
from tests.chaos.alone import AN_ASK, ONCE, PRICE

State = Job.State
WRONG = ("null 3", "wrong-state 3", "no-addresses")
BROKEN = ("http 500", "http 429", "html", "reset-before", "hang-before 2", "empty-answer", "huge-answer 5",
          "trickle-answer 3", "refuse 401", "refuse 500")  # fmt: skip
PATIENCE = 660  # seconds, a little more than the second song is waited for


def made(studio, *faults):
    """Made, and nobody was told."""
    studio.press(*faults, "lost")
    studio.work()
    studio.is_made()
    assert (studio.job.state, studio.letters.taken) == (State.WAITING, [])


@pytest.mark.parametrize("fault", WRONG)
def test_what_is_no_end_yet_is_asked_about_until_it_is(studio, fault):
    made(studio, fault)
    for _time in range(3):
        studio.later(AN_ASK)
        assert studio.job.state in (State.WAITING, State.STREAMING)
    studio.later(AN_ASK)
    studio.is_whole()


@pytest.mark.parametrize("fault", BROKEN)
def test_trouble_in_asking_is_no_failure_of_the_song(studio, fault):
    made(studio)
    studio.arm(fault, on="record")
    studio.later(AN_ASK)
    assert (studio.job.state, studio.books.armed) == (State.WAITING, 0)
    studio.later(AN_ASK)
    studio.is_whole()


def test_an_error_code_in_a_record_that_says_pending_is_a_failure_and_paid_back(studio):
    made(studio, "pending-error 413")
    studio.later(AN_ASK)
    assert (studio.job.state, studio.job.error_code) == (State.FAILED, "413")
    assert trouble.explain(studio.job).endswith(".")
    studio.is_free(orders=1)


def test_a_record_that_names_trouble_with_callbacks_is_a_good_end(studio):
    made(studio, "callback-exception")
    studio.later(AN_ASK)
    studio.is_whole()


def test_of_two_songs_of_which_one_is_dead_the_good_one_is_kept_and_the_job_ends(studio):
    made(studio, "one-fails")
    studio.later(AN_ASK)
    assert studio.job.state == State.STREAMING
    assert [track.archive_state for track in studio.tracks] == ["kept"]
    studio.later(PATIENCE)
    assert (studio.job.state, studio.booked, studio.cost) == (State.DONE, list(ONCE), PRICE)
    assert [track.archive_state for track in studio.tracks] == ["kept"]


def test_one_that_is_asked_about_for_two_weeks_in_vain_is_left_to_a_person(studio):
    studio.arm("http 500", on="record", times=1000)
    made(studio)
    studio.later(15 * 86400, rounds=2)
    assert (studio.job.state, studio.job.due_at) == (State.WAITING, None)
    assert studio.job.needs_a_person
    studio.sandbox.store.run("DELETE FROM faults")
    assert decisions.ask_now(studio.job)
    studio.work()
    studio.is_whole()
