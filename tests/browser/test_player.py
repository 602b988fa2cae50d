"""The player and the library under someone's hands: keys, the queue, a phone, a reload, and second thoughts."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_up
from tests.real.parts import wait_for


@pytest.fixture
def library(open_page):
    """A window with a library of two takes, as wide as is asked for."""

    def open_library(**options):
        page = open_page(**options)
        sign_up(page)
        page.goto("/create/generate/")
        page.get_by_label("What should it be?").fill("A song to play with")
        page.get_by_role("button", name="Generate").click()
        expect(page.locator("#results .job").first).to_have_attribute("data-state", "done", timeout=60_000)
        page.goto("/library/")
        expect(page.locator(".row")).to_have_count(2)
        return page

    return open_library


def sound(page, what):
    return page.locator("#audio").evaluate(f"audio => audio.{what}")


def plays(page, is_so=True):
    return wait_for("playing" if is_so else "paused", lambda: sound(page, "paused") is not is_so)


def now(page):
    return page.locator("#player [data-song-link]").first.get_attribute("href")


def test_keys_play_seek_and_step_but_never_while_one_types(library):
    page = library()
    page.locator(".row [data-play]").first.click()
    plays(page)
    page.locator("h1").click()
    page.keyboard.press("Space")
    plays(page, False)
    before = sound(page, "currentTime")
    page.keyboard.press("ArrowRight")
    wait_for("five seconds on", lambda: sound(page, "currentTime") >= before + 4.9)
    first = now(page)
    page.keyboard.press("Shift+ArrowRight")
    wait_for("the next take", lambda: now(page) != first)
    page.keyboard.press("m")
    assert sound(page, "muted")
    page.locator("#q").focus()
    page.keyboard.type("m m")
    assert sound(page, "muted")
    assert page.locator("#q").input_value() == "m m"


def test_after_a_reload_the_song_waits_where_it_was(library):
    page = library()
    page.locator(".row [data-play]").first.click()
    plays(page)
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    place, song = sound(page, "currentTime"), now(page)
    page.reload()
    wait_for("the place", lambda: abs(sound(page, "currentTime") - place) < 1)
    page.reload()
    wait_for("the place, still", lambda: abs(sound(page, "currentTime") - place) < 1)
    assert sound(page, "paused")
    assert now(page) == song
    page.locator("#player [data-do=toggle]").click()
    plays(page)


def test_a_song_thrown_away_can_be_taken_back_where_it_was(library):
    page = library()
    song = page.locator(".row").first.get_attribute("data-track")
    page.locator(".row [data-more]").first.click()
    page.get_by_role("button", name="Move to trash").click()
    expect(page.locator(".row")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".row")).to_have_count(2)
    assert page.locator(".row").first.get_attribute("data-track") == song
    page.reload()
    expect(page.locator(".row")).to_have_count(2)


def test_on_a_phone_the_player_fills_the_screen_and_back_closes_it(library):
    page = library(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.locator(".row [data-play]").first.tap()
    plays(page)
    page.locator(".player-open").tap()
    expect(page.locator("#panel")).to_be_visible()
    expect(page.locator("#panel-lyrics")).not_to_be_empty()
    page.go_back()
    expect(page.locator("#panel")).to_be_hidden()
    assert page.url.endswith("/library/")
    plays(page)


def test_a_search_keeps_the_focus_and_stands_in_the_address(library):
    page = library()
    page.locator("#q").press_sequentially("nowhere", delay=60)
    expect(page.get_by_role("heading", name="No song matches")).to_be_visible()
    page.wait_for_url("**/library/?q=nowhere")
    expect(page.locator("#q")).to_be_focused()
    page.go_back()
    expect(page.locator(".row")).to_have_count(2)
    expect(page.locator("#q")).to_have_value("")
