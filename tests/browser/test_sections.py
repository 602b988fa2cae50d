"""Words that follow the song, and a part of it made anew: by keys, by hand, and by its lines."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_up
from tests.browser.songs import LYRICS, done, make_song
from tests.real.parts import wait_for


def time_words(page, song):
    page.goto(song)
    page.locator("main").get_by_role("link", name="Let the words follow").click()
    page.get_by_role("button", name="Time the words").click()
    done(page, "lines follow the song")
    page.goto(song)


@pytest.fixture(scope="module")
def made(studio, chromium):
    """A person signed in, with a song of a minute whose words are timed: (what the browser keeps, its address)."""
    context = chromium.new_context(base_url=studio.url)
    page = context.new_page()
    sign_up(page)
    address = make_song(page)
    time_words(page, address)
    yield context.storage_state(), address
    context.close()


@pytest.fixture
def open_song(open_page, made):
    """`open_song(**context options)`: a window at the song's page."""

    def open_one(**options):
        page = open_page(storage_state=made[0], **options)
        page.goto(made[1])
        return page

    return open_one


@pytest.fixture
def page(open_song):
    return open_song()


@pytest.fixture
def song(made):
    return made[1]


def seconds(page):
    return page.locator("#audio").evaluate("audio => audio.currentTime")


def moments(page):
    return [page.locator(f"[name=infill_{end}_s]").input_value() for end in ("start", "end")]


def begun(page):
    """How many of the song's lines have begun by now."""
    starts = page.locator("#lyrics button").evaluate_all(
        "lines => lines.map(line => Number(line.dataset.from))"
    )
    return sum(start <= seconds(page) + 0.05 for start in starts)


def pause(page):
    page.locator("#player [data-do=toggle]").click()
    wait_for("a pause", lambda: page.locator("#audio").evaluate("audio => audio.paused"))


def test_the_words_follow_the_song_and_a_line_jumps_there(page):
    lines = page.locator("#lyrics button")
    lines.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(lines.nth(2)).to_be_focused()
    page.keyboard.press("Enter")
    begins = float(lines.nth(2).get_attribute("data-from"))
    wait_for("the line's moment", lambda: seconds(page) >= begins)
    expect(lines.nth(1)).to_have_class("past")
    expect(lines.nth(2)).to_have_class("past", timeout=30_000)  # the song has gone on to the next
    pause(page)
    expect(lines.nth(begun(page) - 1)).to_have_attribute("aria-current", "true")
    expect(page.locator("#lyrics [data-now]")).to_have_count(1)

    page.locator("#player [data-panel=lyrics]").click()
    current = page.locator("#lyrics [aria-current]").inner_text()
    expect(page.locator("#panel-lyrics [aria-current]")).to_have_text(current)
    page.locator("#panel-lyrics button").first.click()
    wait_for("the first line's moment", lambda: seconds(page) < begins)
    expect(lines.nth(2)).not_to_have_class("past")


def lines_on_the_wave(page, kind):
    lines = page.locator(f"[data-song-page] svg.wave[data-head] line.{kind}")
    expect(lines.first).to_be_attached()
    return lines.evaluate_all("all => all.map(line => parseFloat(line.getAttribute('x1')))")


@pytest.mark.parametrize("width", [1440, 390])
def test_the_waveform_has_a_line_for_each_that_is_sung_and_the_names_of_parts(open_song, width):
    page = open_song(viewport={"width": width, "height": 844})
    length = float(page.locator("[data-song-page]").get_attribute("data-length"))
    begins = page.locator("#lyrics button[data-from]").evaluate_all(
        "lines => lines.map(line => Number(line.dataset.from))"
    )
    parts = page.locator("#lyrics h3").evaluate_all(
        "all => all.map(({ textContent, nextElementSibling }) => [textContent, Number(nextElementSibling.dataset.from)])"
    )
    assert len(begins) > 3
    assert lines_on_the_wave(page, "tick") == pytest.approx([100 * at / length for at in begins], abs=0.01)
    assert lines_on_the_wave(page, "mark") == pytest.approx(
        [100 * at / length for _name, at in parts], abs=0.01
    )
    expect(page.locator("svg.wave[data-head] text")).to_have_text([name for name, _at in parts])
    box = page.locator("svg.wave[data-head]").bounding_box()
    label = page.locator("svg.wave[data-head] text").last.bounding_box()
    assert box["x"] <= label["x"]
    assert label["x"] + label["width"] <= width


def test_the_words_are_saved_as_files(page):
    page.get_by_text("Save the words").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="LRC, word by word").click()
    assert download.value.suggested_filename == "Night bus.enhanced.lrc"


def test_a_part_is_chosen_by_keys_and_its_rule_is_shown(page):
    page.locator("main").get_by_role("link", name="Replace a part").click()
    page.wait_for_url("**/replace-section/")
    page.wait_for_load_state("networkidle")  # the page's own script comes with it
    start, end = page.get_by_label("Where the new part begins"), page.get_by_label("Where the new part ends")
    before = moments(page)
    start.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert moments(page) != before
    assert moments(page)[1] == before[1]
    page.keyboard.press("Home")
    assert moments(page)[0] == "0:00"
    expect(page.locator("[data-rule=most]")).to_have_attribute("data-is", "met")
    end.focus()
    page.keyboard.press("Home")
    assert moments(page) == ["0:00", "0:10"]
    expect(page.locator("[data-part-length]")).to_have_text("10 s")
    page.locator("[name=infill_end_s]").fill("0:09.5")
    expect(page.locator("[data-rule=least]")).to_have_attribute("data-is", "broken")
    page.get_by_role("button", name="Replace").click()
    expect(page.locator("#main")).to_contain_text("The new part has to be at least 10 s long.")


def drag(page, stage, share, to):
    box = stage.bounding_box()
    y = box["y"] + box["height"] * 0.7
    page.mouse.move(box["x"] + box["width"] * share, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * to, y, steps=5)
    page.mouse.up()


def test_a_part_is_dragged_and_never_gets_too_short_or_too_long(page, song):
    page.goto(f"{song}replace-section/")
    stage = page.locator("[data-part-stage]")
    page.locator("[name=infill_start_s]").fill("0:20")
    page.locator("[name=infill_end_s]").fill("0:40")
    whole = float(page.locator("[data-part]").get_attribute("data-end"))
    drag(page, stage, 40 / whole, 50 / whole)
    assert moments(page)[0] == "0:20"
    assert moments(page)[1] in ("0:49.9", "0:50", "0:50.1")
    drag(page, stage, 35 / whole, 32 / whole)  # between the handles: the whole part
    length = page.locator("[data-part-length]").inner_text()
    assert 29.8 <= float(length.split()[0]) <= 30.2
    drag(page, stage, 47 / whole, 5 / whole)  # the end, past the beginning: it carries it along
    expect(page.locator("[data-part-length]")).to_have_text("10 s")
    assert moments(page) == ["0:00", "0:10"]


def test_a_part_is_chosen_by_its_lines_and_its_new_words_take_their_place(page, song):
    page.goto(f"{song}replace-section/")
    lines = page.locator("[data-part-lines] button")
    lines.nth(1).click()
    lines.nth(2).click()
    expect(lines.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(lines.nth(2)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[name=prompt]")).to_have_value(
        "He dims the light and lets me sleep\nA hundred lamps go by like vowels"
    )
    page.locator("[name=prompt]").fill("Nothing left but sea")
    expect(page.locator("[name=full_lyrics]")).to_have_value(
        LYRICS.replace(
            "He dims the light and lets me sleep\nA hundred lamps go by like vowels", "Nothing left but sea"
        )
    )
    expect(page.locator(".changes ins")).to_have_text("Nothing left but sea")
    expect(page.locator(".changes del")).to_have_count(2)
    page.locator("[name=title]").fill("Night bus, by the sea")
    page.get_by_role("button", name="Replace").click()
    done(page, "Night bus, by the sea")


def test_without_a_script_the_fields_alone_choose_the_part(open_song, song):
    plain = open_song(java_script_enabled=False)
    plain.goto(f"{song}replace-section/")
    plain.locator("[name=infill_start_s]").fill("0:10")
    plain.locator("[name=infill_end_s]").fill("0:12")
    plain.locator("[name=prompt]").fill("la")
    plain.locator("[name=full_lyrics]").fill(f"{LYRICS}\nla")
    plain.get_by_role("button", name="Replace").click()
    expect(plain.locator("#main")).to_contain_text("at least 10 s long")
    expect(plain.locator(".changes ins")).to_have_text("la")
    plain.locator("[name=infill_end_s]").fill("0:30")
    plain.get_by_role("button", name="Replace").click()
    plain.wait_for_url("**/jobs/**")
