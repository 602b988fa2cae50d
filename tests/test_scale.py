"""What script/scale counts with. The run itself is for a machine that does nothing else."""

import subprocess
import threading
import unittest
from pathlib import Path

import requests

from tests.scale import measures
from tests.scale.provider import TAKEN, Server

ROOT = Path(__file__).resolve().parents[1]


class CountTests(unittest.TestCase):
    def test_the_pace_leaves_out_how_it_begins(self):
        self.assertEqual(measures.pace([0, 9, 10, 10.5, 11, 11.5, 12], skip=2), 2)

    def test_the_fullest_window_is_found_wherever_it_lies(self):
        moments = [0, 1, 2, 50, 51, 52, 53, 59.9, 60]
        self.assertEqual(measures.fullest(moments), 5)

    def test_a_burst_at_first_does_not_count_as_more_than_is_allowed(self):
        burst = [place / 4 for place in range(20)]
        self.assertEqual(measures.share([at + window for window in (0, 10, 20, 30) for at in burst]), 1)
        self.assertAlmostEqual(
            measures.share([at + window for window in (0, 12.5, 25, 37.5) for at in burst]), 0.8
        )

    def test_the_provider_answers_when_its_time_is_over_and_keeps_books(self):
        server = Server(0, 0.2)
        self.addCleanup(server.server_close)
        self.addCleanup(TAKEN.clear)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        url = f"http://127.0.0.1:{server.server_port}"
        answer = requests.post(
            f"{url}/api/v1/generate", json={}, headers={"Authorization": "Bearer of-a-person"}, timeout=9
        )
        self.assertGreaterEqual(answer.elapsed.total_seconds(), 0.2)
        self.assertTrue(answer.json()["data"]["taskId"])
        ((_moment, key),) = requests.get(f"{url}/books", timeout=9).json()["data"]
        self.assertEqual(key, "of-a-person")


class CommandTests(unittest.TestCase):
    def test_a_measure_that_there_is_not_is_refused(self):
        done = subprocess.run(
            ["script/scale", "nonsense"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        self.assertEqual(done.returncode, 2)
        self.assertIn("There is no nonsense", done.stderr)
