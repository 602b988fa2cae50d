"""Answers that are fine until they set out: emptied, blown up to many megabytes, or dripping."""

import time

from . import answers, faults
from .answers import Answer

MEGABYTE = 1024 * 1024
HUGE = 64  # megabytes
TRICKLE = 60.0  # seconds for the whole of an answer
DROPS = 10  # a second
BLOCK = b"x" * 64 * 1024


def spoiled(answer, struck):
    """The same answer with what the faults of its request do to it."""
    fault = faults.find(struck, faults.ODD)
    return ODDITIES[fault.name](answer, fault.number) if fault else answer


def emptied(answer, _):
    return answers.of("", answer.content_type, answer.status)


def huge(answer, megabytes):
    """Still JSON, and true: an object with one more field of so many megabytes."""
    head, tail = b"".join(answer.chunks).removesuffix(b"}") + b', "padding": "', b'"}'
    padding = int((megabytes or HUGE) * MEGABYTE)
    length = len(head) + padding + len(tail)
    return Answer(padded(head, padding, tail), length, answer.status, answer.content_type, answer.headers)


def padded(head, padding, tail):
    yield head
    while padding > 0:
        yield BLOCK[:padding]
        padding -= len(BLOCK)
    yield tail


def trickling(answer, seconds):
    seconds = TRICKLE if seconds is None else seconds
    drops = dripping(b"".join(answer.chunks), seconds)
    return Answer(drops, answer.length, answer.status, answer.content_type, answer.headers)


def dripping(body, seconds):
    """The body in even pieces, the last one after so many seconds."""
    drops = max(1, min(len(body), int(seconds * DROPS)))
    for drop in range(drops):
        time.sleep(seconds / drops)
        yield body[len(body) * drop // drops : len(body) * (drop + 1) // drops]


ODDITIES = {"empty-answer": emptied, "huge-answer": huge, "trickle-answer": trickling}
