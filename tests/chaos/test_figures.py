"""Figures say of what they are, and stand in the documents as the runs wrote them."""

from unittest import TestCase, mock

from hypothesis import given, strategies
from hypothesis.statistics import collector, describe_statistics

from tests.chaos import figures, rows
from tests.chaos.commit import commit
from tests.fuzz import __main__ as fuzz

TOLD = {
    "seed": "7", "jobs": 206, "faults": {"lost": 2, "error": 1}, "struck": 143, "tasks": 172, "charged": 925.7,
    "songs": 172, "files": 182, "bytes": 37_000_000, "seconds": 150, "jobs_per_minute": 82.3, "violations": 0,
    "commit": "7fc2e82", "date": "2026-11-24T12:00:00+00:00", "database": "sqlite",
}  # fmt: skip
SAID = """
tests/fuzz/test_forms.py::FormTests::test_no_form_breaks:

  - during generate phase (0.50 seconds):
    - Typical runtimes: ~ 1-2 ms
    - 50 passing, 0 failing, and 3 invalid test cases
  - Stopped because settings.max_examples=50

tests/fuzz/test_ranges.py::RangeTests::test_no_range_breaks:

  - during reuse phase (0.10 seconds):
    - 1 passing, 1 failing, and 0 invalid test cases
  - during generate phase (0.50 seconds):
    - 48 passing, 0 failing, and 0 invalid test cases

=== 1 failed, 1 passed in 2.10s ===
"""


@given(strategies.integers())
def holds(number):
    """A property, for the words in which its examples are told."""


class FiguresTests(TestCase):
    def test_the_line_of_a_run_names_its_commit_and_day(self):
        self.assertIn("SEED=7, commit 7fc2e82, 2026-11-24, ", figures.line(TOLD))

    def test_a_row_of_the_document_is_made_from_them(self):
        self.assertEqual(
            rows.row(TOLD),
            "| 7 | 206 | 143 of 2 | 172, 925.7 credits | 172 and 10 | 37 MB | 150 s, 82.3 | 0 | `7fc2e82`, 2026-11-24, "
            "sqlite |",
        )
        self.assertEqual(rows.row(TOLD).count("|"), rows.HEAD.splitlines()[0].count("|"))

    def test_a_commit_is_short_and_says_when_files_differ(self):
        self.assertRegex(commit(), r"^([0-9a-f]{7,12}(-changed)?)?$")

    def test_so_does_the_line_of_a_long_look(self):
        with (
            mock.patch.dict("os.environ", FUZZ="50"),
            mock.patch.object(fuzz, "commit", return_value="7fc2e82"),
        ):
            said = fuzz.line(SAID, 2.1)
        self.assertRegex(
            said,
            r"^2 properties, 100 examples \(FUZZ=50\), 1 failures, 2 s, commit 7fc2e82, \d{4}-\d\d-\d\d$",
        )

    def test_its_examples_are_read_as_hypothesis_tells_them(self):
        """Whose words change from version to version."""
        told = []
        with collector.with_value(told.append):
            holds()
        ((passed, failed),) = fuzz.PASSED.findall(describe_statistics(told[0]))
        self.assertEqual((int(passed) > 0, int(failed)), (True, 0))
