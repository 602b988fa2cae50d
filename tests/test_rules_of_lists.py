from datetime import timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from music.models import Project, Tag
from music.rules import ASKED, Rule
from tests.factories import make_track, make_user


def condition(name, value, is_not=False, **fields):
    return {"filter": name, "not": is_not, "value": value, **fields}


def all_of(*rules, **fields):
    return {"match": "all", "rules": list(rules), "sort": "title", "limit": None, **fields}


def any_of(*rules):
    return {"match": "any", "rules": list(rules)}


class RuleTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = make_user()
        fields = {"A": {"rating": 5, "duration": 60}, "B": {"rating": 3, "duration": 200, "is_favourite": True},
                  "C": {"rating": 0, "duration": None}}  # fmt: skip
        cls.songs = {
            title: make_track(owner=cls.owner, title=title, **more) for title, more in fields.items()
        }
        make_track(title="Somebody else’s", rating=5)
        make_track(owner=cls.owner, title="Thrown away", rating=5, trashed_at=timezone.now())

    def found(self, rule):
        return "".join(track.title for track in Rule(self.owner, rule).rows)

    def test_all_or_any_of_its_conditions_are_met(self):
        rated, loved = condition("rating", "3"), condition("favourite", True)
        self.assertEqual(self.found(all_of(rated, loved)), "B")
        self.assertEqual(self.found(any_of(rated, loved) | {"sort": "title"}), "AB")

    def test_groups_stand_in_groups(self):
        inner = any_of(
            condition("favourite", True), all_of(condition("rating", "5"), condition("duration", [None, 90]))
        )
        self.assertEqual(self.found(all_of(inner)), "AB")
        self.assertEqual(self.found(all_of(inner, condition("rating", "3", is_not=True))), "")

    def test_not_is_the_rest_what_is_not_known_too(self):
        self.assertEqual(self.found(all_of(condition("duration", [100, None], is_not=True))), "AC")
        self.assertEqual(self.found(all_of(condition("favourite", True, is_not=True))), "AC")

    def test_no_condition_finds_all_that_is_not_thrown_away(self):
        self.assertEqual(self.found(all_of()), "ABC")

    def test_every_filter_but_the_trash_can_be_asked_for(self):
        tag, project = (
            Tag.objects.named(self.owner, "Demo"),
            Project.objects.create(owner=self.owner, name="Album"),
        )
        self.songs["A"].tags.add(tag)
        self.songs["A"].project = project
        self.songs["A"].save()
        values = {"tag": "demo", "project": str(project.uuid), "q": "driver knows", "duration": [30, 90], "rating": "5",
                  "voice": "sung", "version": "V6", "operation": "generate", "within": "1", "kind": "song",
                  "made": [(timezone.localdate() - timedelta(days=1)).isoformat(), None], "disk": "not"}  # fmt: skip
        for name, value in values.items():
            with self.subTest(name):
                self.assertIn("A", self.found(all_of(condition(name, value))))
        self.assertEqual(self.found(all_of(*(condition(*each) for each in values.items()))), "A")
        self.assertNotIn("trash", ASKED)
        self.assertEqual(Rule(self.owner, all_of(condition("trash", True))).gone, ["trash"])

    def test_what_is_gone_finds_nothing_and_says_so(self):
        gone = condition("tag", "demo", word="Demo")
        rule = Rule(self.owner, all_of(gone))
        self.assertEqual((list(rule.rows), rule.gone), ([], ["Demo"]))
        self.assertEqual(self.found(any_of(gone, condition("rating", "5")) | {"sort": "title"}), "A")

    def test_nonsense_in_a_rule_that_was_kept_is_no_fault(self):
        for value in (None, "", [], {}, "99", ["x", "y"], [1, 2, 3], True):
            for name in (*ASKED, "nonsense", None):
                with self.subTest(name=name, value=value):
                    list(Rule(self.owner, all_of(condition(name, value))).rows[:1])

    def test_more_conditions_take_no_more_queries(self):
        for number in range(6):
            Tag.objects.named(self.owner, f"t{number}")
        one = all_of(condition("tag", "t0"), condition("project", "x"))
        many = all_of(
            *(condition("tag", f"t{number}") for number in range(6)),
            *(condition("project", "x") for _ in range(6)),
        )
        with CaptureQueriesContext(connection) as few:
            list(Rule(self.owner, one).rows)
        with self.assertNumQueries(len(few)):
            list(Rule(self.owner, many).rows)
