"""Songs that another program had the sandbox make with the same key, brought over by the ids of their tasks."""

import pytest
import requests

from tests.real import files
from tests.real.parts import wait_for
from tests.real.steps import LYRICS
from tests.real.world import OVER, World

pytestmark = pytest.mark.real
ELSEWHERE = "http://127.0.0.1:9/hook/of-another-tool"  # nobody listens there
SONG = {"customMode": True, "instrumental": False, "model": "V6", "title": "Night bus", "style": "slow folk",
        "lyrics": LYRICS, "duration": 20, "callBackUrl": ELSEWHERE}  # fmt: skip
BY_MARKET = {
    "model": "ai-music-api/generate", "callBackUrl": ELSEWHERE,
    "input": {"custom_mode": True, "instrumental": False, "model": "V6", "title": "Night bus", "style": "slow folk",
              "lyrics": LYRICS, "duration": 20},
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    world = World(tmp_path_factory.mktemp("adopting"), "dedicated", queue=8)
    yield world
    world.leave()


def made_elsewhere(world, path, body):
    """The id of a task that another program sent, once it is over."""
    key = {"Authorization": "Bearer sandbox"}
    answer = requests.post(f"{world.sandbox.url}{path}", json=body, headers=key, timeout=5).json()
    wait_for("the sandbox is done", lambda: all(task["state"] in OVER for task in world.sandbox.tasks()))
    return answer["data"]["taskId"]


def adopted(world, task_id):
    """What is told of the job, once it is over and its songs are here."""
    return world.desk("told", world.finished(world.desk("press", "/import/tasks/", {"tasks": task_id})))


def assert_they_are_here(told):
    assert told["state"] == "done", told["error"]
    assert (told["operation"], told["booked"], len(told["tracks"])) == ("generate", [], 2)
    for track in told["tracks"]:
        files.check_sound(track)
        assert track["title"] == "Night bus"


@pytest.mark.parametrize(
    ("path", "body"),
    [("/api/v1/generate", SONG), ("/api/v1/jobs/createTask", BY_MARKET)],
    ids=["dedicated", "market"],
)
def test_the_songs_come_to_the_disk_and_cost_nothing(world, path, body):
    task_id = made_elsewhere(world, path, body)
    books = world.sandbox.books()
    assert_they_are_here(adopted(world, task_id))
    after = world.sandbox.books()
    assert {name: after[name] for name in ("charges", "refunds")} == {
        name: books[name] for name in ("charges", "refunds")
    }
    assert len(after["tasks"]) == len(books["tasks"])


def test_a_longer_song_knows_the_song_it_goes_on_with(world):
    first = adopted(world, made_elsewhere(world, "/api/v1/generate", SONG))
    (parent,) = first["tracks"][:1]
    record = requests.get(
        f"{world.sandbox.url}/api/v1/generate/record-info", params={"taskId": first["task_id"]},
        headers={"Authorization": "Bearer sandbox"}, timeout=5,
    ).json()  # fmt: skip
    audio_id = record["data"]["response"]["sunoData"][0]["id"]
    longer = {"defaultParamFlag": False, "audioId": audio_id, "model": "V6", "callBackUrl": ELSEWHERE}
    told = adopted(world, made_elsewhere(world, "/api/v1/generate/extend", longer))
    assert (told["state"], told["operation"]) == ("done", "extend")
    assert {tuple(source) for track in told["tracks"] for source in track["sources"]} == {
        (parent["uuid"], "extend")
    }


def test_a_task_that_nobody_knows_ends_soon(world):
    told = adopted(world, "nobody-knows-it")
    assert (told["state"], told["error"].split()[0], told["booked"]) == ("failed", "not_known", [])
