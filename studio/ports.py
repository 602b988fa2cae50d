"""Which ports are free, and whether a web server answers."""

import errno
import socket

from studio.env import Refused, bracketed


def refuse_taken(host, port):
    """Raise Refused, in words a person can act on, when nothing can listen there."""
    error = _bind(host, port)
    if error is None:
        return
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        raise Refused(f"HOST has to be an address of this machine, not “{host}”.", code=2)
    if error.errno == errno.EADDRINUSE:
        raise Refused(f"Port {port} is already in use on {host}: stop what uses it, or set PORT to another.")
    raise Refused(f"Nothing can listen on {bracketed(host)}:{port}: {error.strerror}.")


def _bind(host, port):
    """Try to listen as a web server would; return the error, or None when it is possible."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # As servers do: connections that just ended do not count as use.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        return error
    return None


def kept(path, first):
    """Return the local port that ``path`` remembers, or a new one, ``first`` if it is free.

    The port stays the same from start to start: addresses of songs and callbacks carry it.
    """
    remembered = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    choices = [int(remembered)] if remembered.isdigit() else []
    port = next(
        (port for port in [*choices, first] if 0 < port < 65536 and not _bind("127.0.0.1", port)), None
    )
    port = port or _any_free()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(f"{port}\n", encoding="utf-8")
    return port


def _any_free():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def web_answers(host, port):
    """Say whether ``/healthz`` is answered there, whatever the answer, short of a server's error."""
    host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    request = f"GET /healthz HTTP/1.0\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            connection.sendall(request.encode())
            status = connection.recv(12)
    except OSError:
        return False
    return status.startswith(b"HTTP/") and status[9:10] in (b"2", b"3", b"4")
