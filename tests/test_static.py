"""Static files: their names, which hold their hash, and what style sheets may ask."""

import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.test import SimpleTestCase, override_settings

from sunostudio.storage import StaticFiles


class CollectTests(SimpleTestCase):
    def test_a_long_chain_of_scripts_is_named_in_any_order(self):
        for order in (range(12), reversed(range(12))):
            with tempfile.TemporaryDirectory() as folder, override_settings(STATIC_ROOT=folder):
                for number in range(12):
                    after = f'import "./s{number + 1}.js";\n' if number < 11 else "done();\n"
                    Path(folder, "js").mkdir(exist_ok=True)
                    Path(folder, "js", f"s{number}.js").write_text(after)
                storage = StaticFiles(location=folder)
                paths = {
                    f"js/s{number}.js": (FileSystemStorage(folder), f"js/s{number}.js") for number in order
                }
                failed = [
                    error
                    for _name, _new, error in storage.post_process(paths)
                    if isinstance(error, Exception)
                ]
                self.assertEqual(failed, [])


class StyleTests(SimpleTestCase):
    """Chromium asks `:has` again at each change within what it stands on, and may then style all of that anew."""

    LARGE = re.compile(
        r"(?:^|[\s,}])(?:html|body|\.main|\.page|\.rows|\.some|\.few|\.stack)[^\s,{>~+]*:has\(", re.M
    )

    def test_nothing_large_is_asked_what_it_has(self):
        for sheet in sorted((settings.BASE_DIR / "static/css").glob("*.css")):
            self.assertEqual(self.LARGE.findall(sheet.read_text()), [], sheet.name)

    def test_the_search_for_it_finds_it(self):
        for rule in (
            "body:has(> .strip) {",
            "  .few:has(.menu-list) {",
            ".row, .page:not(:has(#songs)) .many {",
        ):
            self.assertTrue(self.LARGE.search(rule), rule)
        self.assertFalse(self.LARGE.search(".page-pays .seg label:has(:checked) {"))
