"""What is counted in the cache, and by whom."""

import time_machine
from django.test import RequestFactory, SimpleTestCase

from sunostudio.limits import Limit, network_of, plain, try_again_in

NOON = 1_800_000_000  # seconds since 1970; a minute begins


class CountingTests(SimpleTestCase):
    limit = Limit("tests", 2, 60)

    def test_what_is_too_much_waits_until_its_minute_is_over(self):
        with time_machine.travel(NOON + 20, tick=False):
            waits = [self.limit.count("Mira") for _time in range(3)]
            self.assertEqual((waits, self.limit.wait("Mira")), ([0, 0, 40], 40))
        with time_machine.travel(NOON + 60, tick=False):
            self.assertEqual((self.limit.wait("Mira"), self.limit.count("Mira")), (0, 0))

    def test_each_has_their_own(self):
        for _time in range(3):
            self.limit.count("Mira")
        self.assertEqual(self.limit.count("Theo"), 0)

    def test_asking_counts_nothing(self):
        for _time in range(5):
            self.assertEqual(self.limit.wait("Mira"), 0)

    def test_amounts_are_added_up(self):
        self.assertEqual([bool(self.limit.count("Mira", amount)) for amount in (1, 2)], [False, True])


class WhoTests(SimpleTestCase):
    def who(self, address):
        return network_of(RequestFactory().get("/", REMOTE_ADDR=address))

    def test_a_household_of_ipv6_is_one(self):
        self.assertEqual(self.who("2001:db8::1"), self.who("2001:db8::ffff:1"))
        self.assertNotEqual(self.who("2001:db8::1"), self.who("2001:db8:0:1::1"))
        self.assertEqual(self.who("fe80::1%eth0"), "fe80::")

    def test_ipv4_is_one_each(self):
        self.assertNotEqual(self.who("192.0.2.1"), self.who("192.0.2.2"))

    def test_what_is_no_address_is_taken_as_it_is(self):
        self.assertEqual((self.who(""), self.who("unix:")), ("", "unix:"))

    def test_ipv4_in_ipv6_is_ipv4(self):
        self.assertEqual(plain("::ffff:192.0.2.1"), "192.0.2.1")
        self.assertEqual((plain("2001:db8::1"), plain("nonsense")), ("2001:db8::1", "nonsense"))


class WordsTests(SimpleTestCase):
    def test_the_time_is_said_in_words(self):
        for seconds, words in [(1, "a minute"), (60, "a minute"), (61, "2 minutes"), (7200, "2 hours")]:
            self.assertEqual(try_again_in(seconds), f"Try again in {words}.")
