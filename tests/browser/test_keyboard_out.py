"""What goes out, and what is done to many songs, with keys alone: an embedded player, a podcast, a bulk edit."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_keyboard import button, go, press, reach, stays_seen, write
from tests.browser.test_lists import make_list
from tests.real.parts import wait_for


@pytest.fixture
def page(open_page, kept_song):
    return open_page(storage_state=kept_song[0], reduced_motion="reduce")


@pytest.fixture
def song(kept_song):
    return kept_song[1]


def sound(page, what):
    return page.locator("#audio").evaluate(f"audio => audio.{what}")


def test_an_embedded_player_is_got_and_worked(page, song, open_page):
    go(page, song)
    press(page, page.locator("#main").get_by_role("button", name="Share"))
    page.wait_for_url("**/shares/**")
    press(page, page.locator("summary", has_text="Put it into a page of yours"))
    press(page, page.locator("[data-copies=embed]"))
    stays_seen(page)
    assert f'{page.locator("#address").input_value()}embed/"' in page.locator("#embed").input_value()
    stranger = open_page(reduced_motion="reduce")
    stranger.goto(f"{page.locator('#address').input_value()}embed/")
    press(stranger, stranger.get_by_role("button", name="Play"))
    wait_for("its sound", lambda: not sound(stranger, "paused"))
    at = stranger.get_by_label("Position")
    reach(stranger, at, "Shift+Tab")
    for _step in range(4):
        stranger.keyboard.press("PageUp")
    wait_for("a later second", lambda: sound(stranger, "currentTime") > 20)
    press(stranger, stranger.get_by_role("button", name="Pause"))
    wait_for("silence", lambda: sound(stranger, "paused"))
    with stranger.context.expect_page() as opened:
        press(stranger, stranger.get_by_role("link", name="Open the page"))
    expect(opened.value.locator("h1")).to_have_text("Night bus")


def test_a_list_is_given_out_as_a_podcast_and_shut_again(page, open_page):
    make_list(page, "To the harbour", [0, 1])
    press(page, page.locator(".list-head summary[aria-label^=More]"))
    press(page, page.get_by_role("button", name="As a podcast"))
    page.wait_for_url("**/shares/**")
    stays_seen(page)
    address = page.locator("#address").input_value()
    answer = open_page().request.get(address)
    assert answer.ok and "<rss" in answer.text() and answer.text().count("<item>") == 2
    press(page, button(page, "Copy"))
    stays_seen(page)
    press(page, button(page, "Close this link"))
    expect(page.locator(".list-row", has_text="To the harbour")).to_contain_text("closed")
    stays_seen(page)
    assert open_page().request.get(address).status == 404


def test_many_songs_are_rated_tagged_and_thrown_away_with_undo(page):
    go(page, "/library/?view=list")
    bar = page.locator("#many")
    reach(page, page.locator("#rows [data-more]").first)
    page.keyboard.press("x")
    press(page, page.locator("#rows .pick").nth(1), "Space")
    expect(page.locator("[data-many-count]")).to_have_text("2")
    stays_seen(page)
    press(page, bar.locator("summary[title=Rate]"), by="Shift+Tab")
    press(page, bar.locator("#many-rating"), "ArrowDown")
    press(page, bar.locator("button[value=rate]"))
    expect(page.locator(".toast")).to_be_visible()
    stays_seen(page)
    press(page, bar.locator("summary[title=Tags]"))
    write(page, bar.locator("#many-tags"), "ferry")
    press(page, bar.locator("button[value=tag]"))
    expect(page.locator(".toast").last).to_contain_text("tagged")
    stays_seen(page)
    press(page, bar.locator("button[value=trash]"))
    expect(page.locator("#rows .row")).to_have_count(0)
    stays_seen(page)
    page.keyboard.press("Control+z")
    expect(page.locator("#rows .row")).to_have_count(2)
    stays_seen(page)
