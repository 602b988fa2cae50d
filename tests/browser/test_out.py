"""Songs that leave the studio: by a link to who has no account, into foreign pages, and onto a device."""

import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_up
from tests.real.parts import ROOT, wait_for

LIST = """
import sys, django
django.setup()
from music.models import Entry, Playlist, Track
songs = Track.objects.filter(owner__email=sys.argv[1])
playlist = Playlist.objects.create(owner=songs[0].owner, name="To the coast")
Entry.objects.create(playlist=playlist, track=songs[0])
print(playlist.uuid)
"""


def make_song(page):
    """Its page, once it is on our disk; the e-mail of whose it is."""
    email = sign_up(page)
    page.goto("/create/generate/")
    page.get_by_label("What should it be?").fill("A song to take along")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#results .job").first).to_have_attribute("data-state", "done", timeout=60_000)
    page.goto("/library/")
    page.locator(".row .row-name a").first.click()
    page.wait_for_url("**/tracks/**")
    expect(page.locator("#disk")).to_have_attribute("data-state", "kept", timeout=60_000)
    page.reload()
    return email


def make_list(studio, email):
    environ = studio.environ | {"DJANGO_SETTINGS_MODULE": "sunostudio.settings"}
    made = [sys.executable, "-c", LIST, email]
    return subprocess.run(
        made, cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    ).stdout.strip()


@contextmanager
def elsewhere(body):
    """The address of a page on another server; of this machine, since browsers keep strangers from its network."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(
                f'<!doctype html><link rel="icon" href="data:,"><title>Elsewhere</title>{body}'.encode()
            )

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def sounds(place):
    """The sound really advances."""
    begun = wait_for("sound", lambda: place.evaluate("audio => !audio.paused && audio.currentTime"))
    wait_for("the sound advances", lambda: place.evaluate("audio => audio.currentTime") > begun + 0.3)


def test_a_link_plays_without_an_account_and_inside_a_foreign_page(page, open_page):
    make_song(page)
    page.get_by_role("button", name="Share").click()
    page.wait_for_url("**/shares/**")
    link = page.locator("#address").input_value()
    visitor = open_page(viewport={"width": 390, "height": 844})
    visitor.goto(link)
    visitor.get_by_role("button", name="Play").click()
    sounds(visitor.locator("#audio"))
    visitor.get_by_role("button", name="Pause").click()
    visitor.locator("h1").click()
    visitor.keyboard.press("Space")
    sounds(visitor.locator("#audio"))
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with elsewhere(f'<iframe src="{link}embed/" width="480" height="168"></iframe>') as address:
        visitor.goto(address)
        embedded = visitor.frame_locator("iframe")
        embedded.get_by_role("button", name="Play").click()
        sounds(embedded.locator("#audio"))
    page.reload()
    expect(page.locator("#count, .page-head")).to_contain_text("heard")
    assert "heard 0 times" not in page.locator(".page-head").inner_text()


def test_a_list_that_a_device_keeps_is_heard_without_a_connection_until_one_signs_out(page, studio, troubles):
    page.goto(f"/playlists/{make_list(studio, make_song(page))}/")
    page.get_by_role("button", name="Keep on this device").click()
    expect(page.locator(".keeping [role=status]")).to_contain_text("Songs on this device: 1")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    wait_for("the worker is in charge", lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"))
    page.context.set_offline(True)
    page.goto("/library/")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    page.locator("[data-audio]").first.click()
    sounds(page.locator("#audio"))
    page.locator("#audio").evaluate("audio => { audio.currentTime = 20 }")
    wait_for(
        "it seeks in what is kept", lambda: page.locator("#audio").evaluate("audio => audio.currentTime") > 20
    )
    page.context.set_offline(False)
    page.goto("/settings/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    wait_for("nothing is left", lambda: page.evaluate("caches.has('kept-songs').then((is) => !is)"))
    troubles[:] = [told for told in troubles if "ERR_INTERNET_DISCONNECTED" not in told]


@pytest.mark.parametrize("width", [1440, 390])
def test_a_device_that_is_full_says_how_many_of_the_songs_are_on_it(open_page, studio, width):
    page = open_page(viewport={"width": width, "height": 844})
    address = f"/playlists/{make_list(studio, make_song(page))}/"

    def tell_of_a_large_one(route):
        told = route.fetch().json()
        large = {**told["songs"][0], "uuid": "5d0a7c4e-0000-4000-8000-000000000000", "size": 500_000_000}
        route.fulfill(json={**told, "songs": [*told["songs"], large]})

    page.route(f"**{address}offline/", tell_of_a_large_one)
    page.goto(address)
    page.get_by_role("button", name="Keep on this device").press("Enter")
    said = page.locator(".keeping [role=status]")
    expect(said).to_have_text(
        "Songs on this device: 1 of 2, 1 MB. There is no room for more: 500 MB is the limit."
    )
    assert page.evaluate("document.documentElement.scrollWidth") == width
