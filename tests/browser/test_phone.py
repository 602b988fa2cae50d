"""What a person does with a thumb on a phone: each thing is large enough, in sight, and nothing is wider than the screen."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in_as_demo
from tests.browser.test_lists import make_list
from tests.real.parts import wait_for

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "reduced_motion": "reduce",
}
LEAST = 36  # pixels of a target, across and along; most are 44
AREA = """element => {
  const box = (element.labels?.[0] ?? element).getBoundingClientRect(); // a box is as large as its words
  return [box.width, box.height];
}"""


@pytest.fixture
def page(open_page, kept_song):
    page = open_page(storage_state=kept_song[0], **PHONE)
    yield page
    fits(page)


@pytest.fixture
def song(kept_song):
    return kept_song[1]


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url


def tap(target):
    """As a thumb does: what is too small for one, or lies beneath another thing, fails."""
    target.scroll_into_view_if_needed()
    width, height = target.evaluate(AREA)
    assert min(width, height) >= LEAST, f"{width} × {height}: {target}"
    target.tap()


def button(page, name):
    return page.locator("#main").get_by_role("button", name=name, exact=True)


def plays(page):
    wait_for("its sound", lambda: page.locator("#audio").evaluate("audio => !audio.paused"))


def test_songs_are_searched_filtered_sorted_and_shown_in_another_way(page):
    page.goto("/library/?view=list")
    page.locator("#q").fill("night")
    expect(page.locator("#rows mark").first).to_have_text("Night")
    tap(page.locator(".filters summary"))
    page.locator("#filter-list [name=voice]").select_option(index=2)
    expect(page.locator("#chips .chip")).to_have_count(2)
    fits(page)
    tap(page.locator(".filters summary"))
    tap(page.locator("#chips .chip").first)
    expect(page.locator("#chips .chip")).to_have_count(1)
    page.locator("#sort").select_option("title")
    page.wait_for_url("**sort=title**")
    tap(page.get_by_role("link", name="Covers"))
    expect(page.locator("#rows.covers")).to_be_visible()
    fits(page)
    tap(page.get_by_role("link", name="Stacks"))
    tap(page.get_by_role("link", name="1 more take"))
    lower = page.locator("#rows .row").nth(1)
    below = lower.get_attribute("data-track")
    tap(lower.locator("[data-more]"))
    tap(page.get_by_role("button", name="Put on top of its stack"))
    expect(page.locator("#rows .row").first).to_have_attribute("data-track", below)


def test_several_of_what_a_song_has_are_chosen_and_taken_away_one_by_one(page):
    page.goto("/library/?view=list")
    tap(page.locator(".filters summary"))
    tap(page.get_by_label("Stems"))
    tap(page.get_by_label("A video"))
    expect(page.locator("#chips .chip:not(.chip-quiet)")).to_contain_text(["Stems", "A video"])
    page.wait_for_url("**has=stem&has=video**")
    fits(page)
    tap(page.locator(".filters summary"))
    tap(page.locator("#chips .chip").first)
    page.wait_for_url("**has=video**")
    expect(page.locator("#chips .chip:not(.chip-quiet)")).to_contain_text(["A video"])
    tap(page.locator(".filters summary"))
    expect(page.get_by_label("Stems")).not_to_be_checked()
    expect(page.get_by_label("A video")).to_be_checked()


def test_many_songs_are_chosen_tagged_and_downloaded(page):
    page.goto("/library/?view=list")
    tap(button(page, "Select"))
    for pick in page.locator("#rows .pick").all():
        pick.tap()
    bar = page.locator("#many")
    expect(bar.locator("[data-many-count]")).to_have_text("2")
    tap(bar.locator("summary[title=Tags]"))
    page.locator("#many-tags").fill("ferry")
    tap(button(page, "Put on"))
    expect(page.locator(".toast")).to_contain_text("tagged")
    fits(page)
    tap(bar.get_by_role("button", name="Download"))
    page.wait_for_url("**/library/download/**")
    tap(page.get_by_label("Covers"))
    with page.expect_download() as download:
        tap(button(page, "Download"))
    assert download.value.suggested_filename.endswith(".zip")


def test_a_rule_is_built_and_its_list_kept_on_the_device(page):
    page.goto("/playlists/rule/")
    page.get_by_label("Name", exact=True).fill("Thumbs")
    tap(button(page, "Condition"))
    page.locator("[name='r.0-value']").fill("night")
    tap(button(page, "Group"))
    page.locator("[name='r.1.0-filter']").select_option("made")
    expect(page.locator("[name='r.1.0-value_from']")).to_be_visible()
    fits(page)
    tap(page.get_by_role("button", name="Take this group away"))
    expect(page.locator("#preview [role=status]")).to_contain_text("2 songs")
    tap(button(page, "Save"))
    expect(page.locator("h1")).to_have_text("Thumbs")
    make_list(page, "On the tram", [0])
    tap(button(page, "Keep on this device"))
    tap(button(page, "Remove from this device"))
    expect(button(page, "Keep on this device")).to_be_visible()


def test_an_opinion_is_said_on_the_page_of_a_song(page, song):
    page.goto("/projects/")
    page.locator("[name=name]").fill("Summer record")
    tap(button(page, "Make it"))
    page.wait_for_url("**/projects/*-*/")
    fits(page)
    page.goto(song)
    opinion = page.locator("#opinion")
    tap(opinion.locator("label", has=page.get_by_label("4 stars")))
    expect(opinion.get_by_text("Kept.")).to_be_visible()
    with page.expect_response("**/say/"):
        opinion.locator("[name=project]").select_option(label="Summer record")
    opinion.locator("[name=notes]").fill("Softer drums")
    with page.expect_response("**/say/"):
        page.locator("h1").tap()
    page.reload()
    expect(opinion.get_by_label("4 stars")).to_be_checked()
    expect(opinion.locator("[name=notes]")).to_have_value("Softer drums")


def test_takes_are_laid_side_by_side_and_voted_for_blind(page, song):
    page.goto(f"{song}stack/")
    tap(button(page, "Show side by side"))
    page.wait_for_url("**/beside/**")
    fits(page)
    page.go_back()
    tap(page.get_by_role("link", name="Compare blind"))
    tap(page.get_by_role("radio", name="Take 2"))
    plays(page)
    tap(button(page, "Vote for it, and tell me"))
    expect(page.get_by_role("heading", name="You chose number 2")).to_be_visible()


def test_the_player_over_the_whole_screen_is_worked_by_a_thumb(page):
    page.goto("/library/?view=list")
    tap(page.locator("#rows [data-play]").first)
    plays(page)
    entries = page.evaluate("history.length")
    tap(page.locator(".player-open"))
    panel = page.locator("#panel")
    tap(panel.get_by_role("tab", name="Sound"))
    panel.get_by_label("Speed").fill("1.25")
    assert page.locator("#audio").evaluate("audio => audio.playbackRate") == 1.25
    tap(panel.get_by_label("Even out loudness"))
    panel.get_by_label("Sleep timer").select_option("end")
    tap(panel.get_by_role("tab", name="Up next"))
    expect(panel.locator("[data-queue-list] > li")).to_have_count(2)
    tap(panel.get_by_role("button", name="Pause"))
    tap(panel.get_by_role("link", name="Open as a page"))
    page.wait_for_url("**/queue/")
    assert page.evaluate("history.length") == entries + 1  # it took the place of the player
    page.go_back()
    page.wait_for_url("**/library/**")
    page.goto("/queue/")
    tap(page.locator("#main").get_by_role("button", name="Take out:").first)
    expect(page.locator("#main [data-queue-list] > li")).to_have_count(1)
    page.locator("#queue-name").fill("From the queue")
    tap(button(page, "Save as playlist"))
    expect(page.locator(".toast")).to_be_visible()


def test_a_song_is_shared_with_a_password_and_opened_with_it(page, song, open_page):
    page.goto(song)
    tap(page.locator("#main").get_by_role("button", name="Share"))
    page.wait_for_url("**/shares/**")
    link = page.locator("#address").input_value()
    page.locator("[name=password]").fill("low tide")
    tap(button(page, "Save"))
    expect(page.locator(".toast")).to_be_visible()
    stranger = open_page(**PHONE)
    stranger.goto(f"{link}embed/")
    fits(stranger)
    stranger.goto(link)
    stranger.get_by_label("Password").fill("low tide")
    tap(stranger.get_by_role("button", name="Open"))
    tap(stranger.get_by_role("button", name="Play"))
    plays(stranger)
    fits(stranger)


def test_a_take_is_opened_from_the_card_of_its_job(page, song):
    page.goto("/create/generate/")
    tap(page.locator("#results a.take-name").first)
    page.wait_for_url(f"**{song}")


def test_an_empty_trash_has_nothing_to_select(page):
    page.goto("/library/?trash=on")
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()
    expect(page.locator("[data-pick-many]")).to_be_hidden()


def test_the_desk_shows_where_one_is_in_it(open_page):
    page = open_page(**PHONE)
    sign_in_as_demo(page)
    for address in ("/admin/desk/log/", "/admin/desk/storage/", "/admin/"):
        page.goto(address)
        expect(page.locator(".desk-nav [aria-current]")).to_be_in_viewport(ratio=1)
    fits(page)


def test_songs_are_brought_and_their_lineage_seen(page, song):
    page.goto("/import/")
    with page.expect_file_chooser():
        page.locator("label[for=files]").tap()
    page.goto("/import/tasks/")
    tap(button(page, "Fetch these songs"))
    expect(page.locator(".error")).to_be_visible()
    page.goto(f"{song}lineage/")
    tap(button(page, "Larger"))
    expect(page.locator(".line-zoom output")).to_have_text("120 %")
