"""A server on loopback that plays a public host for the tests of fetch."""

import contextlib
import io
import ipaddress
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import mock

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import SimpleTestCase
from urllib3.util import connection

from music.media import fetch

PUBLIC = "93.184.216.34"
SONG = b"la " * 100_000
real_connect, real_lookup = connection.create_connection, socket.getaddrinfo


class Handler(BaseHTTPRequestHandler):
    """Does what the first word of the path says, and remembers what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        with contextlib.suppress(OSError):  # the client hung up, as some of the tests want
            getattr(self, "answer_" + self.path.strip("/").split("/")[0].split("?")[0], self.answer_song)()

    def log_message(self, *args):
        pass

    def send(self, status=200, body=b"", **headers):
        self.send_response(status)
        for name, value in ({"Content_Length": len(body)} | headers).items():
            if value is not None:
                self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def answer_song(self):
        self.send(body=SONG, Content_Type="Audio/MPEG; x=1", Set_Cookie="a=b")

    def answer_status(self):
        self.send(int(self.path.split("/")[2]), b"no")

    def answer_to(self):
        self.send(302, b"", Location=self.server.location, Set_Cookie="a=b")

    def answer_loop(self):
        self.send(307, b"", Location="/loop")

    def answer_hops(self):
        left = int(self.path.split("/")[2])
        self.send(301, b"", Location=f"{left - 1}" if left > 1 else "/song")

    def answer_nowhere(self):
        self.send(302, b"no")

    def answer_empty(self):
        self.send()

    def answer_short(self):
        self.send(body=b"half", Content_Length=8)
        self.close_connection = True

    def answer_long(self):
        self.send(body=b"x", Content_Length=10**12)

    def answer_zipped(self):
        self.send(body=b"\x1f\x8b", Content_Encoding="gzip")

    def answer_open(self):
        self.send(body=SONG, Content_Length=None, Connection="close")

    def answer_oddlength(self):
        self.send(body=SONG, Content_Length="9" * 5000, Connection="close")

    def answer_chunked(self):
        self.send(
            body=b"4\r\nhalf\r\n4\r\nsong\r\n0\r\n\r\n", Content_Length=None, Transfer_Encoding="chunked"
        )

    def answer_brokenchunks(self):
        self.send(body=b"4\r\nhalf\r\n400\r\nso", Content_Length=None, Transfer_Encoding="chunked")
        self.close_connection = True

    def answer_endless(self):
        self.send(Content_Length=None, Connection="close")
        while True:
            self.wfile.write(bytes(10_000))

    def answer_trickle(self):
        self.send(Content_Length=100_000)
        self.drip()

    def answer_tricklinghead(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self.drip()

    def answer_raw(self):
        """These bytes, whatever HTTP thinks of them; an endless one is called until the other side hangs up."""
        self.close_connection = True
        for piece in self.server.raw:
            self.wfile.write(piece)

    def answer_silent(self):
        time.sleep(0.6)

    def drip(self):
        for _ in range(1000):  # twenty seconds, unless the client hangs up
            self.wfile.write(b"x")
            time.sleep(0.02)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


class FetchTestCase(SimpleTestCase):
    """A server on loopback plays the allowed stand-in, and, through a patched lookup, a public host."""

    def setUp(self):
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.asked = []
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.port = self.server.server_port
        self.local = f"http://127.0.0.1:{self.port}"
        self.public = f"http://media.example:{self.port}"
        self.names = {"media.example": [PUBLIC]}
        self.lookups, self.connections = [], []
        self.patch(socket, "getaddrinfo", self.lookup)
        self.patch(connection, "create_connection", self.connect)

    def patch(self, *args, **kwargs):
        patch = mock.patch.object(*args, **kwargs)
        patch.start()
        self.addCleanup(patch.stop)

    def lookup(self, name, *args, **kwargs):
        """Names have the addresses in self.names, one after another; others are taken as addresses."""
        self.lookups.append(name)
        addresses = self.names.get(name)
        address = (addresses.pop(0) if len(addresses) > 1 else addresses[0]) if addresses else name
        return real_lookup(address, *args, **kwargs)

    def connect(self, address, *args, **kwargs):
        """Leads the public address to our server; no other host but loopback is reached."""
        self.connections.append(address[0])
        host = "127.0.0.1" if address[0] in (PUBLIC, "stand-in.example") else address[0]
        if not ipaddress.ip_address(host).is_loopback:
            raise ConnectionRefusedError(host)
        return real_connect((host, address[1]), *args, **kwargs)

    def download(self, url, max_bytes=10**6, **options):
        self.into = io.BytesIO()
        return fetch.download(url, self.into, max_bytes=max_bytes, **options)

    def allowed(self, path, **options):
        return self.download(self.local + path, allow=self.local, **options)

    def assert_unasked(self, url, **options):
        """Forbidden, or a name that leads nowhere."""
        with self.subTest(url), self.assertRaises(fetch.FetchError):
            self.download(url, **options)
        self.assertEqual((self.server.asked, self.connections), ([], []))

    def assert_forbidden(self, url, **options):
        with self.subTest(url), self.assertRaises(fetch.Forbidden):
            self.download(url, **options)
        self.assertEqual((self.server.asked, self.connections), ([], []))


def make_certificate(path, name):
    """A self-signed certificate with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(secret + certificate.public_bytes(pem))
    return path
