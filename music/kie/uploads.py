"""Files handed over: the provider's file service takes them, and its address goes into a request.

It is free and may be repeated, so nothing here ends in `NoAnswer`: trouble is `NotSent` or `Refused`.
The service names a file's type after the extension of its name, whatever is in it; a name that was
used before is overwritten, but caches may go on giving out the old file. Files are kept for 24 hours
by the newer pages, for three days by older ones.
"""

import base64
import mimetypes
import os
import secrets
from dataclasses import dataclass

from urllib3.fields import RequestField

from .client import Caller, is_sister
from .errors import KieError, NoAnswer, NotSent, Refused
from .redact import redact
from .values import dict_of, number_of, url_of
from .words import plain, words_of

KIE, UPLOAD_HOST = "https://api.kie.ai", "https://kieai.redpandaai.co"
SISTER_UPLOAD_HOST = "https://sunoapiorg.redpandaai.co"

FOLDER = "suno-studio"
BASE64_BYTES = 10 * 1000 * 1000
"""From here on the pages advise to stream; a text is a third longer than the file."""

TIMEOUT = (10, 120)
"""Seconds to connect and for one piece to leave; and to wait, once all has left, while it is stored."""

PIECE = 64 * 1024
NO_SUCH_WAY = {404, 405, 415}
"""What a service says of a way to hand over that it does not offer."""

SAID_CLEARLY = {401, 402, 405, 433, 451, 455, 505, "unsendable", "no_key"}
"""Codes whose sentence is as true of a file; the others speak of words and songs."""


class NotThisWay(Refused):
    """The file service does not take files in this way; another one may do."""


@dataclass(frozen=True)
class Uploaded:
    """A file as the provider has it: its address, its size in bytes and its type, where they are told."""

    url: str
    size: int | None = None
    mime: str = ""


def upload_base_url(base_url, configured=""):
    """Where files for the service at `base_url` are handed over. KIE and its sister have hosts of
    their own; any other service takes files itself. `configured` wins."""
    if configured:
        return configured.rstrip("/")
    if base_url.rstrip("/") == KIE:
        return UPLOAD_HOST
    return SISTER_UPLOAD_HOST if is_sister(base_url) else base_url.rstrip("/")


class UploadClient(Caller):
    """Hands over files with the key that also pays for songs."""

    def __init__(self, base_url, key):
        super().__init__(base_url, key)
        self.timeout = TIMEOUT

    def stream(self, file, name) -> Uploaded:
        """Hand over an open binary file of any size; it is read from its start, piece by piece."""
        fields = {"uploadPath": FOLDER, "fileName": name}
        return self._hand_over("/api/file-stream-upload", fields, Form(fields, file, name))

    def base64(self, data, name) -> Uploaded:
        """Hand over bytes that are at hand, at most `BASE64_BYTES` of them."""
        # Without "data:…;base64," before it: the pages allow that, a client found that it fails.
        text = base64.b64encode(data).decode()
        fields = {"base64Data": text, "uploadPath": FOLDER, "fileName": name}
        return self._hand_over("/api/file-base64-upload", fields)

    def url(self, address, name) -> Uploaded:
        """Let the provider fetch a file from a public address: within 30 seconds, so 100 MB at most."""
        fields = {"fileUrl": address, "uploadPath": FOLDER, "fileName": name}
        return self._hand_over("/api/file-url-upload", fields)

    def _hand_over(self, path, fields, form=None):
        try:
            return uploaded_of(self._call("POST", path, fields, form))
        except NotSent:
            raise
        except Refused as error:
            kind = NotThisWay if error.code in NO_SUCH_WAY else Refused
            raise kind(error.message, said_of_files(error.code)) from error
        except KieError as error:
            raise NotSent(error.message, "not_handed_over") from error

    def _refuse(self, status, body):
        """Here success is said twice, and either is enough; so is either to deny it."""
        done = body.get("success")
        super()._refuse(status, {"code": 200, **body} if done is True else body)
        if done is False:
            raise Refused(redact(words_of(body.get("msg")), [self.key]), "file_refused")


def said_of_files(code):
    return code if code in SAID_CLEARLY else "file_refused"


def uploaded_of(body):
    """The `Uploaded` of an answer, in either of the two sets of names that are documented."""
    data = dict_of(dict_of(body).get("data"))
    url = url_of(data.get("downloadUrl")) or url_of(data.get("fileUrl"))
    if not url:
        raise NoAnswer("The answer has no address.", code="unreadable")
    size = number_of(data.get("fileSize"))
    return Uploaded(url, None if size is None else int(size), plain(data.get("mimeType"), 100))


class Form:
    """A multipart form whose file is read while it is sent. requests asks for its length and its
    pieces; with `files=` it would hold the whole file in memory."""

    def __init__(self, fields, file, name):
        self.file = file
        self.boundary = secrets.token_hex(16)
        self.content_type = f"multipart/form-data; boundary={self.boundary}"
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        texts = b"".join(self._header(key) + value.encode() + b"\r\n" for key, value in fields.items())
        self.head = texts + self._header("file", filename=name, content_type=mime)
        self.tail = f"\r\n--{self.boundary}--\r\n".encode()
        file.seek(0, os.SEEK_END)
        self.size = file.tell()

    def _header(self, key, filename=None, content_type=None):
        field = RequestField(key, b"", filename=filename)
        field.make_multipart(content_type=content_type)
        return f"--{self.boundary}\r\n{field.render_headers()}".encode()

    def __len__(self):
        return len(self.head) + self.size + len(self.tail)

    def __iter__(self):
        self.file.seek(0)
        yield self.head
        while piece := self.file.read(PIECE):
            yield piece
        yield self.tail
