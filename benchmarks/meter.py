"""Throughputs as parts of B, the view that answers "ok", measured right before and right after each."""

import http.client
import socket
from dataclasses import dataclass
from statistics import median

from .figures import Figure
from .load import Burst
from .scratch import say

OK = "/benchmarks/ok"
WARM_UP = 0.5  # seconds before anything counts


class Visitor:
    """A browser that is signed in: makes the bytes of its requests."""

    def __init__(self, scratch):
        self.scratch = scratch
        self.facts = scratch.ask("people.visitor")
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

    def ok(self, seconds=None):
        self.oks.append(self.burst([self.visitor.get(OK)], seconds=seconds or self.seconds))
        return self.oks[-1].rate

    def burst(self, requests, **options) -> Burst:
        options.setdefault("seconds", self.seconds)
        return self.loader.burst(self.scratch.address, requests, **options)

    def figures(self, measures):
        """One figure for each: the median over the rounds of its rate by B's around it."""
        for measure in measures:
            self.burst(measure.requests, seconds=WARM_UP)
        seen = [[] for _ in measures]
        for number in range(self.rounds):
            say(f"Round {number + 1} of {self.rounds}: {', '.join(measure.name for measure in measures)}")
            before = self.ok()
            for measure, pairs in zip(measures, seen, strict=True):
                burst = self.burst(measure.requests)
                after = self.ok()
                pairs.append((burst, 2 * burst.rate / (before + after)))
                before = after
        return [part_of_b(measure, pairs) for measure, pairs in zip(measures, seen, strict=True)]

    def once(self, name, least, batches):
        """The same for requests that can be sent only once: a batch of them a round."""
        pairs = []
        before = self.ok()
        for batch in batches:
            burst = self.burst(batch, seconds=60, once=True)
            after = self.ok()
            pairs.append((burst, 2 * burst.rate / (before + after)))
            before = after
        return part_of_b(Measure(name, [], least), pairs)

    def b(self):
        busy = median(burst.busy for burst in self.oks)
        rate = median(burst.rate for burst in self.oks)
        return Figure("B: “ok” to a signed-in person", rate, "/s", note=f"the load took {busy:.0%} of a core")


def part_of_b(measure, pairs):
    bursts = [burst for burst, _ratio in pairs]
    rate = median(burst.rate for burst in bursts)
    middle, slow = (median(burst.percentile(share) for burst in bursts) for share in (0.5, 0.95))
    note = f"{rate:.0f}/s; {middle:.0f} ms, p95 {slow:.0f} ms"
    if refused := sum(burst.refused for burst in bursts):
        note += f"; {refused} answers were no 2xx"
    return Figure(measure.name, median(ratio for _burst, ratio in pairs), "B", least=measure.least, note=note)
