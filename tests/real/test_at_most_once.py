"""A paid request is sent at most once: proved against the sandbox's own books, with processes that are killed."""

import os

import pytest

from tests.real.acts import Acts
from tests.real.parts import Office, Sandbox, wait_for

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    sandbox = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield sandbox
    sandbox.stop()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, sandbox):
    redis_url = os.environ["REDIS_URL"].replace("db=0", "db=5")
    acts = Acts(Office(tmp_path_factory.mktemp("office"), sandbox, redis_url))
    yield acts
    acts.leave()


@pytest.fixture
def office(prepared):
    return prepared


def ordered(sandbox, prompt):
    """How often the sandbox accepted, and charged for, this prompt."""
    return [task for task in sandbox.tasks() if prompt in str(task["param"])]


def on_disk(office, job):
    tracks = office.act("state", job)["tracks"]
    return len(tracks) == 2 and all(track["archive"] == "kept" for track in tracks) and tracks


def finish(office, job):
    """Clock and workers go on until both songs are on disk."""

    def kept():
        office.act("later", 20)
        return on_disk(office, job)

    tracks = wait_for("both songs are on disk", kept)
    assert all((office.folder / "media" / track["path"]).stat().st_size > 10_000 for track in tracks)


def test_killed_before_the_request_nothing_is_ordered_and_nothing_sent_again(office, sandbox):
    job = office.act("start", "killed before")["pk"]
    assert office.act("die_before_request", job) is None
    assert office.act("state", job)["state"] == "sending"
    office.act("later", 100, 3)
    assert office.act("state", job)["state"] == "unknown"
    assert ordered(sandbox, "killed before") == []


def test_killed_while_the_provider_thinks_it_is_ordered_once_and_found_again(office, sandbox):
    job = office.act("start", "killed between [[fault: hang-after 30]]")["pk"]
    sending = office.begin("send", job)
    wait_for("the sandbox has accepted it", lambda: ordered(sandbox, "killed between"))
    sending.kill()
    office.act("later", 100, 3)
    assert office.act("state", job)["state"] == "unknown"
    (task,) = ordered(sandbox, "killed between")
    assert office.act("settle", job, task["taskId"])
    finish(office, job)
    assert len(ordered(sandbox, "killed between")) == 1
    assert office.act("state", job)["ledger"] == {"expected": 12, "charged": 12}


def test_killed_after_the_answer_it_is_ordered_once(office, sandbox):
    job = office.act("start", "killed after")["pk"]
    assert office.act("die_after_answer", job) is None
    office.act("later", 100, 3)
    assert office.act("state", job)["state"] == "unknown"
    assert len(ordered(sandbox, "killed after")) == 1


def test_eight_workers_that_race_for_one_job_order_it_once(office, sandbox, tmp_path):
    job = office.act("start", "eight at once")["pk"]
    barrier = tmp_path / "go"
    racers = [office.begin("send_at", job, barrier) for _number in range(8)]
    barrier.touch()
    for racer in racers:
        racer.end()
    assert len(ordered(sandbox, "eight at once")) == 1


def test_killed_while_copying_the_songs_come_to_disk_all_the_same(office, sandbox):
    job = office.act("start", "killed copying [[fault: slow 60000]]")["pk"]
    office.act("send", job)
    wait_for("the sandbox has made it", lambda: ordered(sandbox, "killed copying")[0]["state"] == "complete")
    copying = office.begin("later", 20)
    wait_for("a copy has begun", lambda: any((office.folder / "partial").glob("*/song")))
    copying.kill()
    assert not on_disk(office, job)
    office.act("later", 200)
    finish(office, job)
