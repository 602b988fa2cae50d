"""The main job: sign up, generate, listen, extend, and find the song on disk, with the worker killed on the way."""

import os
import signal

from playwright.sync_api import expect

from tests.browser.conftest import sign_up
from tests.real.parts import wait_for


def seconds(page):
    return page.locator("#audio").evaluate("audio => audio.paused ? -1 : audio.currentTime")


def plays(page):
    """The sound really advances."""
    start = wait_for("sound", lambda: max(seconds(page), 0))
    return wait_for("the sound advances", lambda: seconds(page) > start + 0.5)


def finished_take(card):
    expect(card).to_have_attribute("data-state", "done", timeout=60_000)
    return card.locator(".take [data-play]").first


def takes_on_disk(studio, title):
    return list((studio.folder / "media").glob(f"*/{title}-*/*.mp3"))


def generate(page, idea):
    page.goto("/create/generate/")
    page.get_by_label("What should it be?").fill(idea)
    page.get_by_role("button", name="Generate").click()
    return page.locator("#results .job").first


def fill_in_extend(page, title):
    page.locator("main").get_by_role("link", name="Extend from").first.click()
    page.wait_for_url("**/extend/")
    page.locator("[name=continue_at]").fill("0:12.5")
    page.locator("[name=prompt]").fill("[Outro]\nNothing left but sea")
    page.locator("[name=title]").fill(title)


def test_from_sign_up_to_an_extended_song_on_disk(page, studio):
    sign_up(page)
    card = generate(page, "A slow waltz about the last ferry")
    expect(card).to_contain_text("A slow waltz about the last ferry")
    expect(page.get_by_label("What should it be?")).to_have_value("A slow waltz about the last ferry")
    finished_take(card).click()
    assert plays(page)

    page.locator("[data-song-link]").first.click()
    page.wait_for_url("**/tracks/**")
    assert plays(page)
    fill_in_extend(page, title="The last ferry, longer")
    for worker in studio.pids("rqworker calls"):
        os.kill(worker, signal.SIGKILL)
    page.get_by_role("button", name="Extend").click()
    finished_take(page.locator("#results .job").first).click()
    expect(page.locator("#player")).to_contain_text("The last ferry, longer")
    assert plays(page)

    wait_for("both takes on disk", lambda: len(takes_on_disk(studio, "The last ferry, longer")) == 2)
    tasks = [task for task in studio.sandbox()["tasks"] if "The last ferry, longer" in str(task["param"])]
    assert len(tasks) == 1


def test_navigation_back_and_forward_do_not_stop_the_music_and_a_seek_is_heard(page, studio):
    sign_up(page)
    finished_take(generate(page, "Brass and accordion, quick")).click()
    assert plays(page)
    page.locator("#audio").evaluate("audio => { audio.dataset.same = 'yes' }")

    page.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name="Library").click()
    page.wait_for_url("**/library/")
    page.locator(".row-name a").first.click()
    page.wait_for_url("**/tracks/**")
    page.go_back()
    page.wait_for_url("**/library/")
    page.go_back()
    page.go_forward()
    assert plays(page)
    assert page.locator("#audio").get_attribute("data-same") == "yes"

    seek = page.locator("#player [data-seek]")
    seek.focus()
    before = seconds(page)
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    wait_for("the seek is heard", lambda: page.locator("#audio").evaluate("a => a.currentTime") > before + 5)


def test_the_balance_follows_a_song_and_the_focus_stays_on_the_button(page):
    sign_up(page)
    page.goto("/create/generate/")
    page.get_by_label("What should it be?").fill("A song that costs twelve credits")
    button = page.get_by_role("button", name="Generate")
    button.focus()
    page.keyboard.press("Enter")
    card = page.locator("#results .job").first
    expect(card).to_be_visible()
    expect(button).to_be_focused()
    before = page.locator(".rail [data-balance]").inner_text()
    finished_take(card)
    expect(page.locator(".rail [data-balance]")).not_to_have_text(before, timeout=15_000)


def test_the_count_follows_the_trash_and_control_z_takes_it_back(page):
    sign_up(page)
    finished_take(generate(page, "Two takes to throw away"))
    page.goto("/library/")
    count = page.locator("#count")
    before = count.inner_text()
    page.locator(".row [data-more]").first.click()
    page.get_by_role("button", name="Move to trash").click()
    expect(count).not_to_have_text(before)
    page.keyboard.press("Control+z")
    expect(count).to_have_text(before)
    expect(page.locator(".row")).to_have_count(int(before.split()[0]))


def test_a_double_click_on_the_paid_button_is_one_job(page, studio):
    sign_up(page)
    page.goto("/create/generate/")
    page.get_by_label("What should it be?").fill("Clicked twice in a hurry")
    page.get_by_role("button", name="Generate").dblclick()
    finished_take(page.locator("#results .job").first)
    tasks = [task for task in studio.sandbox()["tasks"] if "Clicked twice in a hurry" in str(task["param"])]
    assert len(tasks) == 1


def test_without_javascript_songs_are_made_and_extended_all_the_same(open_page, studio):
    page = open_page(java_script_enabled=False)
    sign_up(page)
    generate(page, "No scripts here")
    page.wait_for_url("**/jobs/**")

    def done():
        page.reload()
        return page.locator('[data-state="done"]').count()

    wait_for("the song is made", done)
    page.goto("/library/")
    page.locator(".row-name a").first.click()
    page.locator("main").get_by_role("link", name="Extend from here").first.click()
    page.locator("[name=continue_at]").fill("900")
    page.get_by_role("button", name="Extend").click()
    expect(page.locator("#main")).to_contain_text("before the end of the song")
    page.locator("[name=continue_at]").fill("5")
    page.locator("[name=prompt]").fill("la")
    page.get_by_role("button", name="Extend").click()
    page.wait_for_url("**/jobs/**")
    wait_for("the extension is made", done)


def test_an_error_loses_nothing_that_was_typed(page):
    sign_up(page)
    page.goto("/create/generate/")
    page.locator("label", has_text="Custom").click()
    page.locator("[name=lyrics]").fill("[Verse]\nla la 海 🎷")
    page.locator("[name=title]").fill("x" * 81)
    page.locator("[name=style]").fill("waltz")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#main")).to_contain_text("81 of 80 characters. Take out 1 to go on.")
    expect(page.locator("[name=lyrics]")).to_have_value("[Verse]\nla la 海 🎷")
    expect(page.locator("[name=title]")).to_have_value("x" * 81)
