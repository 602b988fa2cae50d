"""A file of 200 MB brought to the studio, in pieces and as a plain form: how far the web server's memory grows."""

import http.client
import json
import struct
import time
import uuid
from urllib.parse import urlencode

from .figures import Figure
from .memory import Watch

SIZE, SMALL = 200 * 1000 * 1000, 8 * 1000 * 1000  # bytes; what is loaded once is loaded with the small one
PIECE = 4 * 1024 * 1024  # as large as the page makes them
BLOCK = 64 * 1024
MOST = 30  # MB
TOKEN = "c" * 32


def figures(run):
    browser = Browser(run)
    found = [
        growth(run, name, lambda size, way=way: way(browser, size))
        for name, way in (("in pieces", in_pieces), ("as a plain form", as_a_form))
    ]
    run.large.ask("arriving.forget")
    return found


def growth(run, name, bring):
    """MB by which gunicorn's processes together grew at the most while the file came."""
    bring(SMALL)
    with Watch(run.large.web_pids[:1]) as watch:
        begun = time.monotonic()
        bring(SIZE)
        seconds = time.monotonic() - begun
    note = f"{SIZE / 1e6 / seconds:.0f} MB/s; {watch.first[0]:.0f} MB before"
    return Figure(f"web grows while 200 MB come {name}", watch.growth, "MB", most=MOST, note=note)


def in_pieces(browser, size):
    """As the page sends it."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    begin = urlencode({"name": f"{uuid.uuid4()}.wav", "size": size})
    told = json.loads(browser.ask("POST", "/uploads/arrivals/", begin, 201, **kind))
    content = Content(size)
    for offset in range(0, size, PIECE):
        piece, place = content.read(PIECE), {"Upload-Offset": str(offset)}
        browser.ask("PUT", f"/uploads/arrivals/{told['uuid']}/", piece, 200, **place)


def as_a_form(browser, size):
    """As a page without scripts sends it."""
    head = (
        f'--edge\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{TOKEN}\r\n'
        f'--edge\r\nContent-Disposition: form-data; name="files"; filename="{uuid.uuid4()}.wav"\r\n'
        "Content-Type: audio/wav\r\n\r\n"
    ).encode()
    body = Content(size, head, b"\r\n--edge--\r\n")
    kind = {"Content-Type": "multipart/form-data; boundary=edge", "Content-Length": str(body.size)}
    browser.ask("POST", "/uploads/", body, 302, **kind)


class Content:
    """A WAV of so many bytes, all silence, with what a form puts around it; never whole in memory."""

    def __init__(self, size, before=b"", after=b""):
        header = wav_header(size)
        self.parts = [before + header, size - len(header), after]
        self.size = len(before) + size + len(after)

    def read(self, size=BLOCK):
        first, silent, last = self.parts
        piece, self.parts[0] = first[:size], first[size:]
        quiet = min(size - len(piece), silent)
        self.parts[1] -= quiet
        piece += bytes(quiet)
        rest = size - len(piece)
        self.parts[2] = last[rest:]
        return piece + last[:rest]


def wav_header(size):
    """44 bytes: two channels of 16 bits, 44,100 a second."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 2, 44100, 176400, 4, 16)
    return struct.pack("<4sI4s", b"RIFF", size - 8, b"WAVE") + form + struct.pack("<4sI", b"data", size - 44)


class Browser:
    """The visitor, over one kept connection."""

    def __init__(self, run):
        self.connection = http.client.HTTPConnection(*run.large.address, timeout=120)
        self.connection.blocksize = BLOCK
        session = run.visitor.facts["session"]
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}

    def ask(self, method, path, body, wanted, **headers):
        """The answer's body; ValueError for another status than the one that is wanted."""
        self.connection.request(method, path, body, self.headers | headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != wanted:
            raise ValueError(f"{path} answered {answer.status}.")
        return content
