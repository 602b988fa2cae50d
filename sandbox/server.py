"""HTTP/1.1 around the sandbox: reads requests, sends answers, breaks connections off where a fault asks for it."""

import socket
import socketserver
import struct
import sys
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit

from . import uploads
from .answers import BrokenOff, Request
from .forms import Body
from .service import Sandbox

LARGEST = 50 * 1024 * 1024  # bytes of a request's body, but for files that are streamed


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "sandbox", ""
    timeout = 60  # an idle connection is closed after that
    wbufsize = 64 * 1024  # head and body leave together
    disable_nagle_algorithm = True

    def respond(self):
        try:
            request = self.read_request()
            reply = self.server.sandbox.answer(request)
            if request.stream:
                request.stream.drain()
            self.send(reply)
        except BrokenOff as broken:
            self.break_off(broken)
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = respond

    def read_request(self):
        address = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        streamed = address.path in uploads.STREAMED
        if length > (uploads.LARGEST_BODY if streamed else LARGEST):
            raise BrokenOff()
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(address.query))
        if streamed:
            return Request(self.command, address.path, query, headers, stream=Body(self.rfile, length))
        return Request(self.command, address.path, query, headers, self.rfile.read(length))

    def send(self, reply):
        self.send_response(reply.status)
        endless = reply.length is None
        size = {"Connection": "close"} if endless else {"Content-Length": str(reply.length)}
        for name, value in ({"Content-Type": reply.content_type} | size | reply.headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.send_body(reply)

    def send_body(self, reply):
        sent = 0
        for chunk in reply.chunks:
            self.wfile.write(chunk)
            self.wfile.flush()
            sent += len(chunk)
        if sent < (reply.length or 0):  # truncated on purpose
            self.close_connection = True

    def break_off(self, broken):
        self.close_connection = True
        if broken.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        else:
            time.sleep(broken.hold)

    def log_message(self, *args):
        """Says nothing: callers keep their own logs."""


class Server(socketserver.ThreadingTCPServer):
    """Listens as soon as it exists; `url` has the port that was chosen."""

    allow_reuse_address = daemon_threads = True
    request_queue_size = 128

    def __init__(self, settings):
        super().__init__((settings.host, settings.port), Handler)
        self.sandbox = Sandbox(settings)
        host = "127.0.0.1" if settings.host in ("", "0.0.0.0") else settings.host
        self.url = self.sandbox.url = f"http://{host}:{self.server_address[1]}"
        self.sandbox.start()

    def handle_error(self, request, client_address):
        """A connection that the other side gave up is no news; anything else is shown."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)
