"""A person's own audio under someone's hands: chosen, dropped, cut off, gone on with, and sung into a microphone."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_up
from tests.media.sounds import mp3, tone, wav
from tests.real.parts import wait_for

ARRIVAL = re.compile(r"/uploads/arrivals/[0-9a-f-]+/$")


@pytest.fixture
def uploads(page):
    sign_up(page)
    page.goto("/uploads/")
    return page


@pytest.fixture
def long_file(tmp_path):
    """Large enough for several pieces."""
    path = tmp_path / "A long evening.wav"
    path.write_bytes(wav(tone(90), 1))
    return path


def rows(page):
    return page.locator("#rows .row")


def choose(page, *files):
    page.locator("#files").set_input_files(list(files))


def given(name, content):
    return {"name": name, "mimeType": "audio/mpeg", "buffer": content}


def test_several_files_are_kept_and_play_and_what_is_refused_says_why(uploads):
    page = uploads
    choose(
        page,
        given("hum.mp3", mp3(tone(4))),
        given("page.mp3", b"<html>no</html>" * 50),
        given("beat.wav", wav(tone(3))),
    )
    expect(rows(page)).to_have_count(2, timeout=30_000)
    expect(page.locator("#sending .arrival")).to_have_count(1)
    expect(page.locator("#sending .error")).to_contain_text("This is a web page")
    page.locator("#sending [data-stop]").click()
    expect(page.locator("#sending .arrival")).to_have_count(0)
    rows(page).first.locator("[data-play]").click()
    wait_for(
        "it plays", lambda: page.locator("#audio").evaluate("audio => !audio.paused && audio.currentTime > 0")
    )
    page.reload()
    expect(rows(page)).to_have_count(2)
    expect(page.locator(".arrival")).to_have_count(0)


def test_the_same_file_again_leads_to_the_first(uploads):
    page = uploads
    choose(page, given("hum.mp3", mp3(tone(4))))
    expect(rows(page)).to_have_count(1, timeout=30_000)
    choose(page, given("again.mp3", mp3(tone(4))))
    expect(page.locator("#sending")).to_contain_text("You have this file already: “hum”.", timeout=30_000)
    page.get_by_role("link", name="Open").click()
    expect(page.locator("h1")).to_have_text("hum")


def test_a_cut_line_is_waited_for_and_nothing_is_sent_twice(uploads, long_file):
    page, offsets, cuts = uploads, [], iter([False, True, True])

    def cut(route):
        if route.request.method == "PUT":
            offsets.append(int(route.request.headers["upload-offset"]))
            if next(cuts, False):
                return route.abort("connectionreset")
        return route.continue_()

    page.route(ARRIVAL, cut)
    choose(page, long_file)
    expect(page.locator("#sending")).to_contain_text("goes on by itself")
    expect(rows(page)).to_have_count(1, timeout=60_000)
    assert offsets[0] == 0
    assert all(offset > 0 for offset in offsets[1:])
    assert offsets[1] == offsets[2] == offsets[3]


def test_after_a_reload_the_same_file_goes_on_where_it_was(uploads, long_file):
    page, held = uploads, []

    def hold(route):
        if route.request.headers.get("upload-offset", "0") == "0":
            return route.continue_()
        return held.append(route)

    page.route(ARRIVAL, hold)
    choose(page, long_file)
    wait_for("a piece is held up", lambda: held or page.wait_for_timeout(100))
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#arrivals")).to_contain_text("Cut off at 13 %")
    page.unroute(ARRIVAL)
    sent = []
    page.on(
        "request", lambda request: request.method == "PUT" and sent.append(request.headers["upload-offset"])
    )
    choose(page, long_file)
    expect(rows(page)).to_have_count(1, timeout=60_000)
    assert sent[0] == "524288"
    expect(page.locator("#arrivals .arrival")).to_have_count(0)


def test_the_sending_goes_on_while_one_looks_at_other_pages(uploads, long_file):
    page = uploads
    choose(page, long_file)
    page.get_by_role("link", name="Jobs").first.click()
    page.wait_for_url("**/jobs/")
    page.get_by_role("link", name="Uploads").first.click()
    expect(rows(page)).to_have_count(1, timeout=60_000)


def test_files_can_be_dropped_anywhere_on_the_page(uploads):
    page = uploads
    page.evaluate(
        """bytes => {
          const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(bytes)], "dropped.mp3"));
          for (const name of ["dragenter", "dragover", "drop"])
            document.querySelector("h1").dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: carried }));
        }""",
        list(mp3(tone(2))),
    )
    expect(rows(page)).to_have_count(1, timeout=30_000)
    expect(rows(page)).to_contain_text("dropped")


def test_a_recording_is_listened_to_discarded_and_made_again(uploads):
    page = uploads
    recorder = page.locator("[data-recorder]")
    recorder.get_by_role("button", name="Record").click()
    expect(recorder.get_by_role("button", name="Stop")).to_be_focused()
    wait_for(
        "two seconds",
        lambda: recorder.locator("[data-recorder-time]").inner_text() >= "0:02" or page.wait_for_timeout(100),
    )
    page.keyboard.press("Enter")
    expect(recorder.get_by_role("button", name="Listen")).to_be_focused()
    page.keyboard.press("Enter")
    wait_for(
        "it is heard", lambda: recorder.locator(".played").get_attribute("d") or page.wait_for_timeout(100)
    )
    recorder.get_by_role("button", name="Discard").click()
    expect(recorder.locator("[data-recorder-time]")).to_have_text("0:00")
    recorder.get_by_role("button", name="Record").click()
    wait_for(
        "a second",
        lambda: recorder.locator("[data-recorder-time]").inner_text() >= "0:01" or page.wait_for_timeout(100),
    )
    recorder.get_by_role("button", name="Stop").click()
    recorder.get_by_role("button", name="Keep").click()
    expect(rows(page)).to_have_count(1, timeout=30_000)
    expect(rows(page)).to_contain_text("Recording")
    expect(rows(page)).to_contain_text("MP3")


def test_it_works_without_a_script(open_page):
    page = open_page(java_script_enabled=False)
    sign_up(page)
    page.goto("/uploads/")
    choose(page, given("hum.mp3", mp3(tone(4))))
    page.get_by_role("button", name="Upload").click()

    def is_there():
        page.goto("/uploads/")
        return rows(page).count() == 1 or page.wait_for_timeout(300)

    wait_for("the upload", is_there)
    rows(page).get_by_role("link", name="hum").first.click()
    expect(page.locator("h1")).to_have_text("hum")


@pytest.mark.parametrize("width", [360, 390, 1440])
def test_nothing_is_cut_off_at_the_side(open_page, width):
    page = open_page(viewport={"width": width, "height": 844})
    sign_up(page)
    page.goto("/uploads/")
    choose(
        page, given("A very long name of a file that somebody brought along from elsewhere.mp3", mp3(tone(4)))
    )
    expect(rows(page)).to_have_count(1, timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    rows(page).locator("a").first.click()
    expect(page.locator("h1")).to_contain_text("A very long name")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_folder_and_a_zip_become_songs(page, tmp_path):
    (tmp_path / "Sea").mkdir()
    (tmp_path / "Sea" / "ferry.mp3").write_bytes(mp3(tone(3)))
    (tmp_path / "Sea" / "cover.txt").write_text("no sound")
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        archive.writestr("night.mp3", mp3(tone(2)))
        archive.writestr("broken.mp3", b"<html>no</html>" * 50)
    sign_up(page)
    page.get_by_role("link", name="Bring them here").click()
    page.locator("#folder").set_input_files(tmp_path / "Sea")
    expect(page.locator("#sending .arrival")).to_have_count(0, timeout=30_000)
    page.locator("#files").set_input_files(tmp_path / "more.zip")
    told = page.locator("#arrivals .arrival")
    expect(told).to_contain_text("1 song came · 1 was left out", timeout=30_000)
    expect(told).to_contain_text("This is a web page")
    told.locator("button").click()
    expect(page.locator("#arrivals .arrival")).to_have_count(0)
    page.get_by_role("link", name="What you brought").click()
    expect(rows(page)).to_have_count(2)
    rows(page).first.locator("[data-play]").click()
    wait_for("it plays", lambda: page.locator("#audio").evaluate("audio => audio.currentTime > 0"))
