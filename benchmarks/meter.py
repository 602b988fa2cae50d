"""Throughputs as parts of B, the view that answers "ok", measured right before and right after each."""

import http.client
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .figures import Figure
from .load import Burst
from .scratch import say

OK = "/benchmarks/ok"
WARM_UP = 0.5  # seconds before anything counts


class Visitor:
    """A browser that is signed in, as the person with the large library, or with a session of somebody else's: makes
    the bytes of its requests."""

    def __init__(self, scratch, session=""):
        self.scratch = scratch
        self.facts = {"session": session} if session else scratch.ask("people.visitor")
        host = "{}:{}".format(*scratch.address)
        self.head = "\r\n".join([
            f"Host: {host}", "Accept-Language: en", "User-Agent: benchmarks",
            f"Cookie: sessionid={self.facts['session']}; csrftoken={'c' * 32}",
        ])  # fmt: skip

    def get(self, path, **headers):
        """A GET as browsers send it, compression welcome; `range="…"` and the like are further headers."""
        given = {"accept_encoding": "gzip, deflate, br"} | headers
        more = "".join(f"\r\n{name.replace('_', '-')}: {value}" for name, value in given.items())
        return f"GET {path} HTTP/1.1\r\n{self.head}{more}\r\n\r\n".encode()

    def fetch(self, path, **headers):
        """The body of the answer as it is sent, compressed or not."""
        with socket.create_connection(self.scratch.address, timeout=30) as connection:
            connection.sendall(self.get(path, **headers))
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            body = answer.read()
        if answer.status != 200:
            raise ValueError(f"{path} answered {answer.status}.")
        return body


@dataclass
class Measure:
    """Something to load: its name, the requests, and the least part of B that is wanted."""

    name: str
    requests: list
    least: float | None = None


class Meter:
    def __init__(self, loader, scratch, visitor, seconds, rounds):
        self.loader, self.scratch, self.visitor = loader, scratch, visitor
        self.seconds, self.rounds = seconds, rounds
        self.oks = []  # all bursts of B

    def burst(self, requests, **options) -> Burst:
        options.setdefault("seconds", self.seconds)
        before = cpu_of(self.scratch.web_pids)
        burst = self.loader.burst(self.scratch.address, requests, **options)
        burst.cpu = (cpu_of(self.scratch.web_pids) - before) / max(1, len(burst.latencies))
        return burst

    def ok(self):
        self.oks.append(self.burst([self.visitor.get(OK)]))
        return self.oks[-1]

    def figures(self, measures):
        """One figure for each: the median over the rounds of its rate by B's around it."""
        for measure in measures:
            self.burst(measure.requests, seconds=WARM_UP)
        seen = [[] for _ in measures]
        for number in range(self.rounds):
            say(f"Round {number + 1} of {self.rounds}: {', '.join(measure.name for measure in measures)}")
            before = self.ok()
            for measure, turns in zip(measures, seen, strict=True):
                turns.append(Turn(before, self.burst(measure.requests), before := self.ok()))
        return [part_of_b(measure, turns) for measure, turns in zip(measures, seen, strict=True)]

    def once(self, name, least, batches):
        """The same for requests that can be sent only once: a batch of them a round."""
        before = self.ok()
        turns = [
            Turn(before, self.burst(batch, seconds=60, once=True), before := self.ok()) for batch in batches
        ]
        return part_of_b(Measure(name, [], least), turns)

    def b(self):
        busy = median(burst.busy for burst in self.oks)
        rate = median(burst.rate for burst in self.oks)
        note = f"{cpu(self.oks)}; the load took {busy:.0%} of a core"
        return Figure("B: “ok” to a signed-in person", rate, "/s", note=note)


@dataclass
class Turn:
    """A burst, and B's around it."""

    before: Burst
    burst: Burst
    after: Burst

    @property
    def by_rate(self):
        return 2 * self.burst.rate / (self.before.rate + self.after.rate)

    @property
    def by_cpu(self):
        """The same as the server's own work has it: what else runs on the machine hardly shows in it."""
        return (self.before.cpu + self.after.cpu) / 2 / self.burst.cpu


def part_of_b(measure, turns):
    bursts = [turn.burst for turn in turns]
    rate = median(burst.rate for burst in bursts)
    middle, slow = (median(burst.percentile(share) for burst in bursts) for share in (0.5, 0.95))
    note = f"{rate:.0f}/s; {middle:.0f} ms, p95 {slow:.0f} ms; {cpu(bursts)}"
    note += f", so {median(turn.by_cpu for turn in turns):.3f} B"
    if refused := sum(burst.refused for burst in bursts):
        note += f"; {refused} answers were no 2xx"
    return Figure(measure.name, median(turn.by_rate for turn in turns), "B", least=measure.least, note=note)


def cpu(bursts):
    return f"{1000 * median(burst.cpu for burst in bursts):.1f} ms of CPU each"


def cpu_of(pids):
    """Seconds that processes have worked (Linux)."""
    stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids)
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")
