"""Words and styles on the page of a song: improved, written and taken in place, nothing lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_up

IMPROVE = re.compile("^Improve ?: Style")
CUSTOM = "/create/generate/?custom_mode=on"


@pytest.fixture
def page(open_page):
    page = open_page()
    sign_up(page)
    page.goto(CUSTOM)
    return page


def said(page, name="style"):
    return page.locator(f"[data-improve=id_{name}] [role=status]")


def test_a_style_is_improved_and_brought_back_by_keys_alone(page):
    style = page.get_by_label("Style", exact=True)
    style.fill("slow synth-pop")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=IMPROVE)).to_be_focused()
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("Improved.", timeout=30_000)
    assert style.input_value().startswith("slow synth-pop, ")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(style).to_have_value("slow synth-pop")
    expect(style).to_be_focused()
    expect(said(page)).to_have_text("Your own words are back.")


def test_a_better_style_is_cut_at_a_word_to_what_the_version_takes(page):
    page.locator(".older > summary").click()
    page.locator(".older label").filter(has=page.locator("input[value=V4]")).click()
    long = "a waltz " * 24
    page.get_by_label("Style", exact=True).fill(long)
    page.get_by_role("button", name=IMPROVE).click()
    expect(said(page)).to_contain_text("cut to the 200 characters", timeout=30_000)
    text = page.get_by_label("Style", exact=True).input_value()
    assert 150 < len(text) <= 200
    assert not text.endswith((" ", ","))


def test_nothing_to_improve_is_said_and_costs_nothing(page):
    page.get_by_role("button", name=IMPROVE).click()
    expect(said(page)).to_have_text("Write a few words about the style first.")
    expect(page.get_by_label("Style", exact=True)).to_be_focused()


def test_a_refusal_stands_beside_the_field_and_leaves_it_alone(page):
    style = page.get_by_label("Style", exact=True)
    style.fill("waltz [[fault: refuse 402]]")
    page.get_by_role("button", name=IMPROVE).click()
    expect(said(page)).to_contain_text("credits", timeout=30_000)
    expect(style).to_have_value("waltz [[fault: refuse 402]]")


def test_an_answer_that_is_none_is_said_and_the_same_press_again_is_the_same_order(page):
    style = page.get_by_label("Style", exact=True)
    style.fill("brass band")
    keys = []

    def lose(route):
        keys.append(route.request.post_data)
        route.fulfill(body="<p>half an ans") if len(keys) == 1 else route.continue_()

    page.route("**/create/style-boost/", lose)
    page.get_by_role("button", name=IMPROVE).click()
    expect(said(page)).to_contain_text("did not work")
    page.get_by_role("button", name=IMPROVE).click()
    expect(said(page)).to_have_text("Improved.", timeout=30_000)
    assert keys[0] == keys[1]


def test_lyrics_are_written_and_taken_without_leaving_the_form(page):
    page.get_by_label("Style", exact=True).fill("slow synth-pop")
    page.get_by_role("button", name="Write lyrics for me").click()
    page.keyboard.type("The last bus home")
    page.keyboard.press("Enter")
    first = page.locator("#results .draft").first
    expect(first).to_be_visible(timeout=30_000)
    first.get_by_role("link", name="Use in a song").click()
    expect(page.locator("#id_lyrics")).to_have_value(first.locator(".draft-words").inner_text())
    expect(page.get_by_label("Style", exact=True)).to_have_value("slow synth-pop")
    assert page.url.endswith(CUSTOM)
    page.locator("[data-for-me-undo]").click()
    expect(page.locator("#id_lyrics")).to_have_value("")


def test_without_a_script_the_button_is_a_page_with_the_text_in_it(open_page):
    page = open_page(java_script_enabled=False)
    sign_up(page)
    page.goto(f"{CUSTOM}&style=brass+band")
    page.get_by_role("link", name=IMPROVE).click()
    page.wait_for_url("**/create/style-boost/**")
    expect(page.locator("#id_content")).to_have_value("brass band")
    page.locator(".create-foot button").click()
    page.wait_for_url("**/jobs/**")


def test_a_draft_is_thrown_away_and_brought_back(page):
    page.goto("/lyrics/write/")
    page.get_by_label("Title").fill("My bus")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/lyrics/*-*/")
    page.get_by_role("button", name="Move to trash").click()
    expect(page.get_by_text("This draft is in the trash.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("This draft is in the trash.")).to_have_count(0)
    heart = page.get_by_role("button", name="Keep: My bus")
    expect(heart).to_have_attribute("aria-pressed", "true")
    heart.press("Enter")
    expect(heart).to_have_attribute("aria-pressed", "false")
    expect(heart).to_be_focused()
    page.get_by_role("button", name="Save and use in a song").click()
    page.wait_for_url("**/create/generate/**")
    expect(page.locator("#id_title")).to_have_value("My bus")
