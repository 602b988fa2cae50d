"""What all processes read from the database often, and changes rarely."""

import time

from django.db import transaction


class Remembered:
    """Calls `read` again after `LASTING` seconds, and at once where this process changed what it reads."""

    LASTING = 3  # seconds
    all = []

    def __init__(self, read):
        self.read, self.value, self.until = read, None, 0.0
        Remembered.all.append(self)

    def __call__(self):
        if time.monotonic() >= self.until:
            self.value, self.until = self.read(), time.monotonic() + self.LASTING
        return self.value

    def forget(self):
        """Now, for what this transaction wrote; and once more when it ended, should another have read meanwhile."""
        self.until = 0.0
        transaction.on_commit(self._forget_again)

    def _forget_again(self):
        self.until = 0.0
