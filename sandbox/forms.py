"""Bodies too large to be held in memory: read block by block, and taken apart where they are multipart/form-data."""

from email.message import Message
from email.parser import HeaderParser

BLOCK = 64 * 1024
LONGEST = 64 * 1024  # bytes of a part's headers, and of a field that is a text


class Malformed(Exception):
    """The body is not what its headers promise."""


class Body:
    """The rest of a request, as long as its Content-Length says."""

    def __init__(self, stream, length):
        self.stream, self.left = stream, length

    def read(self, size=BLOCK):
        """At most so many bytes, none at the end; ConnectionError when the other side stops before."""
        block = self.stream.read(min(size, self.left))
        if self.left and not block:
            raise ConnectionError("The body ended early.")
        self.left -= len(block)
        return block

    def drain(self):
        """Reads what nobody wanted: a client that is still sending would not hear the answer."""
        while self.read():
            pass


def boundary_of(content_type):
    head = Message()
    head["Content-Type"] = content_type
    boundary = head.get_boundary()
    if head.get_content_type() != "multipart/form-data" or not boundary:
        raise Malformed("The body is not multipart/form-data.")
    return boundary.encode()


class Parts:
    """Iterates over (field name, file name or None, blocks of its content); each is read before the next."""

    def __init__(self, body, boundary):
        self.body, self.delimiter = body, b"\r\n--" + boundary
        self.waiting = b"\r\n"  # so that the first boundary looks like the others

    def __iter__(self):
        for _ in self.content():
            pass  # a preamble means nothing
        while not self.is_over():
            head = self.head()
            content = self.content()
            yield *head, content
            for _ in content:
                pass

    def fill(self):
        block = self.body.read()
        if not block:
            raise Malformed("The last boundary is missing.")
        self.waiting += block

    def content(self):
        """What stands before the next boundary; of what may be the boundary's beginning, nothing is given out."""
        spare = len(self.delimiter) - 1
        while (place := self.waiting.find(self.delimiter)) < 0:
            block, self.waiting = self.waiting[:-spare], self.waiting[-spare:]
            yield block
            self.fill()
        block, self.waiting = self.waiting[:place], self.waiting[place + len(self.delimiter) :]
        yield block

    def is_over(self):
        while len(self.waiting) < 2:
            self.fill()
        return self.waiting.startswith(b"--")

    def head(self):
        while (end := self.waiting.find(b"\r\n\r\n")) < 0:
            if len(self.waiting) > LONGEST:
                raise Malformed("The headers of a part do not end.")
            self.fill()
        lines, self.waiting = self.waiting[:end], self.waiting[end + 4 :]
        head = HeaderParser().parsestr(lines.decode("utf-8", "replace").lstrip("\r\n"))
        name = head.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            raise Malformed("A part has no name.")
        return name, head.get_filename()


def text(content):
    """The whole of a part that is a short text."""
    found = b""
    for block in content:
        found += block
        if len(found) > LONGEST:
            raise Malformed("A field is too long.")
    return found.decode("utf-8", "replace")
