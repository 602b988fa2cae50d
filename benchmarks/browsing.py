"""The large library under somebody's hands, in Chromium: when it is ready, how typing is answered, how it scrolls."""

import os
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from .figures import Figure

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SCRIPT = Path(__file__).with_name("browsing.js")
OFTEN = 10  # navigations
WORDS = ("r", "ri", "riv", "rive", "river", "silver", "silver o", "harb", "月光", "тихий")
BETWEEN = 150  # ms from an answer to the next letter, as people type
SONGS = 10_000  # that go by
FIRST, MORE = 50, 20  # songs of the first page, and of those after it
STEP, PAUSE = 600, 60  # pixels at a time, and ms between: a hard flick
READY, TYPED, TASK, FRAME, NODES = 500, 150, 50, 50, 3000  # what is wanted: ms, and nodes


def figures(run):
    with browser(run) as page:
        yield from ready(page)
        yield typed(page)
        yield from scrolled(page)


@contextmanager
def browser(run):
    """A page of the library whose scripts are in the browser's store, as they are for anybody who comes back."""
    host, port = run.large.address
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = chromium.new_context(
            base_url=f"http://{host}:{port}", viewport={"width": 1440, "height": 900}
        )
        context.add_cookies(
            [{"name": "sessionid", "value": run.visitor.facts["session"], "url": f"http://{host}:{port}"}]
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.add_init_script(path=SCRIPT)
        page.goto("/library/")
        yield page
        chromium.close()


def ready(page):
    """Whole loads: from the navigation's beginning until the page's scripts have done their first work."""
    waits, tasks = [], []
    for _turn in range(OFTEN):
        page.goto("/library/")
        page.wait_for_timeout(700)
        waits.append(page.evaluate("performance.getEntriesByName('ready')[0].startTime"))
        tasks.append(page.evaluate("felt.task"))
    yield Figure(
        "library ready after",
        median(waits),
        "ms",
        most=READY,
        note=f"longest {max(waits):.0f} ms, of {OFTEN}",
    )
    yield Figure(
        "its longest task", median(tasks), "ms", most=TASK, note=f"longest of all {max(tasks):.0f} ms"
    )


def typed(page):
    waits = []
    for text in WORDS:
        page.wait_for_timeout(BETWEEN)
        waits.append(page.evaluate("answered", text))
    page.goto("/library/")
    return Figure(
        "typing in search is answered after",
        median(waits),
        "ms",
        most=TYPED,
        note=f"longest {max(waits):.0f} ms",
    )


def scrolled(page):
    """Until so many songs have gone by. A frame counts that stands too long while one scrolls."""
    page.evaluate("felt.forget()")
    page.mouse.move(720, 500)
    gone = 0
    while gone < SONGS:
        page.mouse.wheel(0, STEP)
        page.wait_for_timeout(PAUSE)
        gone = FIRST + MORE * page.evaluate("document.querySelectorAll('#rows > .some ~ .some').length")
        if not page.locator("#more").count():
            break
    felt = page.evaluate("({ ...felt })")
    note = f"{gone:,} songs, {felt['frames']:,} frames"
    yield Figure("longest frame while scrolling", felt["frame"], "ms", most=FRAME, note=note)
    yield Figure("longest task while scrolling", felt["task"], "ms", most=FRAME)
    yield Figure("nodes alive while scrolling", felt["nodes"], "nodes", most=NODES)
