"""Two hundred jobs while everything fails that can: the rules hold. `script/chaos` does the same for longer."""

import json
import subprocess
import sys

import pytest

from tests import postgres
from tests.real.parts import ROOT, environ

pytestmark = [pytest.mark.chaos, pytest.mark.real]
LONGEST = 900  # seconds: more than it ever takes, and less than for ever


def run(folder, *words, **values):
    """(exit code, what was said, the figures) of a run from the command line."""
    path = folder / "figures.json"
    command = [sys.executable, "-m", "tests.chaos", "--folder", folder / "world", "--figures", path, *words]
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, env=environ(folder) | values, capture_output=True, text=True, check=False,
        timeout=LONGEST,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert path.exists(), said
    return done.returncode, said, json.loads(path.read_text())


class TestOnSQLite:
    def test_nothing_is_lost_or_paid_twice_whatever_fails(self, tmp_path):
        code, said, figures = run(tmp_path, "--jobs", 200, "--pause", 0.5)
        assert (code, figures["violations"]) == (0, 0), said
        assert all(figures["faults"].values())


@pytest.mark.skipif(bool(postgres.missing()), reason=postgres.missing())
class TestOnPostgreSQL:
    def test_nothing_is_lost_or_paid_twice_either(self, tmp_path):
        with postgres.Server() as server:
            code, said, figures = run(tmp_path, "--jobs", 200, "--pause", 0.5, TEST_DATABASE_URL=server.url)
        assert (code, figures["violations"]) == (0, 0), said
        assert figures["database"] == "postgresql"


class TestSabotage:
    def test_a_studio_that_sends_twice_is_found_out(self, tmp_path):
        code, said, figures = run(tmp_path, "--sabotage", "sent-once")
        assert code == 1
        assert {rule for rule, times in figures["rules"].items() if times} == {
            "sent-once",
            "sent-once before people decide",
        }, said
