"""Many songs at once, with keys alone and by fingers; stars and tags that are kept while one goes on."""

from playwright.sync_api import expect

from tests.browser.conftest import sign_up
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
