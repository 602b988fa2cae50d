"""What people ask for in a run is drawn from its seed."""

import random
from itertools import islice
from unittest import TestCase

from tests.chaos import faults
from tests.chaos.orders import ALL, orders, share


def drawn(number, seed="7", names=ALL):
    return list(islice(orders(random.Random(seed), names, share(names, number)), number))


class OrderTests(TestCase):
    def test_the_same_seed_asks_for_the_same(self):
        self.assertEqual(drawn(50), drawn(50))
        self.assertNotEqual(drawn(50), drawn(50, seed="8"))

    def test_every_fault_has_its_turn_in_a_short_run(self):
        for number in (80, 200):
            struck = {order.fault or order.arms for order in drawn(number)} - {""}
            self.assertEqual(struck, set(ALL))

    def test_a_fault_stands_in_a_text_of_the_request(self):
        for order in drawn(200):
            found = faults.of(order.changes)
            if not order.arms:
                self.assertEqual(order.fault, found.name if found else "")

    def test_where_asking_is_to_fail_somebody_has_to_ask(self):
        for order in drawn(200):
            if order.arms:
                is_lost = "[[fault: lost]]" in order.changes["prompt"]
                self.assertEqual(is_lost, faults.ARMED[order.arms][1] == "record")

    def test_without_faults_none_is_asked_for(self):
        self.assertFalse([order for order in drawn(50, names=()) if order.fault or order.arms])
