from unittest import TestCase

from music.kie.errors import SENTENCES
from music.models import Job
from music.tell.trouble import explain


class ExplainTests(TestCase):
    def test_nothing_wrong_needs_no_words(self):
        self.assertEqual(explain(Job(state="done")), "")

    def test_every_code_has_a_sentence_of_its_own(self):
        told = {explain(Job(state="unknown", error_code=str(code))) for code in SENTENCES}
        self.assertEqual(len(told), len(set(SENTENCES.values())))

    def test_what_failed_is_not_told_as_being_made(self):
        self.assertIn("could not make", explain(Job(state="failed", error_code="500")))
        self.assertIn("may still be working", explain(Job(state="unknown", error_code="500")))

    def test_a_code_nobody_knows_is_still_told_plainly(self):
        self.assertIn("could not make", explain(Job(state="failed", error_code="999")))

    def test_an_unknown_outcome_is_never_told_as_a_failure(self):
        for code in ("", "silence", "no_answer", "999"):
            words = explain(Job(state="unknown", error_code=code))
            self.assertNotIn("could not make", words)
            self.assertIn("turns up here by itself", words)
