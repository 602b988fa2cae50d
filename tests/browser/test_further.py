"""Music that goes on to the end of a long list, of which a page shows a part and the queue holds a part."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import library_of
from tests.real.parts import wait_for

SONGS = 131
ALL = SONGS + 2


@pytest.fixture(scope="module")
def signed_in(studio, chromium):
    """A person with a long library: what the browser keeps."""
    return library_of(studio, chromium, SONGS)


@pytest.fixture
def page(open_page, signed_in):
    return open_page(storage_state=signed_in)


def plays(page, title=None):
    wait_for("playing", lambda: page.locator("#audio").evaluate("audio => !audio.paused"))
    if title:
        expect(page.locator("#player [data-song-title]").first).to_have_text(title)


def title(page):
    return page.locator("#player [data-song-title]").first.text_content()


def kept(page):
    """The queue as this browser keeps it."""
    return page.evaluate("JSON.parse(localStorage.getItem('studio:queue')).value")


def titles(page):
    return [song["title"] for song in kept(page)["songs"]]


def near_the_end(page):
    wait_for("its length", lambda: page.locator("#audio").evaluate("audio => audio.duration > 0"))
    page.locator("#audio").evaluate("audio => { audio.currentTime = audio.duration - 1 }")


def to_the_end(page):
    """Titles of all that is heard, stepped through as fast as they come."""
    heard = [title(page)]
    following = page.locator("#player [data-do=next]")
    while following.is_enabled():
        last = heard[-1]
        following.click()
        wait_for("another song", lambda last=last: title(page) != last)
        heard.append(title(page))
    return heard


def test_a_library_is_heard_to_its_end_in_its_order_without_being_held(page):
    page.goto("/library/?q=long&sort=title")
    page.locator(".row [data-play]").nth(45).click()
    plays(page, "Long list 046")
    wait_for("the next of them", lambda: "Long list 060" in titles(page))
    page.goto("/library/?q=long")  # the same songs in another order
    page.goto("/settings/")  # no list is there any more
    page.locator("#player [data-do=toggle]").click()
    plays(page, "Long list 046")
    near_the_end(page)
    plays(page, "Long list 047")
    assert to_the_end(page) == [f"Long list {number:03}" for number in range(47, SONGS + 1)]
    assert len(titles(page)) < ALL
    assert titles(page)[-1] == f"Long list {SONGS}"


def test_the_place_in_a_long_queue_outlives_a_reload_and_goes_on_on_another_device(page, open_page):
    page.goto("/playlists/")
    page.goto("/library/?q=long&sort=title")
    page.get_by_role("button", name="Play all").click()
    plays(page, "Long list 001")
    for _step in range(99):
        page.keyboard.press("Shift+ArrowRight")
        wait_for("told", lambda: page.locator("#player [data-do=next]").is_enabled())
    with page.expect_response("**/listening/", timeout=20_000):
        page.locator("#player [data-do=toggle]").click()
    last = title(page)
    page.reload()
    expect(page.locator("#player [data-song-title]").first).to_have_text(last)
    page.locator("#player [data-do=next]").click()
    plays(page, f"Long list {int(last[-3:]) + 1:03}")
    with page.expect_response("**/listening/", timeout=20_000):
        page.locator("#player [data-do=toggle]").click()
    other = open_page(
        storage_state={"cookies": page.context.cookies(), "origins": []},
        viewport={"width": 390, "height": 844},
    )
    other.goto("/settings/")
    other.get_by_role("button", name="Continue here:").click()
    plays(other)
    other.evaluate("scrollTo(0, 0)")
    heard = [title(other)]
    for _step in range(ALL):
        other.keyboard.press("Shift+ArrowRight")
        wait_for("the next one", lambda: title(other) != heard[-1] or heard[-1].endswith(str(SONGS)))
        if title(other) == heard[-1]:
            break
        heard.append(title(other))
    assert heard == [f"Long list {number:03}" for number in range(int(last[-3:]) + 1, SONGS + 1)]


def test_shuffled_all_of_what_a_search_shows_is_heard_once_and_nothing_else(page):
    page.goto("/library/?q=long")
    shuffle = page.get_by_role("button", name="Shuffle all")
    shuffle.focus()
    page.keyboard.press("Enter")
    plays(page)
    wait_for("a queue by chance", lambda: len(titles(page)) > 1)
    heard = to_the_end(page)
    assert sorted(heard) == [f"Long list {number:03}" for number in range(1, SONGS + 1)]
    assert heard != sorted(heard)
    assert heard != sorted(heard, reverse=True)


def test_a_queue_is_shuffled_with_what_it_does_not_hold_yet_and_put_back(page):
    page.goto("/library/?q=long&sort=title")
    page.locator(".row [data-play]").first.click()
    plays(page, "Long list 001")
    before = titles(page)
    page.locator("h1").click()
    page.keyboard.press("s")
    wait_for("those beyond the page", lambda: set(titles(page)) - set(before))
    assert titles(page)[0] == "Long list 001"
    page.keyboard.press("Shift+ArrowRight")
    wait_for("another one", lambda: title(page) != "Long list 001")
    page.keyboard.press("s")
    assert [each for each in titles(page) if each != title(page)] == [
        each for each in before if each != title(page)
    ]


PUT_INTO_IT = """async () => {
  const [song] = (await (await fetch("/library/songs.json?sort=oldest")).json()).songs;
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const project = location.pathname.split("/")[2];
  await fetch(`${song.page}say/`, { method: "POST", body: new URLSearchParams({ project, rating: 3 }), headers });
}"""


def test_on_a_phone_all_of_a_library_a_project_or_a_playlist_is_heard_by_a_thumb(open_page, signed_in):
    page = open_page(
        storage_state=signed_in, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page.goto("/library/?q=long&sort=title&view=list")
    page.get_by_role("button", name="Play all").tap()
    plays(page, "Long list 001")
    page.goto("/queue/")
    items = page.locator("#main [data-queue-list] > li")
    expect(items.last).to_have_text("More songs of this list follow by themselves.")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Clear").tap()
    expect(items).to_have_count(1)
    page.goto("/playlists/rule/?q=long")
    page.locator("[name=name]").fill("Long ones")
    page.get_by_role("button", name="Save").tap()
    page.wait_for_url("**/playlists/*-*/")
    page.get_by_role("button", name="Shuffle all").tap()
    wait_for("a page of it by chance", lambda: len(titles(page)) == 50)
    assert kept(page)["rest"].startswith(page.evaluate("location.pathname") + "songs.json?shuffle=")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.goto("/projects/")
    page.locator("[name=name]").fill("Album")
    page.get_by_role("button", name="Make it").tap()
    page.wait_for_url("**/projects/*-*/")
    page.evaluate(PUT_INTO_IT)
    page.reload()
    page.get_by_role("button", name="Play all").tap()
    plays(page, "Night bus")


ALL_BY_HAND = """async () => {
  const told = await (await fetch("/library/songs.json?q=long&sort=title")).json();
  const more = await (await fetch(told.next)).json();
  const songs = [...told.songs, ...more.songs].map(({ uuid }) => ["tracks", uuid]);
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const body = new URLSearchParams([["name", "By hand"], ...songs]);
  await fetch("/playlists/add/", { method: "POST", body, headers });
}"""


def test_a_long_list_by_hand_is_heard_to_its_end_also_when_all_of_it_is_shown_and_moved(page):
    page.goto("/library/")
    page.evaluate(ALL_BY_HAND)
    page.goto("/playlists/")
    page.locator(".list-row", has_text="By hand").click()
    rows = page.locator(".entries .row")
    expect(rows).to_have_count(50)
    page.locator("#more").scroll_into_view_if_needed()
    expect(rows).to_have_count(100)
    with page.expect_response("**/move/"):
        rows.nth(49).locator("[data-handle]").press("Alt+ArrowDown")
    assert "Long list 050" in rows.nth(50).inner_text()
    rows.first.locator("[data-play]").click()
    plays(page, "Long list 001")
    page.reload()
    expect(rows).to_have_count(50)
    assert "Long list 051" in rows.nth(49).inner_text()
    page.locator("#player [data-do=toggle]").click()
    plays(page, "Long list 001")
    heard = to_the_end(page)
    wanted = [f"Long list {number:03}" for number in range(1, 101)]
    wanted[49:51] = reversed(wanted[49:51])
    assert heard == wanted


def test_a_list_that_repeats_begins_anew_at_its_beginning(page):
    page.goto("/library/?q=long&sort=title")
    page.get_by_role("button", name="Play all").click()
    plays(page, "Long list 001")
    page.locator("h1").click()
    page.keyboard.press("r")
    for number in range(2, SONGS + 1):
        page.keyboard.press("Shift+ArrowRight")
        wait_for("the next one", lambda number=number: title(page) == f"Long list {number:03}")
    near_the_end(page)
    plays(page, "Long list 001")


def test_a_studio_that_does_not_answer_is_asked_again_and_the_music_goes_on(page):
    page.goto("/library/?q=long&sort=title")
    page.route("**/songs.json*", lambda route: route.abort("connectionreset"))
    page.locator(".row [data-play]").first.click()
    plays(page, "Long list 001")
    page.goto("/queue/")
    page.locator("#main [data-jump]").nth(49).click()
    plays(page, "Long list 050")
    near_the_end(page)
    wait_for("silence", lambda: page.locator("#audio").evaluate("audio => audio.ended"))
    page.unroute("**/songs.json*")
    page.locator("#player [data-do=next]").click()
    plays(page, "Long list 051")
