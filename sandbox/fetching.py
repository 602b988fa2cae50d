"""Files fetched from an address: http and https only, nothing within a private network but this machine itself."""

import ipaddress
import socket
import time
from urllib.parse import urljoin, urlsplit

import requests

SECONDS = 30  # as the provider: it gives up then
HOPS = 5
BLOCK = 64 * 1024
NAME = "suno-studio-sandbox"  # as which it fetches


class Unreachable(Exception):
    """There is no file to be had at this address."""


def fetch(address, path, most):
    """Writes what is at the address to a file, at most so many bytes of it; else Unreachable."""
    end = time.monotonic() + SECONDS
    with requests.Session() as session:
        session.trust_env = False
        session.headers["User-Agent"] = NAME
        try:
            for _ in range(HOPS):
                check(address)
                with session.get(address, stream=True, allow_redirects=False, timeout=(5, 10)) as reply:
                    if not reply.is_redirect:
                        return save(reply, path, most, end)
                    address = urljoin(address, reply.headers["location"])
        except (requests.RequestException, OSError, UnicodeError, ValueError) as error:
            raise Unreachable("The file could not be fetched.") from error
    raise Unreachable("The address leads from one to the next.")


def check(address):
    """Raises Unreachable for what is neither public nor on this machine. A name may still change afterwards."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unreachable("Only http and https addresses can be fetched.")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    for *_, place in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM):
        number = ipaddress.ip_address(place[0])
        if not (number.is_global or number.is_loopback):
            raise Unreachable("Private addresses cannot be fetched.")


def save(reply, path, most, end):
    if reply.status_code != 200:
        raise Unreachable(f"The address answers {reply.status_code}.")
    size = 0
    with path.open("wb") as file:
        for block in reply.iter_content(BLOCK):
            size += file.write(block)
            if size > most:
                raise Unreachable("The file is too large.")
            if time.monotonic() > end:
                raise Unreachable("The file takes too long to come.")
    if not size:
        raise Unreachable("The file is empty.")
