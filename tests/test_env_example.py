"""`.env.example` and the code name the same variables."""

import ast
import re
import unittest
from pathlib import Path

from studio import env

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / ".env.example"
READERS = [ROOT / "sunostudio/settings.py", *(ROOT / "studio").glob("*.py"), ROOT / "sandbox/settings.py"]
NAME = re.compile(r"[A-Z]+(_[A-Z]+)*")
READS = re.compile(r"env(\.\w+)?|(os\.environ|environ|values)\.get|_number")
OURS = {"STUDIO_SANDBOX", "STUDIO_PART"}  # the supervisor tells it to the other parts; nobody sets it by hand


def names_read(path):
    """Names given to calls such as `env.bool("DEBUG", False)` or `values.get("PORT")`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and READS.fullmatch(ast.unparse(node.func)):
            words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            yield from (word for word in words if isinstance(word, str) and NAME.fullmatch(word))


def read_anywhere():
    return {name for path in READERS for name in names_read(path)} - OURS


def offered():
    """Names in the example, in its order."""
    return re.findall(r"^#([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE)


class ExampleTests(unittest.TestCase):
    def test_every_name_that_is_read_stands_in_the_example(self):
        self.assertEqual(read_anywhere() - set(offered()), set())

    def test_every_name_in_the_example_is_read(self):
        self.assertEqual(set(offered()) - read_anywhere(), set())

    def test_no_name_stands_there_twice(self):
        self.assertEqual(sorted(offered()), sorted(set(offered())))

    def test_a_copy_of_it_changes_nothing(self):
        self.assertEqual(env.read_file(EXAMPLE), {})

    def test_every_name_is_explained(self):
        """By the comment that begins its paragraph."""
        for paragraph in EXAMPLE.read_text().split("\n\n"):
            if re.search(r"^#[A-Z_]+=", paragraph, re.MULTILINE):
                self.assertRegex(paragraph, r"^# [A-Z`]")
