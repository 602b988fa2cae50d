"""Every page: no fault that matters for people who see or work differently, and nothing wider than the screen."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser.conftest import sign_in_as_demo
from tests.browser.test_takes import order_grid
from tests.real.parts import wait_for

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
            if fault["impact"] != "minor"]  # fmt: skip


def is_too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


class Tour:
    """One window that goes from page to page."""

    def __init__(self, open_page, width):
        size = {"width": width, "height": 900}
        self.page = open_page(viewport=size, color_scheme="light", reduced_motion="reduce")
        self.is_looked_into = width < 2000  # the widest shows what 1440 does, with more around it
        self.found, self.wide = [], []

    def look_at(self, *addresses):
        for address in addresses:
            assert self.page.goto(address).ok, address
            self.wide += [address] if is_too_wide(self.page) else []
            if self.is_looked_into:
                self._look_into()

    def _look_into(self):
        self.page.evaluate(AXE_SCRIPT)
        self.found += faults(self.page, ALL)
        self.page.emulate_media(color_scheme="dark")
        self.found += faults(self.page, CONTRAST)
        self.page.emulate_media(color_scheme="light")

    def end(self):
        assert not self.found, "\n".join(self.found)
        assert not self.wide, self.wide


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


POST = """async ([address, fields]) => {
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  return (await fetch(address, { method: "POST", body: new URLSearchParams(fields), headers })).url;
}"""


@pytest.fixture(scope="package")
def places(studio, chromium, song):
    """Addresses of pages about several songs, or about songs in another way; all of the demo account."""
    context = chromium.new_context(base_url=studio.url)
    page = context.new_page()
    sign_in_as_demo(page)

    def post(address, *fields):
        return page.evaluate(POST, [address, fields])

    wait_for(
        "both kept",
        lambda: page.goto(song) and page.reload() and page.locator("#disk[data-state=kept]").count(),
    )
    page.goto("/library/?view=list&q=tour")
    one, other = (row.get_attribute("data-track") for row in page.locator("#rows [data-track]").all()[:2])
    project = post("/projects/", ["name", "All pages"])
    post(
        "/library/bulk/",
        ["do", "project"],
        ["tracks", one],
        ["project", project.rstrip("/").rpartition("/")[2]],
    )
    post("/playlists/add/", ["name", "All pages"], ["tracks", one], ["tracks", other])
    ruled = post(
        "/playlists/rule/",
        ["name", "By rule"],
        ["r-match", "all"],
        ["sort", "newest"],
        ["r.0-filter", "q"],
        ["r.0-was", "q"],
        ["r.0-value", "tour"],
    )
    page.goto("/playlists/")
    by_hand = page.locator(".list-row", has_text="All pages").first.get_attribute("href")
    page.goto(post(f"{song}share/"))
    share, shared = page.url, page.locator("#address").input_value()
    page.goto("/jobs/")
    job = page.locator(".job-row a").first.get_attribute("href")
    order_grid(page)
    grid = page.url
    context.close()
    return [
        "/library/?view=grid", "/library/?view=stacks", f"{song}stack/", f"{song}lineage/", f"{song}words/",
        f"/tracks/{one}/beside/{other}/", f"/compare/blind/?tracks={one},{other}", f"{job}replay/",
        project, by_hand, ruled, f"{ruled}rule/", "/playlists/rule/", share, shared, f"{shared}embed/",
        f"/grids/new/?from={job.rstrip('/').rpartition('/')[2]}", grid,
    ]  # fmt: skip


@pytest.mark.parametrize("width", [360, 1440, 2560])
def test_no_page_has_a_fault_that_matters_or_is_too_wide(open_page, song, width):
    tour = Tour(open_page, width)
    tour.look_at(*DOOR)
    sign_in_as_demo(tour.page)
    tour.page.goto("/jobs/")
    job = tour.page.locator(".job-row a").first.get_attribute("href")
    own = ("", "extend/", "persona/", "edit/", "words/edit/", "mixer/")
    tour.look_at(*INSIDE, *(f"{song}{place}" for place in own), job)
    tour.end()


def test_no_page_about_several_songs_has_a_fault_that_matters_or_is_too_wide(open_page, places):
    """On a phone alone: what is beside each other there is so on a wide screen, too."""
    tour = Tour(open_page, 360)
    sign_in_as_demo(tour.page)
    tour.look_at(*places)
    tour.end()
