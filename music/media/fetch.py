"""The one way to a foreign address: a provider's links can lead anywhere, so nothing but public hosts is asked.

Names are resolved once and the connection goes to the address that was checked (requests-hardened pins it), so
a name that changes its mind between the two steps gains nothing. Every redirect is checked like a first address.
"""

import contextlib
import ipaddress
import re
import socket
import string
import threading
import time
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import quote, urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter

HEADERS = {
    "User-Agent": "SunoStudio/1.0",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}
MAX_REDIRECTS = 5
PIECE = 64 * 1024


class FetchError(Exception):
    """A foreign file did not arrive; the subclass says what to do next, the text says why in one sentence."""


class Gone(FetchError):
    """The link is dead or refused (403, 404, 410): only a fresh link helps."""


class Forbidden(FetchError):
    """Not an address that may be asked: never try it again."""


class TooLarge(FetchError):
    """The file is larger than the caller allows."""


class Broken(FetchError):
    """Trouble on the way (network, 5xx, cut short, too slow): try again later."""


@dataclass(frozen=True)
class Fetched:
    """What arrived: size in bytes, and the address that sent it in the end."""

    size: int
    url: str


def download(
    url: str, into: BinaryIO, *, max_bytes, timeout=(5, 20), total_seconds=600, allow=None, progress=None
) -> Fetched:
    """Copy what `url` answers into the binary file object `into`.

    `url` goes out exactly as given, since signed links break when tidied; only what HTTP cannot carry (blanks,
    letters beyond ASCII) is percent-encoded. `timeout` is (connect, read) and `total_seconds` the limit for
    everything together, both in seconds. `allow` is the one origin that need not be public, such as
    "http://127.0.0.1:8901". `progress(done, total)` hears bytes after each piece; total is None when unknown.
    Raises FetchError; a failed write raises its own OSError. After an error `into` may hold a part.
    """
    with _Deadline(total_seconds) as deadline:
        response, url = _follow(url, allow, timeout, deadline)
        with response:
            total = _announced(response, max_bytes)
            size = 0
            for piece in _pieces(response, deadline):
                size += len(piece)
                if size > max_bytes:
                    raise TooLarge(f"The file is larger than {max_bytes} bytes.")
                into.write(piece)
                if progress:
                    progress(size, total)
    if not size:
        raise Broken("The server sent an empty file.")
    return Fetched(size, url)


def _follow(url, allow, timeout, deadline):
    """Ask `url` and where it leads; gives the answer (200, body unread) and its address."""
    for _ in range(MAX_REDIRECTS + 1):
        response = _ask(url, allow, timeout, deadline)
        location = response.headers.get("Location")
        if response.status_code not in REDIRECTS or not location:
            return _accepted(response), url
        response.close()
        url = _next(url, location)
    raise Broken(f"The address was redirected more than {MAX_REDIRECTS} times.")


def _next(url, location):
    try:
        # Headers arrive as Latin-1; servers that write letters beyond ASCII mean UTF-8.
        return urljoin(url, location.encode("latin-1", "ignore").decode("utf-8", "replace"))
    except ValueError as error:
        raise Forbidden("The redirect does not lead to a web address.") from error


def _accepted(response):
    status = response.status_code
    if status == 200:
        return response
    response.close()
    if status in (403, 404, 410):
        raise Gone(f"The link is dead or refused (HTTP {status}).")
    raise Broken(f"The server answered HTTP {status}.")


def _ask(url, allow, timeout, deadline):
    request, target = _prepare(url)
    allowed = allow is not None and _origin(request.url) == _origin(allow)
    is_https = request.url.startswith("https:")
    adapter = _Any(target, deadline) if allowed else _Public(target, deadline, is_https_proto=is_https)
    try:
        # The adapter alone, without a session: no cookies, no proxies or .netrc from the environment.
        return adapter.send(request, stream=True, timeout=timeout)
    except (InvalidIPAddress, requests.exceptions.InvalidURL) as error:
        raise Forbidden("The address does not lead to a public host.") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        deadline.check()
        raise Broken("The server could not be reached or did not answer.") from error


def _prepare(url):
    """The request as `requests` understands the address, and the path and query just as they were given."""
    if any(ord(character) < 32 or ord(character) == 127 for character in url):
        raise Forbidden("The address holds control characters.")
    try:
        request = requests.Request("GET", url, headers=HEADERS).prepare()
        parts = urlsplit(request.url)
        given = re.match(r"\s*\w+://[^/?#\\]*(?=[/?#]|$)([^#]*)", url)[1]
        target = quote(given if given.startswith("/") else f"/{given}", safe=string.punctuation)
    except (requests.RequestException, ValueError, TypeError) as error:
        raise Forbidden("This is not a web address.") from error
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
        raise Forbidden("Only plain http and https addresses are fetched.")
    return request, target


def _origin(url):
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or PORTS.get(parts.scheme)


def _announced(response, max_bytes):
    """The Content-Length in bytes, None when there is none."""
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Broken("The server compressed the file though it was asked not to.")
    length = response.raw.length_remaining  # read from the header by urllib3, which knows when it counts
    if length is not None and length > max_bytes:
        raise TooLarge(f"The file is larger than {max_bytes} bytes.")
    return length


def _pieces(response, deadline):
    """The body as it comes in; a body shorter than its Content-Length is an error of urllib3's.

    read1 returns after one packet, so that the clock is seen between trickles.
    """
    while True:
        try:
            piece = response.raw.read1(PIECE, decode_content=False)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            deadline.check()
            raise Broken("The connection broke while the file was coming in.") from error
        deadline.check()
        if not piece:
            return
        yield piece


class _Deadline:
    """A limit for everything together; a timer hangs up, since a server may even trickle its headers."""

    def __init__(self, seconds):
        self.seconds, self.ends, self.sock = seconds, time.monotonic() + seconds, None
        self.timer = threading.Timer(seconds, self.hang_up)
        self.timer.daemon = True

    def __enter__(self):
        self.timer.start()
        return self

    def __exit__(self, *exc_info):
        self.timer.cancel()
        self.timer.join()

    def watch(self, sock):
        self.sock = sock
        self.check()

    def check(self):
        if time.monotonic() >= self.ends:
            raise Broken(f"The file took longer than {self.seconds} seconds.")

    def hang_up(self):
        with contextlib.suppress(OSError):  # closed already
            if self.sock:
                # Past TLS, on the plain socket: the reading thread is using the other layer's state.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class _AsGiven:
    """An adapter for one request that sends `target` untouched: urllib3 would rewrite its escapes."""

    def __init__(self, target, deadline, **kwargs):
        self.target, self.deadline = target, deadline
        super().__init__(**kwargs)

    def get_connection_with_tls_context(self, *args, **kwargs):
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        target, deadline = self.target, self.deadline

        class Connection(pool.ConnectionCls):
            def connect(self):
                super().connect()
                deadline.watch(self.sock)

            def request(self, method, url, *args, **kwargs):
                super().request(method, target, *args, **kwargs)

        pool.ConnectionCls = Connection
        return pool


class _Any(_AsGiven, HTTPAdapter):
    """For the one allowed origin: whatever address it has."""


class _Public(_AsGiven, IPFilterAdapter):
    """For all others: one lookup, a public address, and the connection goes to exactly that one."""

    def build_connection_pool_key_attributes(self, *args, **kwargs):
        host, pool = super().build_connection_pool_key_attributes(*args, **kwargs)
        address = ipaddress.ip_address(host["host"].strip("[]"))
        # What the library lets through: reserved IPv6 ranges and the old site-local one.
        if address.is_reserved or getattr(address, "is_site_local", False):
            raise InvalidIPAddress(address)
        return host, pool
