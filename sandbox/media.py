"""What tasks made, as files: ranges, expiry, and the troubles that media hosts are known for.

A plain address is /media/…; one made later is /media/dl/<token>/… (for minutes) or /media/fresh/<token>/… (recovered).
"""

import re
import time
from urllib.parse import unquote

from . import answers, faults
from .answers import Answer

ID = "([0-9a-f-]{36})"
PATHS = (  # what a plain address looks like, and the file behind it
    (re.compile(rf"/media/stream/{ID}"), "{}.mp3", "audio/mpeg"),
    (re.compile(rf"/media/{ID}\.mp3"), "{}.mp3", "audio/mpeg"),
    (re.compile(rf"/media/stems/{ID}_[\w -]+\.mp3"), "{}.mp3", "audio/mpeg"),
    (re.compile(rf"/media/{ID}\.wav"), "{}.wav", "audio/wav"),
    (re.compile(rf"/media/{ID}\.mp4"), "{}.mp4", "video/mp4"),
    (re.compile(rf"/media/{ID}\.jpeg"), "{}.jpeg", "image/jpeg"),
)
LINK = re.compile(r"/media/(dl|fresh)/([0-9a-f]{32})(/.+)")
BLOCK = 64 * 1024
DAY = 86400
PRIVATE = "http://10.0.0.1"
SLOW = 20_000  # bytes per second
PAGE = "<html><body>Not the song you are looking for.</body></html>"


def answer(sandbox, request):
    if request.method not in ("GET", "HEAD"):
        return gone(405)
    if not request.headers.get("user-agent"):
        return gone(403)  # as the provider's file host does
    path, link = unquote(request.path), LINK.fullmatch(unquote(request.path))
    if link:
        path = plain_path(path)
        if sandbox.store.link(link[2]) != path:
            return gone(404)
    behind = found(sandbox, path)
    return answer_item(sandbox, request, *behind, link[1] if link else "") if behind else gone(404)


def plain_path(path):
    """The path of an address without the token that it may have."""
    path = unquote(path)
    link = LINK.fullmatch(path)
    return f"/media{link[3]}" if link else path


def found(sandbox, path):
    """(item, path of the file, content type) behind a plain path; None when there is none."""
    for pattern, name, kind in PATHS:
        if match := pattern.fullmatch(path):
            item, file = sandbox.store.item(match[1]), sandbox.media / name.format(match[1])
            return (item, file, kind) if item and item.made > 0 and file.is_file() else None
    return None


def answer_item(sandbox, request, item, path, kind, link):
    """`link` is how the address was made: "" for a plain one, "dl", or "fresh", which lives for itself."""
    task = sandbox.store.task(item.task)
    if is_old(sandbox, item, task) and link != "fresh":
        return gone(404)
    fault = None if link == "fresh" or is_cover(item, kind) else trouble(sandbox, task, item)
    if fault and link and fault.name == "forbidden":
        fault = None
    if fault and fault.name in SPOILED:
        return SPOILED[fault.name]()
    if fault and fault.name == "redirect-private":
        return redirected(sandbox, item)
    reply = serve(path, kind, request.headers.get("range", ""))
    if fault and request.method == "GET":
        spoil(reply, fault)
    return reply


def is_old(sandbox, item, task):
    """Whether its plain address leads nowhere any more."""
    return time.time() > item.at + sandbox.settings.expiry_days * DAY or bool(task.fault(*faults.GONE))


def is_cover(item, kind):
    """Whether it is the picture that comes with a song: those are always well."""
    return kind.startswith("image/") and item.kind != "picture"


def trouble(sandbox, task, item):
    """The fault of a file; a number with it says how often, except that slow's is a speed."""
    fault = task.fault(*faults.MEDIA - {"private-host"})
    if fault and fault.name == "one-dead":
        return faults.Fault("dead") if item.position == 1 else None
    if fault:
        strikes = is_struck(sandbox, item, fault)
        return fault if strikes or fault.name == "slow" else None
    return None


def is_struck(sandbox, item, fault):
    """Whether it still strikes, which is counted; without a number for ever."""
    asks = sandbox.store.count_ask("items", item.id)
    return fault.number is None or asks <= fault.number


def origin(sandbox, item):
    """What the addresses of an item begin with: ours, or by `private-host` one that nobody should fetch from."""
    fault = sandbox.store.task(item.task).fault("private-host")
    struck = fault and is_struck(sandbox, item, fault)
    return f"http://localhost:{sandbox.trap.port}" if struck else sandbox.url


def redirected(sandbox, item):
    """A redirect into a private network and into this machine, by turns."""
    asks = sandbox.store.item(item.id).asks
    place = PRIVATE if asks % 2 else f"http://127.0.0.1:{sandbox.trap.port}"
    reply = gone(302)
    reply.headers["Location"] = f"{place}/{item.id}.mp3"
    return reply


def gone(status):
    return answers.of("", "text/plain", status)


SPOILED = {
    "dead": lambda: gone(404),
    "forbidden": lambda: gone(403),
    "empty": lambda: answers.of("", "audio/mpeg"),
    "wrong-type": lambda: answers.of(PAGE, "text/html"),
}


def spoil(reply, fault):
    if fault.name == "endless":
        reply.chunks, reply.length, reply.status = repeated(reply.chunks), None, 200
        reply.headers.pop("Content-Range", None)
    elif fault.name == "slow":
        reply.chunks = slowly(reply.chunks, fault.amount(SLOW))
    elif fault.name == "truncated":  # announces all, sends half, and closes
        reply.chunks = (b"".join(reply.chunks)[: reply.length // 2],)


def repeated(chunks):
    """The same again and again, until nobody listens any more."""
    whole = b"".join(chunks) or bytes(BLOCK)
    while True:
        yield whole


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
