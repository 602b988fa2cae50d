"""A run ends when what it waits for can never come, and says why."""

import random
import threading
from types import SimpleNamespace
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import SimpleTestCase

from tests.chaos import leap, people, weather
from tests.chaos.people import Away, Journal, Person
from tests.chaos.run import Run


def a_run(seed="7", jobs=10):
    return Run(SimpleNamespace(), seed, jobs, people=0)


class PeopleTests(SimpleTestCase):
    def person(self, *answers):
        """Whose browser gets these, and nothing more."""
        person = Person.__new__(Person)
        person.world, person.journal = SimpleNamespace(url="http://studio.example"), Journal()
        person.user, waiting = SimpleNamespace(email="mira@studio.example"), iter(answers)
        person.browser = mock.MagicMock(request=lambda *_args, **_named: next(waiting, None) or away())
        return person

    def test_signing_in_is_tried_until_it_works(self):
        page, refused = answer(200), answer(503)
        with mock.patch("time.sleep"):
            self.person(None, refused, refused, page, None, page, answer(302, "/")).sign_in()

    def test_one_who_cannot_sign_in_says_so(self):
        with mock.patch.object(people, "LONGEST_AWAY", 0), mock.patch("time.sleep"), self.assertRaises(Away):
            self.person().sign_in()

    def test_one_who_is_driven_away_ends_the_run(self):
        run = a_run()
        with mock.patch.object(run, "_next", side_effect=Away("Nobody answers.")):
            thread = threading.Thread(target=run._works, args=[None])
            thread.start()
            thread.join()
        with (
            mock.patch.object(weather, "strike", return_value=1),
            self.assertRaisesMessage(Away, "Nobody answers."),
        ):
            run.strike_all()


def answer(status, location=""):
    return SimpleNamespace(status_code=status, headers={"Location": location})


def away():
    raise people.requests.ConnectionError


class SeedTests(SimpleTestCase):
    def struck(self, seed, draws):
        """The acts in turn, however often each of them draws."""
        run, turns = a_run(seed), []
        for name in run._weather():
            turns.append(name)
            run.struck[name] += 1
            for _draw in range(draws):
                run.weather_chance.random()
        return turns

    def test_the_same_seed_strikes_in_the_same_order_whatever_was_met(self):
        self.assertEqual(self.struck("7", draws=0), self.struck("7", draws=3))
        self.assertNotEqual(self.struck("7", draws=0), self.struck("8", draws=0))

    def test_an_order_is_carried_out_alike_whoever_takes_it(self):
        run, pressed = a_run(), []
        person = mock.MagicMock(
            press=lambda *args: pressed.append(args[3].random()) or mock.MagicMock(jobs=())
        )
        order = next(run.orders)
        with mock.patch.multiple(
            run, _form_of=lambda *_: "/create/", _offered=lambda *_: {}, _arm=lambda *_: None
        ):
            for _person in range(2):
                random.random()
                run._carry_out(person, order)
        self.assertEqual(pressed[0], pressed[1])


@pytest.mark.django_db
def test_a_database_that_is_locked_is_waited_for_before_time_leaps():
    busy = iter([OperationalError("database is locked")] * 2)

    def leaping(seconds):
        for error in busy:
            raise error

    with mock.patch.object(leap, "_leap", leaping), mock.patch("time.sleep") as sleep:
        leap.leap(60)
    assert sleep.call_count == 2
