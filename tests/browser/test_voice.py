"""A persona of a song, and a voice of one's own, recorded by a microphone that beeps; by keys alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_up

MADE = 60_000  # ms in which the sandbox has made anything


@pytest.fixture
def singer(open_page):
    """Somebody with a phone."""
    page = open_page(viewport={"width": 390, "height": 844})
    sign_up(page)
    return page


def sing(page, seconds):
    page.get_by_role("button", name="Record", exact=True).press("Enter")
    page.get_by_role("button", name="Stop", exact=True).wait_for()
    page.wait_for_timeout(seconds * 1000)
    page.keyboard.press("Enter")  # the focus went on to Stop by itself
    page.get_by_role("button", name="Keep").press("Enter")
    expect(page.locator("#recordings :checked")).to_have_count(1, timeout=MADE)


def test_a_voice_is_made_from_a_recording_to_a_song_s_persona_by_keys_alone(singer):
    page = singer
    page.goto("/personas/")
    page.get_by_role("link", name="A voice of your own").press("Enter")
    sing(page, 4)
    page.get_by_role("button", name="Go on with this recording").press("Enter")
    page.get_by_label("Voice to").fill("0:03")
    page.get_by_label("Language of the phrase").select_option("de")
    page.get_by_role("button", name=re.compile("Get the phrase")).press("Enter")
    phrase = page.locator(".phrase")
    expect(phrase).to_have_attribute("lang", "de", timeout=MADE)
    words = phrase.text_content()

    page.goto("/library/")
    page.goto("/personas/voice/")
    page.get_by_role("link", name=re.compile("The phrase waits to be sung")).press("Enter")
    expect(page.locator(".phrase")).to_have_text(words)

    page.get_by_label("Name of the voice").fill("Mine")
    sing(page, 3)
    expect(page.get_by_label("Name of the voice")).to_have_value("Mine")
    page.get_by_role("button", name=re.compile("Make the voice")).press("Enter")
    expect(page.get_by_role("heading", name="“Mine” is ready to sing")).to_be_visible(timeout=MADE)
    page.get_by_role("link", name="Make a song with it").press("Enter")
    expect(page.get_by_label("Persona")).to_contain_text("Mine")
    assert (
        page.get_by_label("Persona").evaluate("select => select.selectedOptions[0].textContent")
        == "Mine · Voice"
    )


def test_another_phrase_takes_the_place_of_the_first(singer):
    page = singer
    page.goto("/personas/voice/")
    sing(page, 2)
    page.get_by_role("button", name="Go on with this recording").click()
    page.get_by_role("button", name=re.compile("Get the phrase")).click()
    page.locator(".phrase").wait_for()
    page.get_by_role("button", name=re.compile("Another phrase")).click()
    expect(page.get_by_role("heading", name="KIE invents your phrase")).to_be_visible()
    expect(page.locator(".phrase")).to_be_visible(timeout=MADE)


def test_a_persona_is_made_of_a_part_of_a_song_by_keys(page):
    sign_up(page)
    page.goto("/create/generate/")
    page.get_by_label("What should it be?").fill("A song with a manner of its own")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#results .job").first).to_have_attribute("data-state", "done", timeout=MADE)
    page.goto("/personas/")
    page.get_by_role("region", name="Make one of a song").get_by_role("link").first.press("Enter")
    end = page.get_by_role("slider", name="Where the voice ends")
    end.focus()
    for _step in range(40):
        page.keyboard.press("Shift+ArrowLeft")
    expect(page.get_by_label("Voice to")).to_have_value("0:10")
    page.get_by_label("Name", exact=True).fill("Harbour")
    page.get_by_label("Description").fill("Hoarse and close")
    page.get_by_role("button", name=re.compile("Make the persona")).press("Enter")
    expect(page.locator("#results .job").first).to_have_attribute("data-state", "done", timeout=MADE)
    page.locator("#paid-form").get_by_role(
        "link"
    ).first.click()  # a link in a paid form is a link like any other
    page.wait_for_url(re.compile("/tracks/[0-9a-f-]+/$"))
    expect(page.locator("#paid-form")).to_have_count(0)
    page.goto("/personas/")
    page.get_by_role("link", name=re.compile("Harbour")).click()
    expect(page.get_by_text("0:00–0:10")).to_be_visible()
