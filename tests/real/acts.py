"""Acts of an office, each in a process of its own that can be killed: forked from one that has loaded the studio."""

import json
import os
import signal
import subprocess
import sys
from functools import partial
from itertools import count

from studio.processes import die_with
from tests.real.parts import ROOT


class Act:
    """One that was begun."""

    def __init__(self, acts, pid, file):
        self.acts, self.pid, self.file = acts, pid, file

    def end(self):
        """How it ended: 0, 1 for an error, or the negative number of a signal."""
        return self.acts.ask("end", self.pid)

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        self.end()


class Acts:
    """`act("state", job)` is what this verb of act.py gives; None when its process was killed."""

    def __init__(self, office):
        self.folder, self.numbers = office.folder, count()
        with (self.folder / "acts.log").open("w") as log:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "tests.real.act"], cwd=ROOT, env=office.environ, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, preexec_fn=partial(die_with, os.getpid()),
            )  # fmt: skip

    def begin(self, *words):
        file = self.folder / f"act-{next(self.numbers)}.log"
        return Act(self, self.ask("begin", str(file), *map(str, words)), file)

    def act(self, *words):
        act = self.begin(*words)
        code, said = act.end(), act.file.read_text()
        if code == -signal.SIGKILL:
            return None
        assert code == 0, said
        return json.loads(said.splitlines()[-1])

    def ask(self, *line):
        print(json.dumps(line), file=self.child.stdin, flush=True)
        return int(self.child.stdout.readline())

    def leave(self):
        self.child.stdin.close()
        self.child.wait()
        self.child.stdout.close()
