"""Each part of the studio killed while jobs stand in each of their states, and the database locked: real processes.

A crowd of workers holds eight jobs in eight places (see holds.py), and one part is struck: see kills.py.
"""

import json
import subprocess
import sys

import pytest

from tests.real.parts import ROOT, environ

pytestmark = [pytest.mark.chaos, pytest.mark.real]
LONGEST = 900  # seconds: more than it ever takes, and less than for ever
PARTS = ("web", "worker", "work-horse", "clock", "queue", "queue-without-its-file", "database")
SONGS, WORDS = (["kept", "kept"], 2, 0), ([], 0, 2)  # copies, sheets, drafts
MADE_SONGS = ("streaming", "applying", "copying", "sheet")
STOOD = {  # state: (how the row says it, how often the provider had accepted it)
    "queued": (["queued"], 0), "sending": (["sending"], 0), "accepted": (["sending"], 1), "waiting": (["waiting"], 1),
    "streaming": (["streaming"], 1), "applying": (["waiting", "streaming"], 1), "copying": (["streaming", "done"], 1),
    "sheet": (["streaming", "done"], 1),
}  # fmt: skip
# Nobody but the task that was killed knew what the provider said.
UNKNOWN = {("work-horse", "sending"): 0, ("work-horse", "accepted"): 1}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kills")
    command = [sys.executable, "-m", "tests.chaos.kills", folder / "world", *PARTS]
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, env=environ(folder), capture_output=True, text=True, check=False,
        timeout=LONGEST,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((folder / "world" / "told.json").read_text())


@pytest.mark.parametrize("state", STOOD)
@pytest.mark.parametrize("part", PARTS)
def test_it_is_sent_once_and_ends_well(told, part, state):
    round = told["parts"][part]
    assert round["struck"]
    stood_there(round["stood"][state], state)
    ended, orders = round["ended"][state], UNKNOWN.get((part, state), 1)
    if (part, state) in UNKNOWN:
        assert (ended["state"], ended["ordered"], ended["charged"]) == ("unknown", orders, [])
        ended = round["decided"][state]
    if orders:
        assert (ended["state"], ended["ordered"], ended["charged"]) == ("done", 1, [ended["price"]])
        assert (ended["copies"], ended["sheets"], ended["drafts"]) == (
            SONGS if state in MADE_SONGS else WORDS
        )
    else:
        assert (ended["state"], ended["ordered"], ended["charged"]) == ("failed", 0, [])


def stood_there(stood, state):
    """The blow fell where it was meant to fall."""
    states, ordered = STOOD[state]
    assert stood["state"] in states
    assert stood["ordered"] == ordered
    if state == "copying":
        assert "due" in stood["copies"]
    elif state == "sheet":
        assert stood["sheets"] < stood["copies"].count("kept")
    elif state == "applying":  # what is written is not yet to be seen
        assert len(stood["copies"]) < 2


def test_both_books_agree_in_the_end(told):
    assert {rule: sentences for rule, sentences in told["broken"].items() if sentences} == {}
