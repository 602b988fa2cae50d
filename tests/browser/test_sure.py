"""Many rows at once in the administration: a page of the studio's own asks first, and leads back."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in_as_demo, sign_up


@pytest.mark.parametrize("width", [390, 1440])
def test_people_are_asked_about_before_they_leave(open_page, width):
    email = sign_up(open_page())
    page = open_page(viewport={"width": width, "height": 900})
    sign_in_as_demo(page)
    for does_it in (False, True):
        page.goto("/admin/accounts/user/")
        page.locator("tr", has_text=email).locator("input.action-select").check()
        page.locator("select[name=action]").select_option("have_leave")
        page.get_by_role("button", name="Go", exact=True).click()
        expect(page.get_by_text("1 person is signed out now")).to_be_visible()
        expect(page.locator("main").get_by_text(email).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if does_it:
            page.get_by_role("button", name="Delete with everything").click()
            expect(page.get_by_text("is deleted on")).to_be_visible()
        else:
            page.get_by_role("link", name="Leave it").click()
            expect(page.get_by_text("is deleted on")).to_have_count(0)
        page.wait_for_url("**/admin/accounts/user/")
