"""The policy holds: every page works under it, and what it forbids does not happen."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in_as_demo, sign_up
from tests.browser.test_pages import DOOR, song  # noqa: F401 (a fixture)
from tests.real.parts import ROOT, wait_for

ADMINISTRATION = [
    "/admin/", "/admin/desk/jobs/", "/admin/desk/jobs/?state=any", "/admin/music/upload/", "/admin/music/track/", "/admin/music/provideraccount/",
    "/admin/music/ledgerentry/", "/admin/accounts/user/", "/admin/accounts/invitation/add/",
    "/admin/rq/", "/admin/rq/queues/0/details/", "/admin/rq/queues/0/empty/", "/admin/password_change/", "/admin/nowhere/",
]  # fmt: skip
NOT_FOUND = "404 (Not Found)"


@pytest.fixture
def admin(page):
    sign_in_as_demo(page)
    return page


def test_no_page_of_the_administration_goes_beyond_its_policy(admin, troubles):
    """Those of the studio are looked at in test_pages, whose windows tell of violations too."""
    for address in ADMINISTRATION:
        admin.goto(address, wait_until="networkidle")
    troubles[:] = [told for told in troubles if NOT_FOUND not in told]  # the two that are nowhere


def test_no_door_does(page):
    for address in DOOR:
        page.goto(address, wait_until="networkidle")


def test_rows_and_forms_of_the_administration_work(admin):
    """Its scripts run: the calendar, the sidebar, the choice of actions, and a link that is selected whole."""
    admin.goto("/admin/accounts/invitation/add/")
    admin.get_by_label("For whom").fill("Jo")
    admin.get_by_role("link", name="Tomorrow").or_(admin.get_by_role("link", name="Today")).first.click()
    admin.get_by_role("button", name="Save", exact=True).click()
    link = admin.locator("input[readonly]").first
    link.focus()
    chosen = link.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert chosen and chosen == link.input_value()
    admin.goto("/admin/accounts/user/")
    admin.locator("input.action-select").first.check()
    expect(admin.locator(".action-counter").first).to_contain_text("1 of")
    admin.locator("#result_list tbody th a").first.click()
    expect(admin.get_by_role("button", name="Save", exact=True)).to_be_visible()


@pytest.mark.parametrize("address", ["/library/", "/accounts/login/", "/admin/", "/nowhere/", "/settings/"])
def test_what_it_forbids_does_not_happen(page, troubles, address):
    """The suite can fail: a script, a style, a picture and a form of somebody else are refused, and counted."""
    if address != "/accounts/login/":
        sign_in_as_demo(page)
    page.goto(address)
    page.evaluate("""() => {
      const put = (html) => document.body.insertAdjacentHTML("beforeend", html);
      put('<img src="x:" onerror="alert(1)"><p style="color: red">');
      put('<img src="https://evil.invalid/pixel.png">');
      const script = document.createElement("script");
      script.textContent = "alert(2)";
      document.body.append(script);
      const form = document.createElement("form");
      form.action = "https://evil.invalid/";
      document.body.append(form);
      form.submit();
    }""")
    page.wait_for_timeout(500)
    refused = {told.split(": ")[1].split(" of ")[0] for told in troubles if told.startswith("/")}
    assert {"script-src-attr", "script-src-elem", "style-src-attr", "img-src", "form-action"} <= refused
    assert not [told for told in troubles if "()" in told and not told.startswith(("/", "Refused"))]
    troubles.clear()


def test_a_song_or_a_picture_opened_by_itself_is_there(admin, song, troubles):  # noqa: F811
    """A file's own policy lets nothing run in it, and it be heard and seen all the same."""
    admin.goto(f"{song}cover")
    assert admin.evaluate("document.images[0].naturalWidth") > 0
    admin.goto(f"{song}audio")
    wait_for("the song", lambda: admin.evaluate("document.querySelector('video, audio').duration") > 1)
    troubles.clear()  # Chromium centres a picture with a style of its own, and asks for an icon


def test_no_script_that_somebody_stored_runs_on_any_page(page, studio, troubles):
    """Planted in all that one person has, then every page is opened; a dialog or a refused script would be told."""
    email = sign_up(page)
    environ = studio.environ | {"DJANGO_SETTINGS_MODULE": "sunostudio.settings"}
    plant = [sys.executable, "-m", "tests.security.plant", email]
    printed = subprocess.run(plant, cwd=ROOT, env=environ, capture_output=True, text=True, check=True).stdout
    pages = json.loads(printed)
    assert len(pages) > 100
    page.goto("/accounts/reauthenticate/")  # some pages open for a while after it
    page.locator("input[name=password]").fill("a very good password 1")
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/library/")
    for address in pages:
        page.goto(address)
        assert "/reauthenticate/" in address or "/reauthenticate/" not in page.url
    page.goto("/library/")
    page.get_by_role("button", name="More").first.click()  # a menu that is fetched
    page.wait_for_timeout(300)
    troubles[:] = [told for told in troubles if NOT_FOUND not in told]  # files that were not planted
