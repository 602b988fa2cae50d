"""A stand-in that takes each create and answers after a second: `python -m tests.scale.provider PORT SECONDS`.

GET /books tells when each was taken, in seconds, by key. Its tasks never end.
"""

import json
import sys
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TAKEN = []  # (seconds, key); list.append is atomic


class Provider(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        TAKEN.append((time.monotonic(), self.headers.get("Authorization", "").removeprefix("Bearer ")))
        time.sleep(self.server.seconds)
        self.answer({"taskId": uuid.uuid4().hex})

    def do_GET(self):
        if self.path == "/books":
            self.answer(TAKEN)
        elif "record" in self.path:
            self.answer({"status": "PENDING", "taskId": self.path.rpartition("=")[2]})
        else:
            self.answer(100_000)  # the balance

    def answer(self, data):
        body = json.dumps({"code": 200, "msg": "success", "data": data}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True

    def __init__(self, port, seconds):
        super().__init__(("127.0.0.1", port), Provider)
        self.seconds = seconds


if __name__ == "__main__":
    Server(int(sys.argv[1]), float(sys.argv[2])).serve_forever()
