"""Sliding windows: so many requests in so many seconds, by name."""

import threading
import time
from collections import defaultdict, deque


class Window:
    def __init__(self, limit, seconds):
        self.limit, self.seconds = limit, seconds
        self.seen = defaultdict(deque)
        self.lock = threading.Lock()

    def admits(self, name=""):
        """Whether one more fits; what does not fit is not counted."""
        now = time.monotonic()
        with self.lock:
            moments = self.seen[name]
            while moments and moments[0] <= now - self.seconds:
                moments.popleft()
            if len(moments) >= self.limit:
                return False
            moments.append(now)
            return True

    def clear(self):
        with self.lock:
            self.seen.clear()
