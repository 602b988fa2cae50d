"""A place on this machine where nobody should ever come: troubled media lead here, and whoever follows is noted."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .fetching import NAME


class Trap(ThreadingHTTPServer):
    """Answers on a free port of its own as if it were good, and keeps the path of every visit in `visits`."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Visit)
        self.port = self.server_address[1]
        self.visits = []

    def start(self):
        threading.Thread(target=self.serve_forever, args=(0.1,), name="trap", daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()


class Visit(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.headers["User-Agent"] != NAME:  # whom somebody sent here
            self.server.visits.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "audio/mpeg")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_POST = do_PUT = do_GET

    def log_message(self, *args):
        """Says nothing: callers look into the books."""
