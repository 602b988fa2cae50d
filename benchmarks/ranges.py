"""Seeking in an archived song: parts of 64 KiB from anywhere, and how much of the disk such a part reads."""

import random

from .figures import Figure
from .meter import Measure
from .scratch import SONG

PART = 64 * 1024
PARTS = 200


def figures(run):
    path = f"/tracks/{run.visitor.facts['newest']}/audio"
    dice = random.Random(1)
    starts = [dice.randrange(SONG - PART) for _ in range(PARTS)]
    requests = [run.visitor.get(path, range=f"bytes={start}-{start + PART - 1}") for start in starts]
    figures = run.meter.figures([Measure("64 KiB of an archived file", requests, 0.5)])
    return [*figures, reading(run, requests)]


def reading(run, requests):
    """Linux counts what a process reads, from files and connections alike."""
    before = read_by(run.large.web_pids)
    burst = run.meter.burst(requests, seconds=30, once=True)
    each = (read_by(run.large.web_pids) - before) / len(burst.latencies)
    return Figure("read by the server for such a part", each / 1024, "KiB", most=128, note="the part has 64")


def read_by(pids):
    return sum(int(open(f"/proc/{pid}/io", encoding="ascii").read().split()[1]) for pid in pids)
