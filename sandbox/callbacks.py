"""Delivery of callbacks: signed, retried with growing pauses, each task's in turn, none in anyone's way."""

import base64
import hashlib
import hmac
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import requests

AT_ONCE = 8


def signature(key, task_id, timestamp):
    """The text of X-Webhook-Signature: only the task id and the time are signed, not the body."""
    digest = hmac.new(key.encode(), f"{task_id}.{timestamp}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def is_placeholder(url):
    """A name that can have no address: not even looked up."""
    return (urlsplit(url).hostname or "").endswith(".invalid")


def has_address(url):
    """False for unknown names: trying those again would only take time."""
    try:
        return bool(socket.getaddrinfo(urlsplit(url).hostname, None))
    except (OSError, UnicodeError):
        return False


class Courier(threading.Thread):
    """Hands what is due to a thread each, so that a slow receiver holds up nobody else."""

    def __init__(self, sandbox):
        super().__init__(name="courier", daemon=True)
        self.settings, self.store = sandbox.settings, sandbox.store
        self.news = threading.Event()
        self.stopped = False
        self.busy = set()  # task ids with a delivery under way

    def run(self):
        while not self.stopped:
            self.news.clear()
            for row in self.store.due_deliveries(time.time()):
                if row["task"] not in self.busy:
                    self.busy.add(row["task"])
                    threading.Thread(target=self.deliver, args=(row,), daemon=True).start()
            self.news.wait(self.store.seconds_to("deliveries"))

    def deliver(self, row):
        try:
            if is_placeholder(row["url"]):
                self.settle(row, "failed")
            elif self.post_all(row, self.copies(row["task"])):
                self.settle(row, "delivered")
            elif row["tries"] >= len(self.settings.callback_pauses) or not has_address(row["url"]):
                self.settle(row, "failed")
            else:
                due = time.time() + self.settings.callback_pauses[row["tries"]]
                self.store.run(
                    "UPDATE deliveries SET tries = tries + 1, due = ? WHERE id = ?", due, row["id"]
                )
        finally:
            self.busy.discard(row["task"])
            self.news.set()

    def copies(self, task_id):
        """How often each callback of a task is delivered at the same time."""
        task = self.store.task(task_id)
        fault = task and task.fault("at-once")
        return max(1, int(fault.amount(AT_ONCE))) if fault else 1

    def post_all(self, row, copies):
        """Whether the receiver answered 200 to every one of the copies that were sent at once."""
        with ThreadPoolExecutor(copies) as pool:
            return all(pool.map(self.post, [row] * copies))

    def post(self, row):
        """Whether the receiver answered 200."""
        headers = {"Content-Type": "application/json", "User-Agent": "sandbox-callback/1.0"} | self.signed(
            row["task"]
        )
        try:
            with requests.Session() as session:
                session.trust_env = False  # a proxy has no business between two programs on this machine
                reply = session.post(
                    row["url"],
                    row["body"].encode(),
                    headers=headers,
                    allow_redirects=False,
                    timeout=self.settings.callback_timeout,
                )
        except (requests.RequestException, UnicodeError):
            return False
        self.store.run("UPDATE deliveries SET posts = posts + 1 WHERE id = ?", row["id"])
        return reply.status_code == 200

    def signed(self, task_id):
        if not self.settings.hmac_key:
            return {}
        now = int(time.time())
        return {
            "X-Webhook-Timestamp": str(now),
            "X-Webhook-Signature": signature(self.settings.hmac_key, task_id, now),
        }

    def settle(self, row, state):
        self.store.run("UPDATE deliveries SET tries = tries + 1, state = ? WHERE id = ?", state, row["id"])

    def stop(self):
        self.stopped = True
        self.news.set()
