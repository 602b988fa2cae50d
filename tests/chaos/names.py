"""How names are looked up in a run: one name has a public address at first and a private one afterwards."""

import os
import socket
from pathlib import Path

from urllib3.util import connection

CHANGES_ITS_MIND = "localhost"  # where `private-host` leads
PUBLIC, PRIVATE = "93.184.216.34", "127.0.0.1"
look_up, connect = socket.getaddrinfo, connection.create_connection


def looked_up(host, port, *args, **kwargs):
    """In the place of socket.getaddrinfo."""
    name = host.decode() if isinstance(host, bytes) else host
    if name != CHANGES_ITS_MIND:
        return look_up(host, port, *args, **kwargs)
    return look_up(PRIVATE if count() % 2 else PUBLIC, port, *args, **kwargs)


def connected(address, *args, **kwargs):
    """In the place of urllib3's create_connection: nobody else's server is ever asked."""
    if address[0] == PUBLIC:
        raise ConnectionRefusedError("Nobody answers there.")
    return connect(address, *args, **kwargs)


def log():
    return Path(os.environ["STUDIO_DATA"]) / "look-ups"


def count():
    """Notes a look-up; how many there were before it, in all processes together."""
    with log().open("ab") as file:
        before = file.tell()
        file.write(b".")
    return before


def change_their_minds():
    socket.getaddrinfo, connection.create_connection = looked_up, connected
