"""PostgreSQL goes away under a studio at work, twice, and comes back: nobody has to start anything again."""

import re

import pytest
import requests

from tests import postgres
from tests.chaos.books import Books
from tests.chaos.world import World, environment
from tests.real.pages import Forms
from tests.real.parts import wait_for

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(bool(postgres.missing()), reason=postgres.missing()),
]
CREATE = "/create/generate/"
SLOW = "[[fault: early 2]]"  # accepted; the answer, and after it our row, is two seconds late


class Visitor:
    """Signs up, and presses the button."""

    def __init__(self, world):
        self.world, self.browser = world, requests.Session()
        self.browser.headers["Referer"] = world.url
        # One that rests for seconds may end while it is used again.
        self.browser.headers["Connection"] = "close"
        password = "night bus to the coast"
        self.send(
            "/accounts/signup/", {"email": "mira@studio.example", "name": "Mira", "password1": password}
        )

    def look(self, path):
        return self.browser.get(self.world.url + path, timeout=30)

    def send(self, path, changes):
        fields = Forms(self.look(path).text).by_action[path] | changes
        return self.browser.post(self.world.url + path, fields, timeout=30, allow_redirects=False)

    def press(self, prompt):
        answer = self.send(CREATE, {"prompt": prompt})
        assert "/jobs/" in answer.headers.get("Location", ""), (answer.status_code, answer.text[-3000:])


@pytest.fixture
def server():
    with postgres.Server() as server:
        yield server


@pytest.fixture
def world(server, tmp_path):
    place = tmp_path / "world"
    with World(environment(place, DATABASE_URL=server.url, SIGNUP_OPEN="true")) as world:
        yield world


def states(server):
    with server.connect() as connection:
        return [state for (state,) in connection.execute("SELECT state FROM music_job")]


def kept(server):
    with server.connect() as connection:
        return connection.execute("SELECT count(*) FROM music_track WHERE archive_state = 'kept'").fetchone()[
            0
        ]


def accepted(world):
    """The words of each request that the provider took, and charged for."""
    return sorted(re.search(r"Number \d", str(task["param"]))[0] for task in Books(world.place).tasks)


def unwritten(world):
    """How often what the provider answered could not be written down."""
    return world.log("calls").read_text().count("is not written down yet")


def goes_away(server, world, visitor, how):
    """While a request is under way, whose answer comes when nobody can write it down."""
    before = unwritten(world)
    server.stop(how)
    page = visitor.look("/library/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
    assert "Back in a moment" in page.text and "Traceback" not in page.text
    ready = requests.get(f"{world.url}/readyz", timeout=30)
    assert (ready.status_code, ready.json()["database"]) == (503, False)
    assert requests.get(f"{world.url}/healthz", timeout=30).ok
    wait_for("an answer of the provider has to wait", lambda: unwritten(world) > before)
    server.start()
    wait_for("pages are back", lambda: visitor.look("/library/").status_code == 200)


def test_a_database_that_is_killed_or_started_anew_costs_no_job_and_no_second_request(server, world):
    visitor = Visitor(world)
    parts = {name: world.pid(name) for name in world.programs}
    pressed = []
    for how in (postgres.CRASH, postgres.RESTART):
        for words in ("", SLOW):
            pressed.append(f"Number {len(pressed)}")
            visitor.press(f"{pressed[-1]} {words}")
        wait_for("the slow one is accepted", lambda: pressed[-1] in accepted(world))
        goes_away(server, world, visitor, how)
    wait_for("all are done", lambda: states(server) == ["done"] * len(pressed))
    wait_for("all songs are on disk", lambda: kept(server) == 2 * len(pressed))
    assert accepted(world) == pressed
    assert parts == {name: world.pid(name) for name in world.programs}, world.ended
