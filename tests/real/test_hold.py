"""The provider held by itself, and the worker killed that carries the probe: nothing stays half open, nothing is sent
twice. With real processes, and the sandbox's own books."""

import os

import pytest

from tests.real.acts import Acts
from tests.real.parts import Office, Sandbox, wait_for

pytestmark = pytest.mark.real
GOES_ON = ("waiting", "streaming", "done")


@pytest.fixture
def sandbox(tmp_path):
    sandbox = Sandbox(tmp_path / "sandbox")
    yield sandbox
    sandbox.stop()


@pytest.fixture
def office(tmp_path, sandbox):
    redis_url = os.environ["REDIS_URL"].replace("db=0", "db=7")
    acts = Acts(Office(tmp_path / "office", sandbox, redis_url, HOLD_AFTER="2"))
    yield acts
    acts.leave()


def ordered(sandbox, prompt):
    return len([task for task in sandbox.tasks() if prompt in str(task["param"])])


def test_a_probe_whose_worker_is_killed_leaves_the_next_one_its_turn(office, sandbox):
    for number in range(2):
        office.act("send", office.act("start", f"ill {number} [[fault: refuse 500]]")["pk"])
    probe = office.act("start", "the probe [[fault: hang-after 30]]")["pk"]
    following = office.act("start", "the next")["pk"]

    trying = office.begin("later", 80)  # the first pause is over, and one alone is handed out
    wait_for("the sandbox has accepted the probe", lambda: ordered(sandbox, "the probe"))
    trying.kill()
    office.act("later", 120)  # its turn is not over
    assert office.act("state", following)["state"] == "queued"

    office.act("later", 300, 2)
    assert office.act("state", probe)["state"] == "unknown"
    assert office.act("state", following)["state"] in GOES_ON
    after = office.act("start", "after it")["pk"]
    office.act("send", after)
    assert office.act("state", after)["state"] in GOES_ON
    assert [ordered(sandbox, words) for words in ("the probe", "the next", "after it")] == [1, 1, 1]
