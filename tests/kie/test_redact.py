import base64
import json
from unittest import TestCase
from urllib.parse import quote

from music.kie.redact import LIMIT, cut, redact


class RedactTests(TestCase):
    def test_it_hides_a_secret_wherever_it_stands(self):
        value = {"a": ["the key is s3cret!", {"s3cret": 1}], "n": 5, "none": None}
        self.assertEqual(
            redact(value, ["s3cret"]), {"a": ["the key is •••!", {"•••": 1}], "n": 5, "none": None}
        )

    def test_it_hides_our_token_inside_a_json_text_inside_the_json(self):
        inner = json.dumps({"prompt": "p", "callBackUrl": "https://s.example/callbacks/kie/tok-123/"})
        for text in (inner, inner.replace("/", "\\/"), json.dumps({"param": inner})):
            clean = redact({"param": text}, [])
            self.assertNotIn("tok-123", json.dumps(clean))
            self.assertEqual(type(json.loads(clean["param"])), dict)

    def test_it_hides_a_token_in_an_encoded_address(self):
        for address in ("https%3A%2F%2Fs.example%2Fcallbacks%2Fkie%2Ftok-123", "/CALLBACKS/KIE/tok-123?x=1"):
            self.assertNotIn("tok-123", redact(f"cannot call {address}.", []))

    def test_escapes_do_not_hide_a_secret(self):
        self.assertNotIn("u006f", redact('{"key": "t\\u006fken"}', ["token"]))

    def test_it_hides_a_secret_however_it_is_spelt(self):
        secret = 'a/"key"+é'
        for spelt in (quote(secret), quote(secret, safe=""), json.dumps(secret), json.dumps(secret).replace("/", "\\/"),
                      base64.b64encode(secret.encode()).decode()):  # fmt: skip
            self.assertNotRegex(redact(f"it is {spelt}.", [secret]), "key|YS8i", spelt)

    def test_a_longer_secret_is_hidden_before_one_that_is_part_of_it(self):
        self.assertEqual(redact("abcdef", ["abc", "abcdef"]), "•••")

    def test_an_empty_secret_hides_nothing(self):
        self.assertEqual(redact("text", ["", None]), "text")

    def test_what_no_database_takes_is_removed(self):
        self.assertEqual(redact({"a": "x\x00y\ud800"}, []), {"a": "xy"})

    def test_a_body_is_cut_after_redacting_so_that_no_half_secret_is_left(self):
        body = redact({"a": "x" * (LIMIT - 12) + "secret" * 9}, ["secret"])
        self.assertLessEqual(len(body.encode()), LIMIT)
        self.assertNotIn("secr", body)

    def test_it_survives_a_value_that_is_too_deep(self):
        deep = "end"
        for _level in range(500):
            deep = [deep]
        self.assertIn("•••", json.dumps(redact(deep, []), ensure_ascii=False))
        redact("[" * 100_000, [])


class CutTests(TestCase):
    def test_it_cuts_between_characters(self):
        self.assertEqual(cut("ü" * 10, 9), "üüü…")
        self.assertEqual(cut("short"), "short")


class AddressTests(TestCase):
    """Whom the provider calls back."""

    OTHER = "https://tool.example/hook?user=mira"

    def test_another_program_s_address_is_not_kept(self):
        for name in ("callBackUrl", "call_back_url", "callbackUrl", "calBackUrl"):
            inner = {"prompt": "p", name: self.OTHER}
            for value in (
                inner,
                {"param": json.dumps(inner)},
                {"param": json.dumps({"param": json.dumps(inner)})},
            ):
                clean = json.dumps(redact(value, ["our-token"]))
                self.assertNotIn("tool.example", clean)
                self.assertIn(name, clean)

    def test_nor_in_a_text_that_is_no_json(self):
        for text in (f'{{"callBackUrl":"{self.OTHER}","prompt":"cut he', f"callBackUrl={self.OTHER}"):
            self.assertNotIn("tool.example", redact({"param": text}, []))
            self.assertNotIn("tool.example", json.dumps(redact({"param": text}, [])))

    def test_ours_is_kept_without_its_token(self):
        ours = {"callBackUrl": "https://s.example/callbacks/kie/tok-123/"}
        self.assertEqual(redact(ours, ["tok-123"]), {"callBackUrl": "https://s.example/callbacks/kie/•••"})

    def test_words_about_it_are_kept(self):
        self.assertEqual(redact("callBackUrl is required", []), "callBackUrl is required")
