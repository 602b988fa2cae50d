"""Takes beside each other: a grid with one playhead, and a blind comparison, by keys."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import sign_up
from tests.browser.test_player import plays, sound
from tests.real.parts import wait_for


def order_grid(page):
    """Two takes that differ in style, from a recipe that was saved from the form at hand."""
    page.goto("/create/generate/")
    page.locator("label", has_text="Custom").click()
    page.locator("[name=style]").fill("slow waltz, piano")
    page.locator("label", has_text="Instrumental").click()
    page.get_by_role("button", name="Save as a recipe").click()
    page.get_by_label("Name", exact=True).fill("Waltzes")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Take grid").click()
    page.get_by_label("Style").last.fill("slow waltz, piano\nquick polka, brass")
    page.get_by_role("button", name="See the takes and the price").click()
    page.get_by_role("button", name=re.compile("Order 2 takes.*24 credits")).click()
    page.wait_for_url(re.compile(r"/grids/[\w-]{36}/"))


def ordered_grid(page):
    order_grid(page)
    expect(page.locator('[data-cell][data-state="done"]')).to_have_count(2, timeout=90_000)
    wait_for(
        "all on the disk", lambda: page.reload() and page.locator(".grid-take:not([data-src])").count() == 4
    )


def heard(page):
    """Which file sounds, and its second."""
    return sound(page, "currentSrc"), sound(page, "currentTime")


def goes_on(page, song, second):
    """Another song sounds, where the one before was."""
    wait_for(
        "another song",
        lambda: heard(page)[0] != song and sound(page, "readyState") > 1 and not sound(page, "seeking"),
    )
    assert second - 0.5 <= sound(page, "currentTime") <= second + 3


def kept_queue(page):
    """Here and on the server."""
    here = page.evaluate(
        "JSON.parse(localStorage.getItem('studio:queue')).value.songs.map(({ uuid }) => uuid)"
    )
    there = page.evaluate("fetch('/listening/').then((answer) => answer.json()).then(({ song }) => song)")
    return here, there


def what_played_before_waits(page, song, second, queue):
    """A round has not touched it."""
    wait_for("the song before", lambda: heard(page)[0] == song and sound(page, "readyState") > 0)
    assert abs(sound(page, "currentTime") - second) < 1
    assert sound(page, "paused")
    assert kept_queue(page) == queue
    assert len(queue[0]) == 4


def test_one_playhead_for_a_grid_and_a_blind_vote_by_keys(page):
    sign_up(page)
    ordered_grid(page)
    expect(page.locator("[data-playhead]")).to_have_attribute("data-ready", "")
    takes = page.locator(".grid-take [data-play]")
    takes.first.click()
    plays(page)
    page.locator("#audio").evaluate("audio => { audio.currentTime = 9 }")
    wait_for("the ninth second", lambda: sound(page, "currentTime") > 9)
    song, second = heard(page)
    page.keyboard.press("ArrowDown")
    expect(takes.nth(1)).to_be_focused()
    goes_on(page, song, second)
    song, second = heard(page)
    page.keyboard.press("ArrowDown")
    expect(takes.nth(2)).to_be_focused()
    goes_on(page, song, second)
    song, second = heard(page)
    takes.nth(3).click()
    goes_on(page, song, second)
    page.keyboard.press("Space")
    plays(page, False)
    song, second = heard(page)
    wait_for("the server to know of it", lambda: kept_queue(page)[1] in song)
    queue = kept_queue(page)

    page.get_by_role("link", name="Compare blind").click()
    expect(page.get_by_role("radio")).to_have_count(4)
    expect(page.locator("[data-blind]")).to_have_attribute(
        "data-ready", ""
    )  # its script comes after the page
    page.keyboard.press("2")
    plays(page)
    assert re.search(r"/compare/[^/]+/2/audio", heard(page)[0])
    page.locator("#audio").evaluate("audio => { audio.currentTime = 7 }")
    wait_for("the seventh second", lambda: sound(page, "currentTime") > 7)
    number, at = heard(page)
    page.keyboard.press("3")
    goes_on(page, number, at)
    page.keyboard.press("Space")
    plays(page, False)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You chose number 3")).to_be_visible()
    what_played_before_waits(page, song, second, queue)
    page.get_by_role("button", name="Move the others to the trash").click()
    expect(page.locator(".blind-told .badge", has_text="In the trash")).to_have_count(3)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".blind-told .badge", has_text="In the trash")).to_have_count(0)
