"""What gunicorn cannot be told by flags: a body that does not come in does not hold its thread for ever, and an
address that opens a door does not stand in its log."""

import time

from sunostudio.logs import formatter

PATIENCE = 30  # seconds for any body, and more for a long one:
SLOWEST = 20_000  # bytes a second
LONGEST = 3600  # seconds, whatever length a body claims to have


class Hurried:
    """A socket whose reads together end at a deadline; all else is the socket's own."""

    def __init__(self, sock, seconds):
        self.sock, self.deadline = sock, time.monotonic() + seconds

    def recv(self, size):
        before = self.sock.gettimeout()
        self.sock.settimeout(max(self.deadline - time.monotonic(), 0.001))
        try:
            return self.sock.recv(size)
        finally:
            self.sock.settimeout(before)

    def __getattr__(self, name):
        return getattr(self.sock, name)


def on_starting(server):
    """gunicorn's hook before everything else; its log has handlers of its own."""
    for handler in server.log.error_log.handlers:
        handler.setFormatter(formatter("[%(levelname)s] %(message)s"))


def pre_request(worker, request):
    """gunicorn's hook between a request's head and its body."""
    sock = request.unreader.sock
    if isinstance(sock, Hurried):  # the connection was used before
        sock = sock.sock
    request.unreader.sock = Hurried(sock, min(PATIENCE + length_of(request) / SLOWEST, LONGEST))


def length_of(request):
    """The bytes that the head announces; 0 when it says nothing sensible."""
    lengths = [value for name, value in request.headers if name.upper() == "CONTENT-LENGTH"]
    return int(lengths[0]) if lengths and lengths[0].isdecimal() else 0
