"""Songs and covers as files: ranges, expiry, and the troubles that media hosts are known for."""

import re
import time

from . import answers, faults
from .answers import Answer

PATHS = (  # what an address looks like, and the file behind it
    (re.compile(r"/media/stream/([0-9a-f-]{36})"), "{}.mp3", "audio/mpeg"),
    (re.compile(r"/media/([0-9a-f-]{36})\.mp3"), "{}.mp3", "audio/mpeg"),
    (re.compile(r"/media/([0-9a-f-]{36})\.jpeg"), "{}.jpeg", "image/jpeg"),
)
BLOCK = 64 * 1024
DAY = 86400
SLOW = 20_000  # bytes per second
PAGE = "<html><body>Not the song you are looking for.</body></html>"


def answer(sandbox, request):
    if request.method not in ("GET", "HEAD"):
        return gone(405)
    if not request.headers.get("user-agent"):
        return gone(403)  # as the provider's file host does
    for pattern, name, kind in PATHS:
        if match := pattern.fullmatch(request.path):
            return answer_item(sandbox, request, match[1], name.format(match[1]), kind)
    return gone(404)


def answer_item(sandbox, request, pk, name, kind):
    item, path = sandbox.store.item(pk), sandbox.media / name
    if item is None or item.made < 1 or time.time() > item.at + sandbox.settings.expiry_days * DAY:
        return gone(404)
    if not path.is_file():
        return gone(404)
    fault = trouble(sandbox, item) if kind.startswith("audio/") else None
    if fault and fault.name in SPOILED:
        return SPOILED[fault.name]()
    reply = serve(path, kind, request.headers.get("range", ""))
    if fault and request.method == "GET":
        spoil(reply, fault)
    return reply


def trouble(sandbox, item):
    """The fault of this song's sound; a number with it says how often, except that slow's is a speed."""
    fault = sandbox.store.task(item.task).fault(*faults.MEDIA)
    if fault and fault.name != "slow" and fault.number is not None:
        return fault if sandbox.store.count_ask("items", item.id) <= fault.number else None
    return fault


def gone(status):
    return answers.of("", "text/plain", status)


SPOILED = {
    "dead": lambda: gone(404),
    "forbidden": lambda: gone(403),
    "empty": lambda: answers.of("", "audio/mpeg"),
    "wrong-type": lambda: answers.of(PAGE, "text/html"),
}


def spoil(reply, fault):
    if fault.name == "slow":
        reply.chunks = slowly(reply.chunks, fault.amount(SLOW))
    elif fault.name == "truncated":  # announces all, sends half, and closes
        reply.chunks = (b"".join(reply.chunks)[: reply.length // 2],)


def slowly(chunks, speed):
    step = max(1, int(speed / 10))
    for chunk in chunks:
        for start in range(0, len(chunk), step):
            yield chunk[start : start + step]
            time.sleep(0.1)


def serve(path, kind, wanted):
    """The file, or the one range of it that was asked for; nonsense in a Range header is ignored."""
    size = path.stat().st_size
    span = byte_range(wanted, size)
    headers = {"Accept-Ranges": "bytes", "Access-Control-Allow-Origin": "*"}
    if span is None:
        return Answer(read(path, 0, size), size, 200, kind, headers)
    start, end = span
    if start >= size or start > end:
        return Answer((), 0, 416, kind, headers | {"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return Answer(read(path, start, end - start + 1), end - start + 1, 206, kind, headers)


def byte_range(text, size):
    """(first, last) of "bytes=a-b", "bytes=a-" or "bytes=-n"; None when there is no such thing."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", text.strip())
    if not match or match[0] == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def read(path, start, length):
    with path.open("rb") as file:
        file.seek(start)
        while length > 0 and (block := file.read(min(BLOCK, length))):
            length -= len(block)
            yield block
