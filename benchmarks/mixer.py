"""Twelve stems of three minutes in the mixer, in Chromium: how far apart they sound, and how much the page takes."""

import os
import random
import tempfile
import time
import wave
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from music.media import decode

from .figures import Figure
from .memory import pss
from .scratch import tree

SECONDS, RATE = 180, 44100  # of each stem
LASTS = 600  # seconds of solo, mute and seek
MEMORY_LASTS = 60
APART, MOST = 5, 300  # ms, MB
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--disable-gpu", "--mute-audio"]
TAP = Path(__file__).with_name("mixer_tap.js")
LOOKS = 20  # actions between two looks at how far apart they are


def figures(run):
    path = run.large.data / "stem.mp3"
    noise(path, SECONDS)
    address = run.large.ask("parts.mix", path=str(path))
    try:
        return [memory(run, address), apart(run, address)]
    finally:
        run.large.ask("parts.unmix", address=address)


def noise(path, seconds):
    """An MP3 that is nowhere like itself: of a tone, one period could be taken for another."""
    chance = random.Random(1)
    with tempfile.NamedTemporaryFile(suffix=".wav") as plain:
        with wave.open(plain.name, "wb") as file:
            file.setparams((2, 2, RATE, 0, "NONE", ""))
            for _second in range(seconds):
                file.writeframesraw(chance.randbytes(4 * RATE))
        decode.convert(plain.name, "wav", path, "mp3")


def memory(run, address):
    with mixer(run, address) as page:
        before = most = renderers()
        for _turn in acting(page, MEMORY_LASTS):
            most = max(most, renderers())
    return Figure(
        "twelve stems of three minutes in the mixer", most, "MB", most=MOST, note=f"{before:.0f} MB before"
    )


def apart(run, address):
    """The same sound in all stems: where two are most alike, that far they are apart."""
    furthest, looks = 0, 0
    with mixer(run, address, TAP.read_text()) as page:
        for turn in acting(page, LASTS):
            if turn % LOOKS == 0:
                page.wait_for_timeout(1000)  # until what was sought plays
                heard = [abs(lag) for lag in page.evaluate("lags()") if lag is not None]
                furthest, looks = max(furthest, *heard), looks + bool(heard)
        seam = page.evaluate("difference(0, 1, 60)")
    note = f"{looks} looks in {LASTS / 60:.0f} minutes; two stems differ by {seam:g} of 1 over {60 * 4096} samples"
    return Figure("stems apart after solo, mute and seek", furthest, "ms", most=APART, note=note)


@contextmanager
def mixer(run, address, script=""):
    """A page that plays it."""
    host, port = run.large.address
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        # With its policy, nothing that is measured could be asked of the page.
        context = browser.new_context(base_url=f"http://{host}:{port}", bypass_csp=True)
        context.add_cookies(
            [{"name": "sessionid", "value": run.visitor.facts["session"], "domain": host, "path": "/"}]
        )
        page = context.new_page()
        page.add_init_script(script)
        page.goto(address)
        page.locator("[data-mix=toggle]:enabled").click()
        page.wait_for_function("document.querySelector('[data-mix-now]').textContent !== '0:00'")
        yield page
        browser.close()


def acting(page, lasts):
    """Solo, mute and seek as a person who is looking for something, always the same."""
    chance, ends, turn = random.Random(1), time.monotonic() + lasts, 0
    while time.monotonic() < ends:
        turn += 1
        act(page, chance)
        page.wait_for_timeout(chance.choice((50, 200, 900)))
        yield turn


def act(page, chance):
    what = chance.random()
    if what < 0.4:
        page.keyboard.press(chance.choice("123456789"))
    elif what < 0.6:
        page.keyboard.press(f"Shift+Digit{chance.randint(1, 9)}")
    elif what < 0.8:
        page.keyboard.press(chance.choice(("ArrowLeft", "ArrowRight")))
    else:
        page.locator("[data-mix-wave]").first.click(position={"x": chance.randint(10, 250), "y": 10})


def renderers():
    """MB of the largest process that shows a page."""
    pids = [pid for pid in tree(os.getpid()) if b"--type=renderer" in _command(pid)]
    return max(map(pss, pids), default=0)


def _command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
