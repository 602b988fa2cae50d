"""Songs in a list, moved by hand and by keys, taken out and put back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_up
from tests.browser.songs import make_song
from tests.real.parts import wait_for


@pytest.fixture(scope="module")
def signed_in(studio, chromium):
    """A person with two songs of one job: what the browser keeps."""
    context = chromium.new_context(base_url=studio.url)
    page = context.new_page()
    sign_up(page)
    make_song(page)
    yield context.storage_state()
    context.close()


@pytest.fixture
def page(open_page, signed_in):
    return open_page(storage_state=signed_in)


IN_A_LIST = """async ([name, places]) => {
  const rows = [...document.querySelectorAll("#rows [data-track]")];
  const body = new URLSearchParams([["name", name], ...places.map((place) => ["tracks", rows[place].dataset.track])]);
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  await fetch("/playlists/add/", { method: "POST", body, headers });
}"""


def make_list(page, name, places):
    """Of the songs in these rows of the library, without the way through menus."""
    page.goto("/library/")
    page.evaluate(IN_A_LIST, [name, places])
    page.goto("/playlists/")
    page.locator(".list-row", has_text=name).click()
    expect(page.locator(".entries .row")).to_have_count(len(places))
    expect(page.locator("[data-sorts]")).to_have_count(1)


def add_by_menu(page, row, name):
    """By its row in the library, into a list that is there, or a new one."""
    page.locator(".row").nth(row).locator("[data-more]").click()
    menu = page.locator(".row .menu-list")
    menu.get_by_role("link", name="Add to playlist…").click()
    expect(menu.get_by_label("Name of a new list")).to_be_visible()
    if (there := menu.get_by_role("button", name=name)).count():
        there.click()
    else:
        menu.get_by_label("Name of a new list").fill(name)
        menu.get_by_role("button", name="Make").click()
    expect(page.locator(".toast").last).to_contain_text(f"is in “{name}” now.")
    expect(menu).to_have_count(0)
    page.locator(".toast [data-dismiss]").last.click()


def keys_of(page):
    return page.locator(".entries [data-entry]").evaluate_all("all => all.map(each => each.dataset.entry)")


def after_reload(page):
    page.reload()
    return keys_of(page)


def drag(page, row, to):
    """By its handle, to just below the middle of another."""
    expect(page.locator("[data-sorts]")).to_have_count(1)  # what moves rows comes a moment after them
    handle = page.locator(".entries [data-handle]").nth(row).bounding_box()
    there = page.locator(".entries .row").nth(to).bounding_box()
    page.mouse.move(handle["x"] + 8, handle["y"] + 8)
    page.mouse.down()
    page.mouse.move(there["x"] + 8, there["y"] + there["height"] * 0.7, steps=6)
    expect(page.locator("[data-drop]")).to_have_count(1)
    with page.expect_response(lambda answer: answer.url.endswith("/move/") and answer.status == 204):
        page.mouse.up()


def test_a_list_is_made_of_songs_and_put_into_order(page):
    page.goto("/library/")
    for row in (0, 1, 0):
        add_by_menu(page, row, "Late hours")
    page.goto("/playlists/")
    page.locator(".list-row", has_text="Late hours").click()
    expect(page.locator(".entries .row")).to_have_count(3)
    first, second, third = keys_of(page)

    drag(page, 0, 2)
    assert keys_of(page) == after_reload(page) == [second, third, first]

    handle = page.locator(f"[data-entry='{first}']")
    handle.focus()
    with page.expect_response("**/move/"):
        page.keyboard.press("Alt+ArrowUp")
    expect(handle).to_be_focused()
    expect(page.locator("[data-sort-said]")).to_contain_text("place 2 of 3")
    assert keys_of(page) == after_reload(page) == [second, first, third]

    page.locator(".entries .row").nth(1).hover()
    page.locator(".entries .row").nth(1).get_by_role("button", name="Take out").click()
    expect(page.locator(".entries .row")).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(page.locator(".entries .row")).to_have_count(3)
    page.get_by_role("button", name="Play all").click()
    expect(page.locator(".entries .playing").first).to_be_visible()
    it_plays_a_song_twice_that_stands_there_twice(page)


def test_back_leads_to_where_one_was_on_the_page(open_page, signed_in):
    page = open_page(storage_state=signed_in, viewport={"width": 1280, "height": 400})
    page.goto("/settings/")
    page.evaluate("scrollTo(0, 300)")
    page.get_by_role("link", name="Library").click()
    expect(page.get_by_role("heading", name="Library")).to_be_visible()
    assert page.evaluate("scrollY") == 0
    page.go_back()
    it_stands_where_one_left_it(page)
    late = []
    page.route("**/library/", lambda route: late.append(route))
    page.evaluate("history.forward()")
    wait_for("the library to be asked for", lambda: page.wait_for_timeout(50) or late)
    page.evaluate("history.back()")
    expect(page).to_have_url(re.compile("/settings/$"))
    late[0].continue_()
    page.wait_for_timeout(500)  # an answer nobody waits for any more
    it_stands_where_one_left_it(page)


def it_stands_where_one_left_it(page):
    expect(page.get_by_role("heading", name="Signing in")).to_be_visible()
    expect(page).to_have_url(re.compile("/settings/$"))
    expect(page.locator(".rail-link[aria-current=page]").last).to_contain_text("You")
    expect(page.locator(".rail-link[aria-current=page]", has_text="Library")).to_have_count(0)
    wait_for("the settings to be where they were", lambda: page.evaluate("scrollY") == 300)


def it_plays_a_song_twice_that_stands_there_twice(page):
    page.goto("/queue/")
    queued = page.locator("#main [data-queue-list] > li")
    expect(queued).to_have_count(3)
    for place in (1, 2):
        page.locator("#player [data-do=next]").click()
        expect(queued.nth(place)).to_have_attribute("aria-current", "true")


def test_on_a_phone_a_press_on_the_handle_shows_what_does_without_dragging(open_page, signed_in):
    page = open_page(storage_state=signed_in, viewport={"width": 360, "height": 740}, has_touch=True)
    make_list(page, "On a bus", [0, 1, 0])
    before = keys_of(page)
    page.locator(".entries [data-handle]").first.tap()
    with page.expect_response("**/move/"):
        page.locator(".entries .row").first.get_by_role("button", name="Down").tap()
    assert after_reload(page) == [before[1], before[0], before[2]]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_rule_is_tried_while_it_is_written(page):
    page.goto("/playlists/rule/")
    found = page.locator("#preview [role=status]")
    page.get_by_label("Name").fill("Buses")
    page.get_by_role("button", name="Condition", exact=True).click()
    page.locator("[name='r.0-value']").fill("bus nigh")
    expect(found).to_contain_text("2 songs")
    page.get_by_role("button", name="Group", exact=True).click()
    page.locator("[name='r.1.0-filter']").select_option("duration")
    page.locator("[name='r.1.0-value_from']").fill("9:00")
    expect(found).to_contain_text("0 songs")
    expect(page.locator("[name='r.0-value']")).to_have_value("bus nigh")
    page.locator("[name='r.1.0-not']").select_option("on")
    expect(found).to_contain_text("2 songs")
    expect(page.locator("#preview .row")).to_have_count(2)
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("#rows .row")).to_have_count(2)
    expect(page.locator("h1")).to_have_text("Buses")
