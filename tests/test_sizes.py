import gzip
from pathlib import Path
from types import SimpleNamespace

from django.contrib.staticfiles import finders

from benchmarks.sizes import linked
from tests.base import StudioTestCase

MOST = 120_000  # bytes


def sent(address):
    """As it goes over the wire."""
    return gzip.compress(Path(finders.find(address.removeprefix("/static/"))).read_bytes())


class SizeTests(StudioTestCase):
    def test_what_the_library_loads_first_is_small(self):
        html = self.client.get("/library/").content.decode()
        sizes = linked(SimpleNamespace(fetch=sent), html)
        self.assertIn("/static/js/player.js", sizes)  # an import of an import
        self.assertLess(sum(sizes.values()), MOST)

    def test_what_one_page_needs_comes_with_that_page(self):
        sizes = linked(SimpleNamespace(fetch=sent), self.client.get("/library/").content.decode())
        for name in ("part", "extend", "recorder", "mixer", "taps", "far"):
            self.assertNotIn(f"/static/js/{name}.js", sizes)
