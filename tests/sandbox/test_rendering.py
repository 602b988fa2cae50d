"""Equal recipes are made once: the second song is another name of the first one's files."""

import tempfile
import unittest
from pathlib import Path

from sandbox.rendering import Renderer
from sandbox.store import Item

from .base import SandboxCase

RECIPE = {"pieces": [{"seed": "rain", "length": 4.0}], "cover": "rain"}


class CountingRenderer(Renderer):
    """Writes plain files in the place of a child that makes music; `broken` ones leave half of them behind."""

    def __init__(self, folder):
        super().__init__(folder, 0, None)
        self.made, self.broken = [], False

    def make(self, item, name):
        self.made.append(item.id)
        (self.folder / f"{name}.jpeg").write_bytes(b"cover")
        if not self.broken:
            (self.folder / f"{name}.mp3").write_bytes(b"sound")
        return not self.broken


def item(name, recipe=RECIPE, kind="song"):
    return Item(name, "task", 0, kind, {}, recipe, 0.0)


class ReuseTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.renderer = CountingRenderer(self.folder)

    def files(self):
        return {path.name: path.read_bytes() for path in self.folder.glob("*.*") if path.is_file()}

    def test_an_equal_recipe_is_made_once(self):
        self.assertTrue(self.renderer.render(item("one")) and self.renderer.render(item("two")))
        self.assertEqual(self.renderer.made, ["one"])
        self.assertEqual(
            self.files(),
            {"one.mp3": b"sound", "one.jpeg": b"cover", "two.mp3": b"sound", "two.jpeg": b"cover"},
        )

    def test_another_recipe_or_kind_is_made_anew(self):
        for other in (item("one"), item("two", RECIPE | {"cover": "sun"}), item("three", kind="sound")):
            self.renderer.render(other)
        self.assertEqual(self.renderer.made, ["one", "two", "three"])

    def test_what_failed_halfway_is_made_again(self):
        self.renderer.broken = True
        self.assertFalse(self.renderer.render(item("one")))
        self.assertEqual(self.files(), {})
        self.renderer.broken = False
        self.assertTrue(self.renderer.render(item("two")))
        self.assertEqual(set(self.files()), {"two.mp3", "two.jpeg"})

    def test_what_a_killed_run_left_behind_is_in_nobodys_way(self):
        self.renderer.render(item("one"))
        self.assertTrue(self.renderer.render(item("one")))
        self.assertEqual(set(self.files()), {"one.mp3", "one.jpeg"})

    def test_after_a_reset_it_is_made_again(self):
        self.renderer.render(item("one"))
        self.renderer.forget()
        self.renderer.render(item("two"))
        self.assertEqual(self.renderer.made, ["one", "two"])


class EqualRequestTests(SandboxCase):
    def recipes(self, **changes):
        return [item.recipe for item in self.server.sandbox.store.items(self.task(**changes))]

    def test_faults_make_no_difference_to_the_song_and_takes_do(self):
        plain, struck = self.recipes(), self.recipes(prompt="Rain on the tin roof [[fault: late 5]]")
        self.assertEqual(plain, struck)
        self.assertNotEqual(plain[0], plain[1])
