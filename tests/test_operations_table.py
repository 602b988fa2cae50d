"""The table of operations in the documentation is what the registry says."""

from io import StringIO
from unittest import mock

from django.core.management import call_command
from django.test import SimpleTestCase

from music.management.commands import operations_table
from music.operations.registry import IN_ORDER


class OperationsTableTests(SimpleTestCase):
    def test_the_page_is_current(self):
        written = operations_table.PLACE.read_text(encoding="utf-8")
        self.assertEqual(written, operations_table.page(), "Run: manage.py operations_table")

    def test_it_has_a_row_for_every_operation(self):
        for operation in IN_ORDER:
            self.assertIn(f"| `{operation.slug}` |", operations_table.page())

    def test_the_command_writes_the_page(self):
        place = mock.MagicMock()
        with mock.patch.object(operations_table, "PLACE", place):
            call_command("operations_table", stdout=StringIO())
        place.write_text.assert_called_once_with(operations_table.page(), encoding="utf-8")

    def test_a_limit_tells_which_versions_differ(self):
        self.assertIn("title 100 (V4.5 All, V4: 80)", operations_table.limits_of("extend"))
        self.assertIn("lyrics 5,000 (only V6 family)", operations_table.limits_of("extend"))
        self.assertIn("versions: V6 family, V5.5, V5", operations_table.limits_of("sounds"))

    def test_a_price_is_given_for_each_mode(self):
        self.assertIn("`split_stem` 50", operations_table.price("stems"))
        self.assertEqual(operations_table.price("midi"), "unknown")
