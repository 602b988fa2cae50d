"""Songs that are made on the page, as a person does."""

import subprocess
import sys

from playwright.sync_api import expect

LYRICS = """[Verse]
The driver knows my stop by now
He dims the light and lets me sleep
A hundred lamps go by like vowels
In some slow word the road repeats"""


def done(page, words):
    """The newest card of the results, once it says so."""
    card = page.locator("#results .job", has_text=words).first
    expect(card).to_have_attribute("data-state", "done", timeout=60_000)
    return card


def make_song(page, lyrics=LYRICS, title="Night bus"):
    page.goto("/create/generate/")
    page.locator("label", has_text="Custom").click()
    page.locator("[name=lyrics]").fill(lyrics)
    page.locator("[name=title]").fill(title)
    page.locator("[name=style]").fill("slow synth-pop")
    page.locator("[name=duration]").fill("60")
    page.get_by_role("button", name="Generate").click()
    return done(page, title).locator("a.take-name").first.get_attribute("href")


def give_many(studio, email, songs):
    """To a person who has one: “Long list 001” and so on, in no time."""
    command = [sys.executable, "-m", "tests.browser.rows", email, str(songs)]
    subprocess.run(command, env=studio.environ, check=True)
