"""Many songs at once, with keys alone and by fingers; stars and tags that are kept while one goes on."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_up
from tests.browser.test_keyboard import has_focus, press, reach, stays_seen
from tests.browser.test_lists import make_list
from tests.browser.test_main_job import finished_take, generate


def make_song(page):
    sign_up(page)
    finished_take(generate(page, "Two takes to put in order"))


def chosen(page):
    return page.locator("#rows .pick:checked")


def test_songs_are_chosen_by_keys_tagged_thrown_away_and_brought_back(page):
    make_song(page)
    page.goto("/library/")
    rows = page.locator("#rows [data-track]")
    expect(rows).to_have_count(2)
    bar = page.locator("#many")
    expect(bar).to_be_hidden()

    rows.first.locator("[data-more]").focus()
    page.keyboard.press("x")
    expect(bar).to_be_visible()
    expect(bar.locator("[data-many-count]")).to_have_text("1")
    expect(bar.get_by_role("button", name="Compare blind: choose 2 to 8 songs")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()

    rows.first.hover()
    rows.first.locator(".pick").check()
    rows.last.locator(".pick").click(modifiers=["Shift"])
    expect(chosen(page)).to_have_count(2)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    expect(chosen(page)).to_have_count(2)
    expect(bar.get_by_role("button", name="Compare blind", exact=True)).to_be_enabled()

    bar.locator("summary[title=Tags]").click()
    page.locator("#many-tags").fill("night")
    page.get_by_role("button", name="Put on").press("Enter")
    expect(page.get_by_text("2 songs are tagged.")).to_be_visible()

    bar.get_by_role("button", name="Move to trash").press("Enter")
    expect(page.get_by_text("2 songs are in the trash.")).to_be_visible()
    expect(rows).to_have_count(0)
    page.locator(".toast", has_text="in the trash").get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(2)

    rows.first.locator("[data-more]").focus()
    page.keyboard.press("4")
    expect(page.get_by_text("has 4 stars.")).to_be_visible()
    stars_tags_and_notes_are_kept_while_one_goes_on(page)


def stars_tags_and_notes_are_kept_while_one_goes_on(page):
    page.locator("#rows [data-track] a").first.click()
    opinion = page.locator("#opinion")
    expect(opinion.get_by_label("Tags")).to_have_value("night")
    opinion.get_by_label("Tags").fill("demo, night")
    opinion.get_by_label("Notes").fill("Softer drums")
    opinion.get_by_label("Tags").focus()
    expect(opinion.get_by_text("Kept.")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("3")
    expect(page.get_by_text("has 3 stars.")).to_be_visible()
    page.reload()
    expect(opinion.get_by_label("Notes")).to_have_value("Softer drums")
    expect(opinion.get_by_label("Tags")).to_have_value("demo, night")
    expect(opinion.get_by_label("3 stars")).to_be_checked()


@pytest.fixture
def kept(open_page, kept_song):
    return open_page(storage_state=kept_song[0], reduced_motion="reduce")


def count(page):
    return page.locator("#many [data-many-count]")


def test_in_a_list_rows_are_walked_ranged_and_taken_out_by_keys(kept):
    make_list(kept, "Walked", [0, 1, 0])
    rows = kept.locator("#rows .row")
    reach(kept, rows.first.locator("[data-more]"))
    kept.keyboard.press("x")
    for _step in range(2):
        kept.keyboard.press("ArrowDown")
    assert has_focus(rows.last.locator("[data-more]"))
    stays_seen(kept)
    kept.keyboard.press("Shift+x")
    expect(count(kept)).to_have_text("3")
    kept.keyboard.press("ArrowUp")
    kept.keyboard.press("x")
    expect(count(kept)).to_have_text("2")
    press(kept, kept.locator("#many").get_by_role("button", name="Take out of this list"))
    expect(rows).to_have_count(1)
    stays_seen(kept)
    kept.keyboard.press("Control+z")
    expect(rows).to_have_count(3)


def test_covers_are_walked_along_their_columns(kept):
    kept.set_viewport_size({"width": 390, "height": 844})
    kept.goto("/library/?view=grid")
    cards = kept.locator("#rows .card")
    cards.first.locator("[data-play]").focus()
    side_by_side = cards.nth(0).bounding_box()["y"] == cards.nth(1).bounding_box()["y"]
    kept.keyboard.press("ArrowDown")
    assert has_focus(cards.nth(0 if side_by_side else 1).locator("[data-play]"))
    kept.goto("/library/?view=list")


def test_all_that_match_are_counted_first_and_then_changed(kept):
    kept.set_viewport_size({"width": 390, "height": 844})
    kept.goto("/library/?view=list&q=night")
    press(kept, kept.get_by_role("button", name="Select", exact=True))
    press(kept, kept.get_by_label("Select all 2 songs of this list"), "Space")
    expect(count(kept)).to_have_text("2")
    bar = kept.locator("#many")
    with kept.expect_request("**/library/bulk/") as sent:
        press(kept, bar.get_by_role("button", name="Favourite", exact=True))
    assert "tracks=" not in sent.value.post_data and "count=2" in sent.value.post_data
    expect(kept.get_by_text("2 songs are favourites now.")).to_be_visible()
    expect(bar).to_be_hidden()
    expect(kept.locator("#rows .heart[aria-pressed=true]")).to_have_count(2)
    assert kept.evaluate("document.documentElement.scrollWidth") <= 390

    kept.locator("#rows [data-more]").first.focus()
    kept.keyboard.press("Control+a")
    expect(bar.get_by_role("button", name="Favourite", exact=True)).to_be_hidden()
    press(kept, bar.get_by_role("button", name="No favourite any more"))
    expect(kept.get_by_text("2 songs are no favourites now.")).to_be_visible()
    expect(kept.locator("#rows .heart[aria-pressed=true]")).to_have_count(0)
    expect(bar.get_by_role("button", name="No favourite any more")).to_be_hidden()


def test_one_that_is_unticked_ends_the_choice_of_all(kept):
    kept.goto("/library/?view=list")
    kept.get_by_role("button", name="Select", exact=True).click()
    kept.locator("[data-pick-all]").check()
    expect(count(kept)).to_have_text("2")
    kept.locator("#rows .pick").first.uncheck()
    expect(kept.locator("[data-pick-all]")).not_to_be_checked()
    expect(count(kept)).to_have_text("1")
    kept.keyboard.press("Escape")
    expect(kept.locator("#many")).to_be_hidden()


def test_a_project_s_songs_are_changed_there_and_come_back_with_it(kept):
    kept.goto("/projects/")
    kept.get_by_label("Name").fill("Harbour record")
    kept.get_by_role("button", name="Make it").click()
    expect(kept.locator("h1")).to_have_text("Harbour record")
    project = kept.url
    kept.goto("/library/?view=list")
    kept.locator("#rows [data-more]").first.focus()
    kept.keyboard.press("Control+a")
    bar = kept.locator("#many")
    press(kept, bar.locator("summary[title=Project]"))
    kept.locator("#many-project").select_option(label="Harbour record")
    press(kept, bar.get_by_role("button", name="Move", exact=True))
    expect(kept.get_by_text("2 songs are moved.")).to_be_visible()

    kept.goto(project)
    rows = kept.locator("#rows .row")
    expect(rows).to_have_count(2)
    reach(kept, rows.first.locator("[data-more]"))
    kept.keyboard.press("x")
    press(kept, bar.get_by_role("button", name="Move to trash"))
    expect(rows).to_have_count(1)
    kept.keyboard.press("Control+z")
    expect(rows).to_have_count(2)

    press(kept, kept.locator("summary", has_text="Delete…"))
    press(kept, kept.get_by_role("button", name="Delete project"))
    expect(kept.get_by_text("Its songs are in your library.")).to_be_visible()
    kept.keyboard.press("Control+z")
    link = kept.locator(".list-row", has_text="Harbour record")
    expect(link).to_contain_text("2 songs")
    stays_seen(kept)
