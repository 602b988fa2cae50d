"""How the house is built: what may import what, and what no page may hold."""

import ast
import re
import unittest
from pathlib import Path

from django.utils.module_loading import import_string

from music import queue, tasks

ROOT = Path(__file__).resolve().parents[1]

# Each part, from the ground up; a part imports only parts before it (or, within its own, its neighbours).
FLOORS = [
    {"kie", "media", "accounts", "search", "sealing", "indexes", "sorting"},
    {"models"},
    {"catalogue", "queue", "callbacks"},
    {"operations", "forms"},
    {"filtering", "filters", "rules", "rule_forms"},
    {"services"},
    {"excerpts"},
    {"choosing", "gathering", "heard", "listing", "lists", "chosen", "tell"},
    {"templatetags"},
    {"views", "tasks", "admin", "checks"},
    {"clock", "urls", "desk_urls", "apps", "migrations", "management"},
]
FLOOR = {part: number for number, parts in enumerate(FLOORS) for part in parts}


def modules(folder):
    return list((ROOT / folder).rglob("*.py"))


def imported(path):
    """Absolute names of what a file imports."""
    package = list(path.relative_to(ROOT).with_suffix("").parts)
    if package[-1] == "__init__":
        package.append("")
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: -node.level] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def part_of(name):
    """`music.services.jobs` → services; accounts stands beside."""
    words = name.split(".")
    if words[0] == "music" and len(words) > 1:
        return words[1]
    return "accounts" if words[0] == "accounts" else None


class ImportTests(unittest.TestCase):
    def test_imports_point_one_way(self):
        for path in modules("music"):
            here = part_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
            if here in (None, "__init__"):
                continue
            for name in imported(path):
                there = part_of(name)
                if there is not None:
                    self.assertLessEqual(
                        FLOOR[there], FLOOR[here], f"{path.relative_to(ROOT)} imports {name}"
                    )

    def test_what_knows_the_provider_knows_nothing_of_ours(self):
        for path in modules("music/kie"):
            for name in imported(path):
                self.assertNotRegex(name, r"^(django|accounts|sunostudio|music\.(?!kie))", str(path))

    def test_the_sandbox_and_the_studio_do_not_know_each_other(self):
        for path in modules("sandbox"):
            for name in imported(path):
                self.assertNotRegex(name, r"^(music|accounts|sunostudio|studio|django)\b", str(path))
        for folder in ("music", "accounts", "sunostudio"):
            for path in modules(folder):
                for name in imported(path):
                    self.assertNotRegex(name, r"^sandbox\b", str(path))

    def test_only_a_few_places_speak_to_others(self):
        """The provider's client, and what fetches a foreign file: public addresses only, however they are spelt. And
        the backup, which has pg_dump read the studio's own database."""
        spoken = r"^(requests|urllib3|urllib\.request|http\.client|socket|socketserver|ssl|ftplib|smtplib|telnetlib|asyncio|"
        spoken += r"subprocess|multiprocessing|xmlrpc|aiohttp|httpx)\b"
        known = {f"music/kie/{name}.py" for name in ("client", "uploads")} | {
            "music/media/fetch.py",
            "music/media/posting.py",
            "music/services/backups/dumps.py",
        }
        found = {
            str(path.relative_to(ROOT))
            for folder in ("music", "accounts", "sunostudio") for path in modules(folder)
            for name in imported(path) if re.match(spoken, name)
        }  # fmt: skip
        self.assertEqual(found, known)

    def test_the_provider_s_words_reach_no_shell_and_no_interpreter(self):
        for folder in ("music", "accounts", "sunostudio"):
            for path in modules(folder):
                self.assertNotRegex(
                    path.read_text(),
                    r"\bos\.(system|popen|exec\w+|spawn\w+)\(|(?<![.\w])(eval|exec)\(|\bpickle\.loads?\(",
                    str(path),
                )

    def test_media_are_opened_in_one_way_that_opens_nothing_else(self):
        """FFmpeg guesses playlists and opens what they name, Pillow guesses formats that start other programs."""
        opens = {"av.open(": ["music/media/decode.py"] * 2, "Image.open(": ["music/media/covers.py"]}
        for call, places in opens.items():
            found = [
                str(path.relative_to(ROOT))
                for path in modules("music")
                for _ in range(path.read_text().count(call))
            ]
            self.assertEqual(found, places)
        decode = (ROOT / "music/media/decode.py").read_text()
        self.assertIn('format=demuxer, options={"protocol_whitelist": "file"}', decode)
        self.assertIn("formats=FORMATS", (ROOT / "music/media/covers.py").read_text())


class TaskTests(unittest.TestCase):
    def test_every_name_that_is_enqueued_is_a_task(self):
        for path in modules("music"):
            for name in re.findall(r'enqueue\(\s*"(\w+)"', path.read_text()):
                self.assertTrue(callable(import_string(f"music.tasks.{name}")), f"{path}: {name}")
        for name in queue.FILES:
            self.assertTrue(hasattr(tasks, name), name)


class PageTests(unittest.TestCase):
    def test_no_template_holds_what_the_content_policy_forbids(self):
        for path in (ROOT / "templates").rglob("*.html"):
            if "admin" in path.parts:
                continue
            text = re.sub(
                r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.DOTALL
            )
            self.assertNotRegex(text, r"\sstyle\s*=", str(path))
            self.assertNotRegex(
                text, r"<style|\son(click|load|error|submit|change|input)\s*=|javascript:", str(path)
            )
            for script in re.findall(r"<script\b[^>]*>", text):
                self.assertRegex(script, r'\bsrc=|type="application/json"', f"{path}: {script}")
            self.assertNotIn("hx-on", text, str(path))

    def test_a_button_outside_of_its_form_says_that_it_submits(self):
        """Else htmx does not see which one is pressed, and sends the form to the page's own address. Hearts, of which a
        page has fifty, are sent by a script of ours (library.js)."""
        for path in (ROOT / "templates").rglob("*.html"):
            for button in re.findall(r"<button\b.*?</button>", path.read_text(), flags=re.DOTALL):
                if ' form="' in button and "btn-icon heart" not in button:
                    self.assertRegex(button, r'type="(submit|button)"|hx-post=', str(path))

    def test_no_colour_outside_the_tokens(self):
        for path in (ROOT / "static/css").glob("*.css"):
            if path.name != "tokens.css":
                self.assertNotRegex(path.read_text(), r"#[0-9a-fA-F]{3,8}\b(?=\s*[;,)])", str(path))
