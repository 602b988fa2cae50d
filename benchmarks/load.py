"""Eight browsers that never think: raw sockets, kept open, in two processes, so that the load costs little.

It does run on the same cores as the server; `busy` says how much of one core it took.
"""

import multiprocessing
import re
import selectors
import socket
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain

PROCESSES = 2
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PIECE = 256 * 1024
START_IN = 0.1  # seconds, so that all processes begin at once


@dataclass
class Burst:
    """What happened: seconds each answer took, their bytes, and how many were no 2xx.

    `busy` is the load's own share of a core; `cpu`, once the meter has filled it in, the server's seconds an answer.
    """

    seconds: float
    latencies: list = field(default_factory=list)
    received: int = 0
    refused: int = 0
    busy: float = 0.0
    cpu: float = 0.0

    @property
    def rate(self):
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share):
        """In milliseconds."""
        ranked = sorted(self.latencies) or [0.0]
        return 1000 * ranked[min(int(share * len(ranked)), len(ranked) - 1)]


class Loader:
    """Keeps its processes between bursts. Use it as a context."""

    def __enter__(self):
        self.pool = ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn"))
        list(self.pool.map(time.sleep, [0.2] * PROCESSES))  # both are there before the first burst
        return self

    def __exit__(self, *_):
        self.pool.shutdown()

    def burst(self, address, requests, *, clients=8, seconds=3.0, once=False):
        """Send `requests` (bytes each) round and round; `once` stops a client that has sent its share."""
        start_at = time.monotonic() + START_IN
        processes = min(PROCESSES, clients)
        shares = list(shares_of(requests, clients, once))
        told = [
            self.pool.submit(load, address, shares[number::processes], start_at, seconds, once)
            for number in range(processes)
        ]
        bursts = [each.result() for each in told]
        return Burst(
            max(burst.seconds for burst in bursts), list(chain(*(burst.latencies for burst in bursts))),
            sum(burst.received for burst in bursts), sum(burst.refused for burst in bursts),
            sum(burst.busy for burst in bursts),
        )  # fmt: skip


def shares_of(requests, clients, once):
    """What each client sends: a part of its own, or all of them from another one on."""
    for number in range(clients):
        at = number * len(requests) // clients
        yield requests[number::clients] if once else requests[at:] + requests[:at]


def load(address, shares, start_at, seconds, once):
    """One process's clients, each with the requests it sends."""
    burst = Burst(seconds)
    with selectors.DefaultSelector() as selector:
        clients = [Client(address, share, once, selector, burst) for share in shares if share]
        time.sleep(max(0, start_at - time.monotonic()))
        begun, cpu = time.monotonic(), time.process_time()
        for client in clients:
            client.send()
        while selector.get_map() and time.monotonic() - begun < seconds:
            for key, _events in selector.select(0.1):
                key.data.hear()
        burst.seconds = time.monotonic() - begun
        burst.busy = (time.process_time() - cpu) / burst.seconds
        for client in clients:
            client.socket.close()
    return burst


class Client:
    """One connection: sends, hears the whole answer, sends again."""

    def __init__(self, address, requests, once, selector, burst):
        self.address, self.requests, self.once = address, requests, once
        self.selector, self.burst, self.sent = selector, burst, 0
        self.connect()

    def connect(self):
        self.socket = socket.create_connection(self.address, timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(self.socket, selectors.EVENT_READ, self)

    def leave(self):
        self.selector.unregister(self.socket)
        self.socket.close()

    def send(self):
        self.heard, self.missing = b"", None
        self.sent_at = time.perf_counter()
        self.socket.sendall(self.requests[self.sent % len(self.requests)])

    def hear(self):
        piece = self.socket.recv(PIECE)
        if not piece:
            self.reconnect()
            return
        self.burst.received += len(piece)
        if self.missing is None:
            self.read_head(piece)
        else:
            self.missing -= len(piece)
        if self.missing is not None and self.missing <= 0:
            self.finish()

    def read_head(self, piece):
        self.heard += piece
        head, blank, body = self.heard.partition(b"\r\n\r\n")
        if blank:
            length = LENGTH.search(head)
            if length is None:
                raise ValueError(f"An answer without a length: {head[:300]!r}")
            self.missing = int(length[1]) - len(body)

    def finish(self):
        self.burst.latencies.append(time.perf_counter() - self.sent_at)
        self.burst.refused += self.heard[9:10] != b"2"
        self.sent += 1
        if self.once and self.sent == len(self.requests):
            self.leave()
        else:
            self.send()

    def reconnect(self):
        """The server closed a connection it had kept; nothing is counted."""
        self.leave()
        self.connect()
        self.send()
