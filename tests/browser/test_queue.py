"""What comes next under someone's hands; other devices; and music that goes on through everything."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_up
from tests.real.parts import wait_for

GAP = 0.25  # seconds by which the sound may fall behind the clock on a busy machine


@pytest.fixture
def library(open_page):
    page = open_page()
    sign_up(page)
    page.goto("/create/generate/")
    for idea in ("A song to queue", "Another one to queue"):
        page.get_by_label("What should it be?").fill(idea)
        page.get_by_role("button", name="Generate").click()
        card = page.locator("#results .job", has_text=idea).first
        expect(card).to_have_attribute("data-state", "done", timeout=60_000)
    wait_for(
        "four measured songs", lambda: page.goto("/library/") and page.locator(".row[data-loud]").count() == 4
    )
    return page


def audio(page, what):
    return page.locator("#audio").evaluate(f"audio => audio.{what}")


def plays(page):
    return wait_for("playing", lambda: not audio(page, "paused") and audio(page, "currentTime") > 0.1)


def playing(page):
    return page.locator("#player [data-song-link]").first.get_attribute("href")


def order(page):
    return page.locator("#main [data-queue-list] > li").evaluate_all(
        "items => items.map((item) => item.dataset.uuid)"
    )


def test_the_queue_is_moved_by_keys_and_by_hand_shuffled_and_goes_on_on_another_device(library, open_page):
    page = library
    page.locator(".row [data-play]").first.click()
    plays(page)
    page.goto("/queue/")
    first, second, third, fourth = order(page)
    grip = page.get_by_role("button", name="Move:").nth(3)
    grip.focus()
    page.keyboard.press("ArrowUp")
    assert order(page) == [first, second, fourth, third]
    expect(page.locator(":focus")).to_have_attribute("aria-label", grip.get_attribute("aria-label"))
    boxes = [page.locator("[data-grip]").nth(place).bounding_box() for place in (3, 1)]
    centres = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
    page.mouse.move(*centres[0])
    page.mouse.down()
    page.mouse.move(centres[1][0], centres[1][1] - 8, steps=6)
    page.mouse.up()
    wait_for("moved", lambda: order(page) == [first, third, second, fourth])
    page.locator("#main [data-jump]").nth(3).focus()
    page.keyboard.press("Delete")
    assert order(page) == [first, third, second]
    page.locator("#main [data-do=shuffle]").click()
    page.locator("#main [data-do=shuffle]").click()
    assert order(page) == [first, third, second]

    page.locator("#player [data-do=toggle]").click()
    plays(page)
    page.locator("#player [data-do=next]").click()
    wait_for("the next one", lambda: third in playing(page))
    with page.expect_response("**/listening/", timeout=20_000):
        page.locator("#player [data-do=toggle]").click()
    other = open_page(
        storage_state={"cookies": page.context.cookies(), "origins": []},
        viewport={"width": 390, "height": 844},
    )
    other.goto("/library/")
    other.get_by_role("button", name="Continue here:").click()
    plays(other)
    assert third in playing(other)
    other.goto("/queue/")
    assert order(other) == [first, third, second]


def test_the_sound_has_no_gap_while_one_goes_through_pages_and_back(library):
    page = library
    page.locator(".row [data-play]").first.click()
    plays(page)
    page.locator("#audio").evaluate(
        "audio => { audio.dataset.same = 'yes'; audio.began = [performance.now(), audio.currentTime]; }"
    )
    rail = page.get_by_role("navigation", name="Main", exact=True)
    for name, address in (("Jobs", "**/jobs/"), ("Library", "**/library/"), ("Lyrics", "**/lyrics/")):
        rail.get_by_role("link", name=name).click()
        page.wait_for_url(address)
    page.go_back()
    page.wait_for_url("**/library/")
    page.go_forward()
    page.wait_for_url("**/lyrics/")
    behind = page.locator("#audio").evaluate(
        "audio => (performance.now() - audio.began[0]) / 1000 - (audio.currentTime - audio.began[1])"
    )
    assert abs(behind) < GAP
    assert audio(page, "dataset.same") == "yes"
    assert not audio(page, "paused")


def test_one_song_follows_the_other_by_itself_faded_fast_and_at_one_loudness(library):
    page = library
    page.locator("#player [data-panel=sound]").click()
    page.get_by_label("Preamp").fill("-12")
    page.locator(".row [data-play]").first.click()
    plays(page)
    level = float(page.locator(".row.playing").get_attribute("data-loud").split()[0])
    assert audio(page, "volume") == pytest.approx(10 ** ((-16 - 12 - level) / 20), rel=0.05)
    first = playing(page)
    page.locator("h1").click()
    page.keyboard.press(">")
    wait_for("faster", lambda: audio(page, "playbackRate") == 1.05)
    page.locator("#audio").evaluate("audio => { audio.currentTime = audio.duration - 2 }")
    wait_for("the next song", lambda: playing(page) != first)
    plays(page)
    assert audio(page, "playbackRate") == 1.05
    page.get_by_label("Crossfade").fill("4")
    second = playing(page)
    page.locator("#audio").evaluate("audio => { audio.currentTime = audio.duration - 6 }")
    wait_for("the song after it", lambda: playing(page) != second)
    assert page.locator("#audio-next").evaluate("audio => !audio.paused")
    wait_for("only one sounds", lambda: page.locator("#audio-next").evaluate("audio => audio.paused"))
    expect(page.locator("[data-song-said]")).to_contain_text("playing")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Shuffle")
    page.get_by_label("Keys of a single letter").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("m")
    assert not audio(page, "muted")
