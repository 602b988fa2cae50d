"""Pieces of pages that look again by themselves, and what leads out of them."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import sign_up


def test_a_link_in_the_card_of_a_job_under_way_leads_to_its_page(page):
    sign_up(page)
    page.goto("/create/generate/")
    page.get_by_label("What should it be?").fill("[[fault: lost]] A song that takes its time")
    page.get_by_role("button", name="Generate").click()
    card = page.locator("#results .job").first
    expect(card).to_have_attribute("hx-trigger", "every 2s")
    card.get_by_role("link", name="A song that takes its time").click()
    page.wait_for_url("**/jobs/*/")
    expect(page.locator("#results")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_contain_text("A song that takes its time")
    page.go_back()
    expect(page.get_by_label("What should it be?")).to_be_visible()


def test_so_does_one_in_the_list_of_jobs(page):
    sign_up(page)
    page.goto("/create/generate/")
    page.get_by_label("What should it be?").fill("[[fault: lost]] Another that takes its time")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#results .job")).to_have_count(1)
    page.goto("/jobs/")
    under_way = page.locator("#under-way")
    expect(under_way).to_have_attribute("hx-trigger", re.compile("every"))
    under_way.get_by_role("link", name="Another that takes its time").click()
    page.wait_for_url("**/jobs/*-*/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Another that takes its time")
