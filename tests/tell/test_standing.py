from datetime import timedelta
from decimal import Decimal

from django.test import TestCase
from django.utils import timezone, translation

from music.models import Job, Track
from music.services import money
from music.tell import cost, standing
from music.templatetags.jobs import cost_words
from tests.factories import keep, make_job, make_track

State = Job.State


def booked(*states, **fields):
    """A job that was in these states one after the other, with the books kept."""
    job = make_job(state=states[0], **fields)
    money.expect(job)
    for state in states:
        job.state = state
        money.settle(job)
    return job


class CostTests(TestCase):
    def says(self, job):
        told = cost.cost(job)
        return cost_words(told), told.words

    def test_it_follows_the_money_from_the_queue_to_the_end(self):
        self.assertEqual(self.says(booked(State.QUEUED)), ("12 credits", "when it is sent"))
        self.assertEqual(self.says(booked(State.WAITING)), ("12 credits", "charged"))
        self.assertEqual(self.says(booked(State.WAITING, State.DONE)), ("12 credits", "as expected"))

    def test_what_costs_nothing_is_free_as_on_its_button(self):
        for states in ([State.QUEUED], [State.WAITING], [State.WAITING, State.DONE]):
            self.assertEqual(self.says(booked(*states, expected_price=0))[0], "free")

    def test_what_came_back_is_not_owed(self):
        self.assertEqual(self.says(booked(State.WAITING, State.FAILED)), ("0 credits", "12 came back"))
        self.assertEqual(self.says(booked(State.FAILED)), ("0 credits", "nothing was charged"))

    def test_an_unknown_outcome_names_both_prices(self):
        self.assertEqual(self.says(booked(State.UNKNOWN)), ("0 or 12 credits", "not known yet"))

    def test_another_price_than_expected_is_said(self):
        dearer = booked(State.WAITING, State.DONE, actual_price=Decimal("12.5"))
        self.assertEqual(self.says(dearer), ("12.5 credits", "12 were expected"))

    def test_a_price_that_nobody_knows_is_not_made_up(self):
        self.assertEqual(self.says(booked(State.QUEUED, expected_price=None))[0], "price unknown")


class StandingTests(TestCase):
    def test_the_wait_is_named_and_a_long_one_is_admitted(self):
        job = make_job(state=State.WAITING, sent_at=timezone.now() - timedelta(seconds=34))
        self.assertIn("34 of about 60 s", standing.standing(job))
        late = make_job(state=State.WAITING, sent_at=timezone.now() - timedelta(seconds=150))
        self.assertIn("for 2 min 30 s now", standing.standing(late))

    def test_a_finished_job_says_whether_its_songs_are_safe(self):
        job = make_job(finished_at=timezone.now())
        track = make_track(job=job, archive_state=Track.Archive.LOST)
        self.assertIn("not all of it is on your disk", standing.standing(job))
        keep(track)
        self.assertIn("1 take on disk", standing.standing(job))

    def test_every_state_has_words_in_every_place(self):
        for state in State:
            job = make_job(state=state)
            for words in (standing.gist, standing.badge, standing.steps):
                self.assertTrue(words(job), (state, words))

    def test_lengths_of_time_are_short(self):
        with translation.override("en"):
            lengths = [standing.span_of(seconds) for seconds in (34, 78, 7500, 86400 * 3)]
        self.assertEqual(lengths, ["34 s", "1 min 18 s", "2 h 5 min", "3 days"])
