"""Static files under names that hold their hash, whatever order the disk lists them in."""

import tempfile
from pathlib import Path

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
