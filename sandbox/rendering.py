"""Renders what tasks make, each in a process of its own: the server stays quick, and small when idle."""

import json
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


class Renderer:
    def __init__(self, folder, count, on_made):
        self.folder, self.on_made = folder, on_made
        self.waiting = queue.Queue()
        self.children = set()
        self.stopped = False
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(count)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def add(self, item):
        self.waiting.put(item)

    def forget(self):
        """Drops what has not begun."""
        with suppress(queue.Empty):
            while True:
                self.waiting.get_nowait()

    def work(self):
        while not self.stopped:
            item = self.waiting.get()
            if item is not None:
                made = self.render(item)
                if not self.stopped:
                    self.on_made(item, made)

    def render(self, item):
        """Whether the files of this item were written; they appear whole or not at all."""
        order = {"id": item.id, "kind": item.kind, "folder": str(self.folder), "recipe": item.recipe}
        child = subprocess.Popen(
            [sys.executable, "-m", "sandbox.music"],
            cwd=PACKAGE.parent,
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the server, which ends its children itself
        )
        self.children.add(child)
        try:
            child.communicate(json.dumps(order).encode())
            return child.returncode == 0
        finally:
            self.children.discard(child)

    def stop(self):
        self.stopped = True
        for child in list(self.children):
            child.kill()
        for _ in self.threads:
            self.waiting.put(None)
