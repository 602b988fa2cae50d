"""A real Chromium at a real studio, with the sandbox, its workers and its queue."""

import os
import uuid

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.songs import give_many, make_song
from tests.real.parts import Studio, wait_for

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--disable-gpu",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--mute-audio",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",  # a microphone that beeps
]  # fmt: skip

PATIENCE = 20_000  # milliseconds: several browsers and studios share two processors
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def studio(tmp_path_factory):
    studio = Studio(tmp_path_factory.mktemp("studio") / "data")
    yield studio
    studio.stop()


@pytest.fixture(scope="package")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


REFUSED_FORM = "422 (Unprocessable"  # how Chromium tells of a form that came back with its errors
CUT_LINE = "net::ERR_CONNECTION_RESET"  # and of a line that a test cuts

# Every page tells of what its policy kept from it, and of dialogs, which ours never open.
WITNESS = """
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample, sourceFile }) =>
  tellTheTest(`${location.pathname}: ${effectiveDirective} of ${blockedURI} ${sample} ${sourceFile}`));
for (const name of ["alert", "confirm", "prompt", "print"]) globalThis[name] = () => tellTheTest(`${name}()`);
"""


class Troubles(list):
    """What pages complained of: faults of scripts, errors in the console, violations of the policy."""

    def witness(self, context):
        context.expose_function("tellTheTest", lambda told: self.append(told))
        context.add_init_script(WITNESS)

    def watch(self, page):
        page.on("pageerror", lambda error: self.append(f"{page.url}: {error}"))
        page.on("console", self.hear)

    def hear(self, message):
        is_meant = REFUSED_FORM in message.text or CUT_LINE in message.text
        if message.type == "error" and not is_meant:
            self.append(message.text)


@pytest.fixture
def troubles():
    """A test that expects one takes it out; what is left at the end fails it."""
    return Troubles()


@pytest.fixture
def open_page(studio, chromium, troubles):
    """`open_page(**context options)`: a window of its own. At the end no page may have complained."""
    contexts = []

    def open_one(**options):
        context = chromium.new_context(
            base_url=studio.url, **{"viewport": {"width": 1440, "height": 900}, **options}
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if not options.get("bypass_csp"):  # with which a page has no policy that could be violated
            troubles.witness(context)
        context.on("page", troubles.watch)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert not troubles, troubles


@pytest.fixture
def page(open_page):
    return open_page()


def sign_up(page):
    email = f"mira-{uuid.uuid4().hex[:8]}@studio.example"
    page.goto("/accounts/signup/")
    page.get_by_label("E-mail").fill(email)
    page.locator("input[name=password1]").fill("a very good password 1")
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/library/")
    return email


def sign_in_as_demo(page):
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Look around with the demo account").click()
    page.wait_for_url("**/library/")


@pytest.fixture(scope="module")
def kept_song(studio, chromium):
    """A person with a song in two takes, both on the disk: (what the browser keeps, the first one's address)."""
    context = chromium.new_context(base_url=studio.url)
    page = context.new_page()
    sign_up(page)
    address = make_song(page)
    wait_for("both kept", lambda: page.goto("/library/") and page.locator(".row[data-loud]").count() == 2)
    kept = context.storage_state()
    context.close()
    return kept, address


def library_of(studio, chromium, songs):
    """What the browser keeps of a new person who has two songs and so many more, all of them on the disk."""
    context = chromium.new_context(base_url=studio.url)
    page = context.new_page()
    email = sign_up(page)
    make_song(page)
    wait_for("both kept", lambda: page.goto("/library/") and page.locator(".row[data-loud]").count() == 2)
    give_many(studio, email, songs)
    kept = context.storage_state()
    context.close()
    return kept
