from unittest import TestCase

from music.kie import results
from music.kie.readers import READERS


class TaskIdTests(TestCase):
    def test_it_is_found_wherever_a_kind_keeps_it(self):
        for body in (
            {"data": {"task_id": "a"}},
            {"data": {"taskId": "a"}},
            {"taskId": "a"},
            {"task_id": "a", "data": []},
        ):
            self.assertEqual(results.task_id_of(body), "a")

    def test_the_inner_one_wins(self):
        self.assertEqual(results.task_id_of({"taskId": "outer", "data": {"task_id": "inner"}}), "inner")

    def test_nonsense_has_none(self):
        for body in (None, [], "a", {}, {"data": None}, {"taskId": 5}, {"taskId": ""}, {"taskId": "x" * 65}):
            self.assertIsNone(results.task_id_of(body))


class FamilyTests(TestCase):
    def test_only_families_with_an_established_result_ask_the_market(self):
        on_market = {name for name, family in READERS.items() if "/jobs/" in family.by("market").path}
        self.assertEqual(on_market, {"music", "lyrics", "wav", "video"})

    def test_each_family_that_reports_later_has_a_record_of_its_own(self):
        paths = {name: family.by("dedicated").path for name, family in READERS.items()}
        at_once = {name for name, path in paths.items() if not path}
        self.assertEqual(at_once, {"timed-lyrics", "style-boost", "persona", "voice-check"})
        self.assertEqual(len(set(paths.values()) - {""}), len(paths) - len(at_once))
