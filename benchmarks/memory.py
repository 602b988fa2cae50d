"""How much memory processes have, as Linux counts it: shared pages by their share (PSS)."""

import threading
from contextlib import suppress
from pathlib import Path

from .scratch import tree

LOOKS = 0.02  # seconds between two looks


def pss(pid):
    """In MB (1,024 KiB): its own pages, and its share of those that several processes have; 0 for one that is gone."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0) / 1024
    return 0


class Watch:
    """Looks at programs, each with all processes below it, until it is left; as a context."""

    def __init__(self, pids):
        self.pids, self.is_over = pids, threading.Event()
        self.first = self.most = self.look()
        self.thread = threading.Thread(target=self.run)

    def look(self):
        return [sum(map(pss, tree(pid))) for pid in self.pids]

    def run(self):
        while not self.is_over.wait(LOOKS):
            self.most = list(map(max, self.most, self.look()))

    @property
    def growth(self):
        """MB by which the program that grew most has grown at the most."""
        return max(most - first for first, most in zip(self.first, self.most, strict=True))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()
