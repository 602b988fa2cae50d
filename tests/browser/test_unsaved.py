"""What is nowhere but in a page is not lost by a click on something else."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_up


@pytest.fixture
def writer(open_page):
    page = open_page(viewport={"width": 1280, "height": 900})
    sign_up(page)
    return page


def click_away(page):
    page.get_by_role("link", name="Library").first.click()


def leave_all_the_same(page):
    page.get_by_role("button", name="Leave all the same").click()
    page.wait_for_url("**/library/")


def test_words_that_are_not_saved_stay_until_one_says_so(writer):
    page = writer
    page.goto("/lyrics/write/")
    page.get_by_label("Title").press_sequentially("Night bus")
    click_away(page)
    expect(page.get_by_text("Something here is not kept yet")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Night bus")
    leave_all_the_same(page)


def test_a_recording_that_is_not_kept_stays_until_one_says_so(writer):
    page = writer
    page.goto("/personas/voice/")
    page.get_by_role("button", name="Record", exact=True).press("Enter")
    page.get_by_role("button", name="Stop", exact=True).wait_for()
    page.wait_for_timeout(1000)
    page.keyboard.press("Enter")
    keep = page.get_by_role("button", name="Keep")
    keep.wait_for()
    click_away(page)
    expect(page.get_by_text("Something here is not kept yet")).to_be_visible()
    expect(keep).to_be_visible()
    leave_all_the_same(page)


def test_what_was_saved_or_never_touched_is_left_at_once(writer):
    page = writer
    page.goto("/lyrics/write/")
    click_away(page)
    page.wait_for_url("**/library/")
    page.goto("/lyrics/write/")
    page.get_by_label("Title").press_sequentially("Night bus")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    click_away(page)
    page.wait_for_url("**/library/")


def test_the_undo_of_an_improved_style_outlives_a_form_that_comes_back(writer):
    page = writer
    page.goto("/create/generate/?custom_mode=on")
    style = page.locator("[data-improve]").first
    field = page.locator(f"#{style.get_attribute('data-improve')}")
    field.fill("slow synth-pop")
    style.locator("[data-improve-do]").click()
    undo = style.locator("[data-improve-undo]")
    expect(undo).to_be_visible(timeout=60_000)
    page.locator("#paid-form [name=title]").evaluate("field => { field.value = 'x'.repeat(300); }")
    page.locator("#paid-form .btn-main").click()
    expect(page.locator("#paid-form .error:visible, #paid-form .note-bad:visible").first).to_be_visible()
    expect(undo).to_be_visible()
    undo.click()
    expect(field).to_have_value("slow synth-pop")
