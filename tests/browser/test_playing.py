"""How songs follow each other and how they sound: repeated, next in turn, evened out, by the system's keys, until one
sleeps."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import library_of
from tests.browser.test_further import near_the_end, plays, title
from tests.real.parts import wait_for

# The system's own keys, caught.
KEYS = """
globalThis.system = {};
MediaSession.prototype.setActionHandler = function (name, deed) { system[name] = deed; };
"""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def signed_in(studio, chromium):
    """A person with five songs, all on the disk: what the browser keeps."""
    return library_of(studio, chromium, 3)


@pytest.fixture
def open_list(open_page, signed_in):
    """`open_list(script, **context options)`: a window at three songs in their order, the first one playing."""

    def open_one(script="", **options):
        page = open_page(storage_state=signed_in, **options)
        page.add_init_script(script)
        page.goto("/library/?q=long&sort=title&view=list")
        page.locator(".row [data-play]").first.click()
        plays(page, "Long list 001")
        return page

    return open_one


def audio(page, what):
    return page.locator("#audio").evaluate(f"audio => audio.{what}")


def test_the_system_knows_the_song_and_its_keys_work(open_list):
    page = open_list(KEYS)
    told = page.evaluate(
        "(({ title, artist, album }) => [title, artist, album])(navigator.mediaSession.metadata)"
    )
    assert told == ["Long list 001", "slow synth-pop", "Suno Studio"]
    wait_for("playing", lambda: page.evaluate("navigator.mediaSession.playbackState") == "playing")
    page.evaluate("system.seekto({ seekTime: 12 })")
    wait_for("its twelfth second", lambda: audio(page, "currentTime") >= 12)
    page.evaluate("system.seekbackward({})")
    wait_for("ten seconds before", lambda: audio(page, "currentTime") < 6)
    page.evaluate("system.nexttrack()")
    plays(page, "Long list 002")
    assert page.evaluate("navigator.mediaSession.metadata.title") == "Long list 002"
    page.evaluate("system.pause()")
    wait_for("a pause", lambda: audio(page, "paused"))
    wait_for("paused", lambda: page.evaluate("navigator.mediaSession.playbackState") == "paused")
    page.evaluate("system.previoustrack()")
    plays(page, "Long list 001")
    page.evaluate("system.pause()")
    page.evaluate("system.play()")
    plays(page, "Long list 001")


def test_all_songs_repeat_or_this_one_by_keys(open_list):
    page = open_list()
    page.locator("h1").click()
    repeat = page.locator("[data-do=repeat]").first
    page.keyboard.press("r")
    expect(repeat).to_have_attribute("aria-label", "Repeat: all songs")
    for number in ("002", "003"):
        page.keyboard.press("Shift+ArrowRight")
        plays(page, f"Long list {number}")
    near_the_end(page)
    plays(page, "Long list 001")
    page.keyboard.press("r")
    expect(repeat).to_have_attribute("aria-label", "Repeat: this song")
    near_the_end(page)
    wait_for("its beginning", lambda: audio(page, "currentTime") < 10)
    plays(page, "Long list 001")
    page.reload()
    expect(repeat).to_have_attribute("aria-label", "Repeat: this song")
    page.keyboard.press("r")
    expect(repeat).to_have_attribute("aria-label", "Repeat: off")


def test_on_a_phone_a_song_is_put_next_by_its_menu(open_list):
    page = open_list(**PHONE)
    page.locator(".row", has_text="Long list 003").locator("[data-more]").tap()
    page.get_by_role("button", name="Play next").tap()
    expect(page.locator(".toast")).to_contain_text("It plays next.")
    near_the_end(page)
    plays(page, "Long list 003")
    near_the_end(page)
    plays(page, "Long list 002")


def test_the_music_goes_away_when_the_sleep_timer_is_over(open_page, signed_in):
    page = open_page(storage_state=signed_in)
    page.clock.install()
    page.goto("/library/?q=long&sort=title&view=list")
    page.locator(".row [data-play]").first.click()
    plays(page, "Long list 001")
    page.locator("#player [data-panel=sound]").click()
    timer = page.get_by_label("Sleep timer")
    timer.select_option("15")
    expect(page.locator("[data-sleep-said]")).to_contain_text("Stops in 1")
    page.clock.fast_forward("14:30")
    assert not audio(page, "paused")
    page.clock.fast_forward("00:31")
    before = audio(page, "volume")
    wait_for("softer", lambda: audio(page, "volume") < before or audio(page, "paused"))
    wait_for("silence", lambda: audio(page, "paused"))
    expect(timer).to_have_value("")
    assert title(page) == "Long list 001"
    page.locator("#player [data-do=toggle]").click()
    plays(page)
    assert audio(page, "volume") > 0.1


def test_the_music_stops_at_the_end_of_the_song_when_one_says_so_on_a_phone(open_list):
    page = open_list(**PHONE)
    page.locator(".player-open").tap()
    page.get_by_role("tab", name="Sound").tap()
    page.get_by_label("Sleep timer").select_option("end")
    expect(page.locator("[data-sleep-said]")).to_have_text("Stops when this song ends")
    near_the_end(page)
    wait_for("its end", lambda: audio(page, "ended"))
    page.wait_for_timeout(1500)
    assert title(page) == "Long list 001"
    expect(page.get_by_label("Sleep timer")).to_have_value("")


def test_loudness_is_evened_out_or_not_by_a_key(open_page, signed_in):
    page = open_page(storage_state=signed_in)
    page.goto("/library/?q=long&sort=title&view=list")
    page.locator("#player [data-panel=sound]").click()
    page.get_by_label("Preamp").fill("-12")  # softer: what is made louder has an amplifier of its own
    page.locator(".row [data-play]").first.click()
    plays(page, "Long list 001")
    level = float(page.locator(".row.playing").get_attribute("data-loud").split()[0])
    even = pytest.approx(10 ** ((-16 - 12 - level) / 20), rel=0.05)
    assert audio(page, "volume") == even
    page.get_by_label("Even out loudness").focus()
    page.keyboard.press("Space")
    assert audio(page, "volume") == 1
    page.reload()
    page.locator("#player [data-do=toggle]").click()
    plays(page)
    assert audio(page, "volume") == 1
    page.locator("#player [data-panel=sound]").click()
    expect(page.get_by_label("Even out loudness")).not_to_be_checked()
    page.get_by_label("Even out loudness").check()
    assert audio(page, "volume") == even
