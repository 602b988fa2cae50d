from unittest import TestCase

from music.kie.signature import is_valid, sign

KEY = "test-webhook-hmac-key"
TASK = "ee9c2715375b7837f8bb51d641ff5863"
SIGNED_AT = 1769670760
SIGNATURE = "xG6/yOyrMyJtUdc1yjmHpKLHSHF3MpzOPa6uxSj3qb4="


class SignatureTests(TestCase):
    def check(self, timestamp=str(SIGNED_AT), signature=SIGNATURE, task_id=TASK, key=KEY, now=SIGNED_AT):
        return is_valid(timestamp, signature, task_id, key, now)

    def test_it_signs_as_the_provider_does(self):
        self.assertEqual(sign(TASK, SIGNED_AT, KEY), SIGNATURE)
        self.assertTrue(self.check())

    def test_it_refuses_another_task_key_time_or_signature(self):
        self.assertFalse(self.check(task_id="another"))
        self.assertFalse(self.check(key="another"))
        self.assertFalse(self.check(timestamp=str(SIGNED_AT + 1)))
        self.assertFalse(self.check(signature=SIGNATURE.swapcase()))

    def test_without_a_key_it_believes_nobody(self):
        self.assertFalse(self.check(key="", signature=sign(TASK, SIGNED_AT, "")))

    def test_it_refuses_one_older_or_newer_than_five_minutes(self):
        for seconds, expected in ((299, True), (-299, True), (301, False), (-301, False)):
            self.assertIs(self.check(now=SIGNED_AT + seconds), expected, seconds)

    def test_it_refuses_nonsense_without_raising(self):
        for nonsense in (None, "", "²", "1e9", "-1", "ключ", "\ud800", "9" * 5000, 5, []):
            self.assertFalse(self.check(timestamp=nonsense))
            self.assertFalse(self.check(signature=nonsense))
            self.assertFalse(self.check(task_id=nonsense))
