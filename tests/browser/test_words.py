"""Words to follow and to time by tapping along, and the mixer: what only a browser with sound can show."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_up
from tests.browser.songs import done, make_song
from tests.browser.test_sections import time_words
from tests.real.parts import wait_for

# Notes when each piece of each stem begins: pieces that belong together begin at the same sample.
STARTS = """
globalThis.starts = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (when) {
  starts.push([when, this.buffer.length]);
  return start.call(this, when);
};
"""


@pytest.fixture(scope="module")
def made(studio, chromium):
    """A person with a song of a minute, its words timed and its voice taken out: (what the browser keeps, address)."""
    context = chromium.new_context(base_url=studio.url)
    page = context.new_page()
    sign_up(page)
    address = make_song(page)
    time_words(page, address)
    page.goto(f"{address}stems/")
    page.get_by_role("button", name="Take apart").click()
    done(page, "Stems")
    yield context.storage_state(), address
    context.close()


@pytest.fixture
def open_at(open_page, made):
    """`open_at("mixer/", **context options)`: a window at a page of the song."""

    def open_one(place, script="", **options):
        page = open_page(storage_state=made[0], **options)
        page.add_init_script(script)
        page.goto(made[1] + place)
        return page

    return open_one


def sound(page, what):
    return page.locator("#audio").evaluate(f"audio => audio.{what}")


def test_the_words_follow_on_a_phone_and_leave_who_scrolls_alone(open_at):
    page = open_at("words/", viewport={"width": 390, "height": 560}, has_touch=True, is_mobile=True)
    lines = page.locator("#lyrics button")
    lines.nth(1).tap()
    expect(lines.nth(1)).to_have_attribute("aria-current", "true")
    begins = float(lines.nth(1).get_attribute("data-from"))
    wait_for("the line's moment", lambda: sound(page, "currentTime") >= begins)
    expect(lines.nth(1).locator("[data-now]")).to_have_count(1)
    page.locator("#lyrics").evaluate("place => place.scrollTo(0, place.scrollHeight)")
    back = page.get_by_role("button", name="To what is sung now")
    expect(back).to_be_visible()
    back.tap()
    expect(back).to_be_hidden()
    expect(page.locator("#lyrics [aria-current]")).to_be_in_viewport()


def test_lines_are_timed_by_tapping_along_and_by_keys(open_at):
    page = open_at("words/edit/")
    rows, times = page.locator(".tap"), page.locator(".tap [data-time]")
    page.locator("h1").click()
    page.keyboard.press("Space")  # nothing plays yet: it begins a little before the line
    wait_for("the song", lambda: not sound(page, "paused"))
    page.keyboard.press("Space")
    expect(rows.nth(1)).to_have_attribute("aria-current", "step")
    tapped = times.first.input_value()
    minutes, seconds = tapped.split(":")
    assert abs(int(minutes) * 60 + float(seconds) - sound(page, "currentTime")) < 5
    page.keyboard.press("Backspace")
    expect(rows.first).to_have_attribute("aria-current", "step")
    page.keyboard.press("ArrowRight")
    expect(times.first).not_to_have_value(tapped)
    page.keyboard.press("ArrowLeft")
    expect(times.first).to_have_value(tapped)
    rows.first.locator("[data-line]").fill("The captain knows my stop by now")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/words/")
    expect(page.locator("#lyrics button").first).to_have_text("The captain knows my stop by now")
    expect(page.locator("#lyrics button").first).to_have_attribute(
        "data-from", f"{int(minutes) * 60 + float(seconds):.2f}"
    )


def test_stems_stay_together_over_solo_mute_and_seeks_and_one_sound_plays_at_a_time(open_at):
    page = open_at("", STARTS)
    page.locator("[data-song-page] [data-play]").click()
    wait_for("the player", lambda: not sound(page, "paused"))
    page.get_by_role("link", name="Mix the stems").click()
    toggle = page.locator("[data-mix=toggle]")
    expect(toggle).to_be_enabled()
    page.locator("h1").click()
    page.keyboard.press("Space")
    expect(toggle).to_have_attribute("aria-label", "Pause")
    assert sound(page, "paused")
    expect(page.locator("[data-mix-now]")).not_to_have_text("0:00", timeout=30_000)
    page.keyboard.press("1")
    expect(page.locator("[data-solo]").first).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-stem]").nth(1)).to_have_class("mix-stem is-silent")
    page.keyboard.press("Shift+Digit2")
    expect(page.locator("[data-mute]").nth(1)).to_have_attribute("aria-pressed", "true")
    for _seek in range(4):
        page.keyboard.press("ArrowRight")
    page.locator("[data-mix-wave]").first.click(position={"x": 100, "y": 10})
    before = page.evaluate("starts.length")
    wait_for("the stems to start again", lambda: page.evaluate("starts.length") > before + 3)
    pieces = page.evaluate("starts.map(([when, samples]) => [when, samples])")
    assert len(pieces) % 2 == 0
    assert all(voice == backing for voice, backing in zip(pieces[::2], pieces[1::2], strict=True))
    page.locator("#player [data-do=toggle]").click()
    expect(toggle).to_have_attribute("aria-label", "Play")
    assert not sound(page, "paused")
