"""Every page: no serious fault for people who see or work differently, and nothing wider than the screen."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser.conftest import sign_in_as_demo

DOOR = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
INSIDE = [
    "/library/", "/library/?q=nowhere", "/library/?trash=on", "/create/generate/", "/uploads/", "/import/", "/import/tasks/", "/usage/", "/lyrics/", "/lyrics/write/", "/jobs/", "/personas/", "/personas/voice/", "/settings/",
    "/admin/desk/log/", "/admin/desk/people/", "/admin/desk/people/1/", "/notifications/", "/admin/desk/catalogue/", "/admin/desk/switches/", "/admin/desk/announcements/", "/admin/desk/catalogue/generate/",
    "/queue/", "/keys/", "/playlists/", "/projects/", "/recipes/", "/shares/",
    "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/webauthn/",
    "/accounts/sessions/", "/accounts/logout/",
    "/admin/", "/admin/desk/approvals/", "/admin/desk/jobs/", "/admin/desk/jobs/?state=any", "/admin/desk/figures/",
    "/admin/desk/queues/", "/admin/desk/storage/", "/admin/desk/money/",
]  # fmt: skip


ALL = {"resultTypes": ["violations"]}
CONTRAST = ALL | {"runOnly": ["color-contrast"]}  # all that the other scheme can change


def faults(page, options):
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{page.url}: {fault['id']}, {fault['nodes'][0]['html'][:160]}" for fault in found
            if fault["impact"] in ("serious", "critical")]  # fmt: skip


def is_too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.fixture(scope="package")
def song(studio, chromium):
    """The address of a finished song of the demo account."""
    context = chromium.new_context(base_url=studio.url)
    page = context.new_page()
    sign_in_as_demo(page)
    page.goto("/create/generate/")
    page.get_by_label("What should it be?").fill("A song for the tour of all pages")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#results .job").first).to_have_attribute("data-state", "done", timeout=60_000)
    address = page.locator(".take-name").first.get_attribute("href")
    context.close()
    return address


@pytest.mark.parametrize("width", [360, 1440, 2560])
def test_no_page_has_a_serious_fault_or_is_too_wide(open_page, song, width):
    page = open_page(
        viewport={"width": width, "height": 900},
        color_scheme="light",
        reduced_motion="reduce",
    )
    found, wide = [], []

    def look_at(*addresses):
        for address in addresses:
            page.goto(address)
            wide.extend([address] if is_too_wide(page) else [])
            if width < 2000:  # the widest shows what 1440 does, with more around it
                page.evaluate(AXE_SCRIPT)
                found.extend(faults(page, ALL))
                page.emulate_media(color_scheme="dark")
                found.extend(faults(page, CONTRAST))
                page.emulate_media(color_scheme="light")

    look_at(*DOOR)
    sign_in_as_demo(page)
    page.goto("/jobs/")
    job = page.locator(".job-row a").first.get_attribute("href")
    own = ("", "extend/", "persona/", "edit/", "words/", "words/edit/", "mixer/")
    look_at(*INSIDE, *(f"{song}{place}" for place in own), job)
    assert not found, "\n".join(found)
    assert not wide, wide
