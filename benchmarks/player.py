"""A hundred navigations while music plays, in Chromium at a whole studio: what the sound loses by them."""

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from studio import ports

from .figures import Figure
from .scratch import clean_environ, end, start, wait_for

PORT = 8860
LONGEST = 120  # seconds to wait for anything
MANY = 100  # navigations
REST = 400  # ms on each page
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--disable-gpu", "--mute-audio"]
EAR = Path(__file__).with_name("player.js")
GAP, SILENCE = 0.1, 0.1  # seconds


def figures(_run):
    with studio() as port, player(port) as page:
        for number in range(MANY):
            go(page, number)
        heard = page.evaluate("heard")
    note = f"{MANY} navigations, Back and Forward among them; {heard['songs']} songs"
    return [
        Figure("sound behind the clock within a song", heard["furthest"], "s", most=GAP, note=note),
        Figure("silence from one song to the next", heard["silence"], "s", most=SILENCE),
    ]


@contextmanager
def studio():
    with tempfile.TemporaryDirectory(prefix="studio-") as folder:
        port = ports.kept(Path(folder) / "port", PORT)
        command = [sys.executable, "manage.py", "studio", "--data", f"{folder}/data", "--port", str(port)]
        running = start(command, clean_environ())
        try:
            wait_for(lambda: ports.web_answers("127.0.0.1", port), longest=LONGEST)
            yield port
        finally:
            end(running)


@contextmanager
def player(port):
    """A page on which two songs play, again and again."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_context(base_url=f"http://127.0.0.1:{port}").new_page()
        page.set_default_timeout(LONGEST * 1000)
        page.goto("/accounts/login/")
        page.get_by_role("button", name="demo account").click()
        page.wait_for_url("**/library/")
        page.goto("/create/generate/")
        page.get_by_label("What should it be?").fill("A song for a hundred pages")
        page.get_by_role("button", name="Generate").click()
        page.locator("#results .job[data-state=done]").wait_for()
        page.goto("/library/")
        page.locator(".row [data-play]").first.click()
        page.locator("h1").click()
        page.keyboard.press("r")
        page.evaluate(EAR.read_text())
        yield page
        browser.close()


def go(page, number):
    """To the library, into a song, back and forward again, to the jobs."""
    deeds = (
        lambda: page.locator(".rail a[href='/library/']").click(),
        lambda: page.locator("#main .row-name a").first.click(),
        page.go_back,
        page.go_forward,
        lambda: page.locator(".rail a[href='/jobs/']").click(),
    )
    deeds[number % len(deeds)]()
    page.wait_for_timeout(REST)
