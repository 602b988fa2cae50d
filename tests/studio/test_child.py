import unittest

from studio.child import Backoff


class BackoffTests(unittest.TestCase):
    def test_pauses_double_up_to_half_a_minute(self):
        backoff, now, pauses = Backoff(), 0.0, []
        for _ in range(7):
            now += 50  # seconds it ran: too short to be steady, too long to give up
            due_at = backoff.next_start(now - 50, now)
            pauses.append(due_at - now)
            now = due_at
        self.assertEqual(pauses, [1, 2, 4, 8, 16, 30, 30])

    def test_a_minute_without_trouble_makes_them_short_again(self):
        backoff = Backoff()
        backoff.next_start(0, 1)
        backoff.next_start(2, 3)
        self.assertEqual(backoff.next_start(5, 65), 66)

    def test_five_ends_in_a_minute_are_too_many(self):
        backoff = Backoff()
        self.assertTrue(all(backoff.next_start(end, end) for end in (1, 16, 31, 46)))
        self.assertIsNone(backoff.next_start(61, 61))

    def test_five_ends_in_more_than_a_minute_are_not(self):
        backoff = Backoff()
        self.assertTrue(all(backoff.next_start(end, end) for end in (1, 16, 31, 46, 62)))
