"""What a person does with keys alone: each thing is reached by Tab, is seen when it is, and nothing loses the focus."""

import pytest
from playwright.sync_api import expect

from tests.browser.songs import done
from tests.browser.test_lists import make_list
from tests.browser.test_main_job import fill_in_extend
from tests.real.parts import wait_for

# What is wrong with where the focus is: nothing has it, no ring tells of it, or something lies over it.
WRONG = """() => {
  const here = document.activeElement;
  if (here === document.body) return "nowhere";
  if (here.id === "main") return ""; // a new page, before one goes on in it
  const drawn = here.getBoundingClientRect().width > 1 ? here : (here.labels?.[0] ?? here);
  const box = drawn.getClientRects()[0];
  const over = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  const around = [here, here.parentElement, here.parentElement?.parentElement];
  if (!around.some((each) => each && getComputedStyle(each).outlineStyle !== "none")) return `no ring: ${here.outerHTML}`;
  if (!drawn.contains(over) && !over?.contains(drawn)) return `covered: ${here.outerHTML}`;
  return "";
}"""


@pytest.fixture
def page(open_page, kept_song):
    return open_page(storage_state=kept_song[0], reduced_motion="reduce")


@pytest.fixture
def song(kept_song):
    return kept_song[1]


def has_focus(locator):
    return locator.evaluate("element => element === document.activeElement")


def reach(page, target, key="Tab"):
    """By that key, over and over; where it comes to, the focus is seen."""
    expect(target).to_have_count(1)
    for _step in range(90):
        if has_focus(target):
            wrong = page.evaluate(WRONG)
            assert not wrong, wrong
            return target
        page.keyboard.press(key)
    raise AssertionError(f"The keyboard does not come to {target}.")


def press(page, target, key="Enter", by="Tab"):
    reach(page, target, by)
    page.keyboard.press(key)


def write(page, target, text):
    reach(page, target)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def go(page, address):
    """A page, past what stands around it."""
    page.goto(address)
    press(page, page.get_by_role("link", name="Skip to content"))
    expect(page.locator("#main")).to_be_focused()


def button(page, name):
    return page.locator("#main").get_by_role("button", name=name, exact=True)


def stays_seen(page):
    """Whatever was swapped or opened, the focus is somewhere, and seen."""
    wrong = page.evaluate(WRONG)
    assert not wrong, wrong


def test_songs_are_searched_filtered_sorted_and_shown_in_another_way(page):
    go(page, "/library/")
    write(page, page.locator("#q"), "night")
    expect(page.locator("#rows mark").first).to_have_text("Night")
    opener = page.locator(".filters summary")
    press(page, opener)
    press(page, page.locator("#filter-list [name=voice]"), "ArrowDown")
    chips = page.locator("#chips .chip:not(.chip-quiet)")
    expect(chips).to_have_count(1)
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(page.locator("#filter-list")).to_be_hidden()
    press(page, chips, by="Shift+Tab")
    expect(chips).to_have_count(0)
    stays_seen(page)
    press(page, page.locator("#sort"), "ArrowDown")
    page.wait_for_url("**sort=**")  # what a search had put in its place still answers
    expect(page.locator("#sort")).to_be_focused()
    press(page, page.get_by_role("link", name="Covers"))
    expect(page.locator("#rows.covers")).to_be_visible()
    stays_seen(page)


def test_a_take_is_put_on_top_from_its_stack_and_from_its_menu(page):
    go(page, "/library/?view=stacks")
    press(page, page.get_by_role("link", name="1 more take"))
    expect(page.locator("#rows .row")).to_have_count(2)
    top, beneath = page.locator("#rows .row").evaluate_all("rows => rows.map(row => row.dataset.track)")
    press(page, page.get_by_role("button", name="Put on top"))
    expect(page.locator("#rows .row").first).to_have_attribute("data-track", beneath)
    stays_seen(page)
    page.goto("/library/?view=stacks")
    expect(page.locator("#rows .row")).to_have_attribute("data-track", beneath)
    go(page, "/library/?view=list")
    more = page.locator(f"[data-track='{top}'] [data-more]")
    press(page, more)
    expect(page.locator(".row .menu-list :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    press(page, page.get_by_role("button", name="Put on top of its stack"), by="ArrowDown")
    expect(page.locator("#rows .row").first).to_have_attribute("data-track", top)


def test_a_project_is_made_and_a_song_put_into_it_with_a_note(page, song):
    go(page, "/projects/")
    write(page, page.locator("[name=name]"), "Winter record")
    press(page, button(page, "Make it"))
    page.wait_for_url("**/projects/*-*/")
    go(page, song)
    opinion = page.locator("#opinion")
    reach(page, opinion.locator("[name=project]"))
    page.keyboard.type("Winter")
    expect(opinion.get_by_text("Kept.")).to_be_visible()
    expect(opinion.locator("[name=project]")).to_be_focused()
    write(page, opinion.locator("[name=notes]"), "Softer drums")
    with page.expect_response("**/say/"):
        page.keyboard.press("Tab")
    stays_seen(page)
    page.goto("/projects/")
    expect(page.locator(".list-row", has_text="Winter record")).to_contain_text("1 song")


def test_a_rule_is_built_and_a_condition_taken_away(page):
    go(page, "/playlists/rule/")
    write(page, page.get_by_label("Name", exact=True), "Night songs")
    press(page, button(page, "Condition"))
    write(page, page.locator("[name='r.0-value']"), "night")
    found = page.locator("#preview [role=status]")
    expect(found).to_contain_text("2 songs")
    press(page, button(page, "Group"))
    expect(page.locator("[name='r.1.0-filter']")).to_be_visible()
    stays_seen(page)
    reach(page, page.locator("[name='r.1.0-filter']"))
    page.keyboard.type("Len")
    expect(page.locator("[name='r.1.0-value_from']")).to_be_visible()
    expect(page.locator("[name='r.1.0-filter']")).to_be_focused()
    write(page, page.locator("[name='r.1.0-value_from']"), "9:00")
    expect(found).to_contain_text("0 songs")
    press(page, page.get_by_role("button", name="Take this group away"), by="Shift+Tab")
    expect(page.locator("[name='r.1.0-filter']")).to_have_count(0)
    expect(found).to_contain_text("2 songs")
    stays_seen(page)
    press(page, button(page, "Save"))
    expect(page.locator("h1")).to_have_text("Night songs")


def test_a_recipe_is_kept_edited_shared_and_varied_in_a_grid(page):
    go(page, "/recipes/")
    press(page, page.get_by_role("link", name="New recipe"))
    page.wait_for_url("**/recipes/new/")
    stays_seen(page)
    write(page, page.get_by_label("Name", exact=True), "Waltzes")
    write(page, page.get_by_label("What should it be?"), "a slow waltz")
    press(page, page.locator("[name=model][value=V6]"), "Space")
    press(page, button(page, "Save"))
    page.wait_for_url("**/recipes/*-*/")
    press(page, page.locator("#main").get_by_role("link", name="Edit", exact=True))
    page.wait_for_url("**/edit/")
    write(page, page.get_by_label("Note"), "For the ball")
    press(page, button(page, "Save"))
    expect(page.get_by_text("For the ball")).to_be_visible()
    press(page, button(page, "Share on this server"))
    expect(page.locator(".badge")).to_have_text("shared on this server")
    stays_seen(page)
    press(page, page.get_by_role("link", name="Take grid"))
    write(page, page.locator("[name=prompt-values]"), "a slow waltz")
    for line in ("---", "a quick waltz"):
        page.keyboard.press("Enter")
        page.keyboard.type(line)
    press(page, button(page, "See the takes and the price"))
    expect(page.get_by_role("button", name="Order 2 takes")).to_contain_text("24 credits")
    reach(page, page.get_by_role("button", name="Order 2 takes"))


def test_the_lineage_is_walked_and_two_versions_are_laid_side_by_side(page, song):
    page.goto(song)
    fill_in_extend(page, "Morning bus")
    page.get_by_role("button", name="Extend").click()
    done(page, "Morning bus")
    go(page, f"{song}lineage/")
    nodes = page.locator("[data-node] a")
    reach(page, nodes.first)
    page.keyboard.press("ArrowRight")
    expect(nodes.nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(nodes.nth(2)).to_be_focused()
    stays_seen(page)
    page.keyboard.press("+")
    expect(page.locator(".line-zoom output")).to_have_text("120 %")
    page.keyboard.press("0")
    page.keyboard.press("p")
    wait_for("its sound", lambda: page.locator("#audio").evaluate("audio => !audio.paused"))
    page.keyboard.press("p")
    press(page, button(page, "Show side by side"))
    page.wait_for_url("**/beside/**")
    stays_seen(page)


def test_how_songs_sound_is_chosen_in_the_panel_of_the_player(page):
    go(page, "/library/")
    press(page, page.locator("#rows [data-play]").first)
    wait_for("its sound", lambda: page.locator("#audio").evaluate("audio => !audio.paused"))
    opener = page.locator("#player [data-panel=sound]")
    press(page, opener)
    for label, key, said in (
        ("Preamp", "ArrowLeft", "-1 dB"),
        ("Crossfade", "ArrowRight", "1 s"),
        ("Speed", "ArrowRight", "1.05×"),
    ):
        press(page, page.get_by_label(label), key)
        expect(page.locator(f"output[for={page.get_by_label(label).get_attribute('id')}]")).to_have_text(said)
    press(page, page.get_by_label("Even out loudness"), "Space", by="Shift+Tab")
    expect(page.get_by_label("Even out loudness")).not_to_be_checked()
    press(page, page.get_by_label("Sleep timer"), "ArrowDown")
    expect(page.locator("[data-sleep-said]")).not_to_be_empty()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(opener).to_be_focused()
    assert page.locator("#audio").evaluate("audio => audio.playbackRate") == 1.05


def test_songs_are_chosen_and_downloaded(page):
    go(page, "/library/")
    reach(page, page.locator("#rows [data-more]").first)
    page.keyboard.press("x")
    press(page, page.locator("#many").get_by_role("button", name="Download"), by="Shift+Tab")
    page.wait_for_url("**/library/download/**")
    stays_seen(page)
    press(page, page.get_by_label("Sheets of facts (JSON)"), "Space")
    with page.expect_download() as download:
        press(page, button(page, "Download"))
    assert download.value.suggested_filename.endswith(".zip")


def test_a_song_is_shared_with_a_password_and_opened_with_it(page, song, open_page):
    go(page, song)
    press(page, page.locator("#main").get_by_role("button", name="Share"))
    page.wait_for_url("**/shares/**")
    stays_seen(page)
    link = page.locator("#address").input_value()
    write(page, page.locator("[name=password]"), "low tide")
    press(page, page.locator("[name=allows_download]"), "Space")
    press(page, button(page, "Save"))
    expect(page.locator(".toast")).to_be_visible()
    stranger = open_page()
    stranger.goto(link)
    expect(stranger.get_by_label("Password")).to_be_focused()
    stranger.keyboard.type("low tide")
    stranger.keyboard.press("Enter")
    stranger.wait_for_load_state()
    press(stranger, stranger.get_by_role("button", name="Play"))
    wait_for("its sound", lambda: stranger.locator("#audio").evaluate("audio => !audio.paused"))
    reach(stranger, stranger.get_by_role("link", name="Download"), "Shift+Tab")


def test_songs_are_brought_and_a_list_is_kept_on_the_device(page):
    go(page, "/import/")
    reach(page, page.locator("#files"))
    with page.expect_file_chooser():
        page.keyboard.press("Space")
    press(page, page.get_by_role("link", name="Songs still with the provider"))
    page.wait_for_url("**/import/tasks/")
    press(page, button(page, "Fetch these songs"))
    expect(page.locator(".error")).to_be_visible()
    stays_seen(page)
    make_list(page, "To the coast", [0])
    press(page, button(page, "Keep on this device"))
    drop = button(page, "Remove from this device")
    expect(drop).to_be_visible()
    stays_seen(page)
    press(page, drop)
    expect(button(page, "Keep on this device")).to_be_visible()
    stays_seen(page)
