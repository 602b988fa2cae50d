from studio import env
from studio.env import ROOT, Options, Refused
from tests.studio.base import ProcessTestCase


class FileTests(ProcessTestCase):
    def read(self, text):
        path = self.folder / ".env"
        path.write_text(text, encoding="utf-8")
        return env.read_file(path)

    def test_lines_are_read_as_people_write_them(self):
        text = "# a comment\n\nPORT=8001\nexport HOST = '0.0.0.0'\nDATABASE_URL=postgres://a:b=c@d/e # ours\nnonsense\n"
        expected = {"PORT": "8001", "HOST": "0.0.0.0", "DATABASE_URL": "postgres://a:b=c@d/e"}
        self.assertEqual(self.read(text), expected)

    def test_quotes_keep_what_looks_like_a_comment(self):
        self.assertEqual(self.read('KEY="a #b"'), {"KEY": "a #b"})

    def test_no_file_says_nothing(self):
        self.assertEqual(env.read_file(self.folder / "none"), {})

    def test_what_is_written_can_be_read_by_the_owner_only(self):
        path = self.folder / "env"
        env.write_file(path, {"PORT": "1"})
        env.write_file(path, {"PORT": "2"})
        self.assertEqual(env.read_file(path), {"PORT": "2"})
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)


class OptionsTests(ProcessTestCase):
    def test_nothing_has_to_be_set(self):
        options = Options.read([], {})
        self.assertEqual(
            options, Options("127.0.0.1", 8000, ROOT / "data", False, False, web_workers=2, web_threads=32)
        )

    def test_an_empty_value_counts_as_not_set(self):
        empty = dict.fromkeys(["HOST", "PORT", "STUDIO_DATA", "REDIS_URL", "KIE_API_KEY"], "")
        self.assertEqual(Options.read([], empty), Options.read([], {}))

    def test_the_command_line_wins_over_the_environment(self):
        self.assertEqual(Options.read(["--port", "8002"], {"PORT": "8001"}).port, 8002)

    def test_a_relative_data_folder_lies_in_the_checkout(self):
        self.assertEqual(Options.read(["--data", "mine"], {}).data, ROOT / "mine")

    def test_a_key_or_an_address_of_a_provider_is_one(self):
        for name in ("KIE_API_KEY", "KIE_API_BASE_URL"):
            self.assertTrue(Options.read([], {name: "x"}).has_provider)

    def test_a_wrong_number_is_refused_in_one_sentence(self):
        for value in ("0", "65536", "80a", "-1", "８０"):
            with self.subTest(value), self.assertRaises(Refused) as caught:
                Options.read([], {"PORT": value})
            sentence = f"PORT has to be a whole number from 1 to 65535, not “{value}”."
            self.assertEqual((str(caught.exception), caught.exception.code), (sentence, 2))

    def test_the_address_says_localhost_wherever_it_leads_here(self):
        hosts = {
            "127.0.0.1": "localhost",
            "::1": "localhost",
            "0.0.0.0": "localhost",
            "192.0.2.1": "192.0.2.1",
        }
        for host, name in (hosts | {"2001:db8::1": "[2001:db8::1]"}).items():
            self.assertEqual(Options.read(["--host", host], {}).url, f"http://{name}:8000")
