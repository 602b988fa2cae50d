from unittest import TestCase

from music.kie import errors
from music.kie.errors import Exists, KieError, NoAnswer, NotSent, Refused, TooManyRequests

LATER = {429, 430, 455}
FAILED = {400, 401, 402, 404, 405, 409, 413, 422, 433, 451, 501, 505, 531}
UNKNOWN = {408, 500, 201, 502, 599, 999, None, "odd"}


class MeaningTests(TestCase):
    def test_it_tries_again_only_what_was_surely_not_accepted(self):
        for code in LATER:
            self.assertTrue(issubclass(errors.meaning(code), NotSent), code)

    def test_a_readable_refusal_has_failed(self):
        for code in FAILED:
            self.assertTrue(issubclass(errors.meaning(code), Refused), code)

    def test_any_other_code_may_be_charging(self):
        for code in UNKNOWN:
            self.assertIs(errors.meaning(code), NoAnswer, code)

    def test_every_code_of_the_table_is_in_one_of_the_three_lists(self):
        self.assertEqual({*errors.MEANINGS["dedicated"]}, LATER | FAILED | {408, 500})

    def test_both_wire_styles_have_a_table(self):
        self.assertIs(errors.meaning(429, style="market"), TooManyRequests)

    def test_the_sister_service_means_other_things_by_405_429_and_430(self):
        self.assertIs(errors.meaning(429, sister=True), Refused)
        self.assertEqual(errors.common_code(429, sister=True), 402)
        for code in (405, 430):
            self.assertTrue(issubclass(errors.meaning(code, sister=True), NotSent), code)
        self.assertEqual(errors.common_code(405), 405)


class StatusTests(TestCase):
    def test_a_4xx_is_a_refusal_except_the_ones_that_mean_later_or_unknown(self):
        for status in (400, 403, 404, 418, 422):
            self.assertTrue(issubclass(errors.meaning_of_status(status), Refused), status)
        self.assertIs(errors.meaning_of_status(429), TooManyRequests)
        self.assertIs(errors.meaning_of_status(408), NoAnswer)

    def test_redirects_and_broken_gateways_say_nothing(self):
        for status in (301, 302, 307, 500, 502, 503, 504):
            self.assertIs(errors.meaning_of_status(status), NoAnswer, status)


class ErrorTests(TestCase):
    def test_addresses_are_cut_out_of_the_providers_words(self):
        error = Refused("Cannot fetch https://studio.example/callbacks/kie/secret-token/ now", 451)
        self.assertEqual(error.message, "Cannot fetch ••• now")
        self.assertNotIn("secret-token", str(error))

    def test_words_that_no_database_takes_are_made_storable(self):
        self.assertEqual(KieError("a\x00b\ud800c").message, "abc")
        self.assertEqual(KieError({"not": "a text"}).message, "")

    def test_what_exists_may_lead_to_its_task(self):
        self.assertEqual(Exists("there", task_id="abc").task_id, "abc")
        self.assertEqual(Exists("there").code, 409)


class SentenceTests(TestCase):
    def test_every_code_that_the_provider_documents_says_what_to_do(self):
        documented = LATER | FAILED | {408, 500}
        self.assertEqual({code for code in errors.SENTENCES if isinstance(code, int)}, documented)
        for code in documented:
            self.assertRegex(
                errors.SENTENCES[code],
                r"\b([Tt]ry|[Tt]op it up|[Cc]heck|[Cc]hange|[Oo]pen|[Rr]aise|[Rr]ead|[Ww]ait|[Cc]hoose|tries)\b",
            )

    def test_every_code_has_one_sentence_or_two_that_need_no_values(self):
        for code in errors.MEANINGS["dedicated"]:
            self.assertIn(code, errors.SENTENCES)
        for code, sentence in errors.SENTENCES.items():
            self.assertTrue(sentence.endswith("."), code)
            self.assertNotRegex(sentence, r"[{}%]", code)
