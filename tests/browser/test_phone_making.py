"""What a person makes with a thumb on a phone: a mix of stems, times of words, recipes, and takes in a grid."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in_as_demo
from tests.browser.songs import done
from tests.browser.test_phone import PHONE, button, fits, plays, tap
from tests.browser.test_sections import time_words
from tests.real.parts import wait_for


@pytest.fixture
def page(open_page, kept_song):
    page = open_page(storage_state=kept_song[0], **PHONE)
    yield page
    fits(page)


@pytest.fixture
def song(kept_song):
    return kept_song[1]


def slide(target, share):
    """A fader, to this share of its way; it is as high as a thumb wants."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box["height"] >= 24, box
    target.tap(position={"x": box["width"] * share, "y": box["height"] / 2})


def test_stems_are_ordered_mixed_and_taken_to_a_daw(page, song):
    page.goto(f"{song}stems/")
    tap(page.get_by_role("button", name="Take apart"))
    done(page, "Stems")
    wait_for(
        "both on the disk", lambda: page.goto(f"{song}mixer/") and page.locator("[data-stem]").count() == 2
    )
    toggle = page.locator("[data-mix=toggle]")
    expect(toggle).to_be_enabled()
    fits(page)
    tap(toggle)
    expect(page.locator("[data-mix-now]")).not_to_have_text("0:00", timeout=30_000)
    first, second = page.locator("[data-stem]").all()
    tap(first.locator("[data-solo]"))
    expect(second).to_have_class("mix-stem is-silent")
    tap(first.locator("[data-solo]"))
    tap(second.locator("[data-mute]"))
    expect(second).to_have_class("mix-stem is-silent")
    slide(first.locator("[data-level]"), 0.4)
    assert 0.3 < float(first.locator("[data-level]").input_value()) < 0.7
    slide(first.locator("[data-pan]"), 0.1)
    assert float(first.locator("[data-pan]").input_value()) < -0.5
    slide(page.locator("[data-master]"), 0.6)
    slide(page.locator("[data-mix-at]"), 0.5)
    expect(page.locator("[data-mix-now]")).to_have_text(re.compile("0:[23]"))
    tap(button(page, "As it was"))
    expect(first.locator("[data-level]")).to_have_value("1")
    tap(toggle)
    with page.expect_download() as download:
        tap(page.get_by_role("link", name="Take it to a DAW"))
    assert download.value.suggested_filename.endswith(".zip")


def test_lines_are_timed_by_tapping_along(page, song):
    time_words(page, song)
    page.goto(f"{song}words/edit/")
    beat, rows = page.locator("[data-tap]"), page.locator(".tap")
    was = rows.first.locator("[data-time]").input_value()
    tap(beat)
    plays(page)
    wait_for("a little of it", lambda: page.locator("#audio").evaluate("audio => audio.currentTime > 0.5"))
    tap(beat)
    expect(rows.nth(1)).to_have_attribute("aria-current", "step")
    expect(rows.first.locator("[data-time]")).not_to_have_value(was)
    expect(rows.nth(1)).to_be_in_viewport()
    expect(beat).to_be_in_viewport(ratio=1)
    fits(page)
    tap(button(page, "One back"))
    expect(rows.first).to_have_attribute("aria-current", "step")
    tap(page.locator(".taps-bar label", has_text="Words"))
    tap(rows.nth(2).locator("[data-hear]"))
    rows.first.locator("[data-line]").fill("The captain knows my stop by now")
    tap(button(page, "Save"))
    page.wait_for_url("**/words/")
    expect(page.locator("#lyrics button").first).to_have_text("The captain knows my stop by now")


def test_a_recipe_is_kept_edited_shared_and_used_by_another(page, song, open_page):
    page.goto(song)
    tap(page.get_by_role("link", name="Save as a recipe"))
    page.get_by_label("Name", exact=True).fill("Night buses")
    tap(button(page, "Save"))
    page.wait_for_url("**/recipes/*-*/")
    fits(page)
    tap(page.locator("#main").get_by_role("link", name="Edit", exact=True))
    page.get_by_label("Note").fill("For the last line home")
    tap(button(page, "Save"))
    tap(button(page, "Share on this server"))
    expect(page.locator(".badge")).to_have_text("shared on this server")
    fits(page)
    other = open_page(**PHONE)
    sign_in_as_demo(other)
    other.goto("/recipes/")
    tap(other.get_by_role("link", name="Night buses"))
    fits(other)
    tap(other.get_by_role("link", name="Use it"))
    expect(other.locator("[name=style]")).to_have_value("slow synth-pop")
    fits(other)


def test_a_grid_of_takes_is_ordered_and_heard(page, song):
    page.goto(song)
    tap(page.get_by_role("link", name="Several takes that differ"))
    page.locator("#rows").select_option("title")
    page.locator("[name=title-values]").fill("Night bus\nMorning bus")
    tap(button(page, "See the takes and the price"))
    fits(page)
    tap(page.get_by_role("button", name=re.compile("Order 2 takes")))
    page.wait_for_url(re.compile(r"/grids/[\w-]{36}/"))
    expect(page.locator('[data-cell][data-state="done"]')).to_have_count(2, timeout=90_000)
    fits(page)
    tap(page.locator(".grid-take [data-play]").first)
    plays(page)
    tap(page.locator(".grid-take [data-play]").last)
    tap(page.locator(".grid-take .grid-name").last)
    page.wait_for_url("**/tracks/**")
