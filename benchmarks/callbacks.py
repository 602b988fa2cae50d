"""Callbacks that each finish a job with two tracks, and the same ones once more."""

import json
from itertools import chain

from .meter import Measure

IN_A_BATCH = 320


def figures(run):
    run.large.ask("waiting.forget")
    jobs = run.large.ask("waiting.prepare", many=IN_A_BATCH * (run.rounds + 1))
    posts = [post(run.large.address, **job) for job in jobs]
    batches = [posts[start : start + IN_A_BATCH] for start in range(0, len(posts), IN_A_BATCH)]
    run.meter.burst(batches.pop(0), seconds=60, once=True)
    finished = run.meter.once("callbacks that finish a job with two tracks", 0.06, batches)
    [repeated] = run.meter.figures([Measure("callbacks heard before", list(chain(*batches)), 0.25)])
    done = run.large.ask("waiting.forget")
    finished.note += f"; {done['tracks']} tracks made of {done['jobs']} jobs"
    return [finished, repeated]


def post(address, path, body):
    """A callback as the provider sends it."""
    content = json.dumps(body, ensure_ascii=False).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {address[0]}:{address[1]}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\nAccept: */*\r\n\r\n"
    )
    return head.encode() + content
