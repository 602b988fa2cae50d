"""Renders what tasks make, each in a process of its own: the server stays quick, and small when idle."""

import hashlib
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

PACKAGE = Path(__file__).resolve().parent
MADE = ".made"  # a folder for each recipe, by the digest of it


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
        """Drops what has not begun, and what was kept for equal recipes."""
        shutil.rmtree(self.folder / MADE, ignore_errors=True)
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
        """Whether the files of this item were written; equal recipes are made once, and linked."""
        recipe = json.dumps([item.kind, item.recipe], sort_keys=True).encode()
        made = self.folder / MADE / hashlib.sha256(recipe).hexdigest()
        if not made.is_dir() and not self.make_new(item, made):
            return False
        for file in made.iterdir():
            path = self.folder / f"{item.id}{file.suffix}"
            path.unlink(missing_ok=True)  # of an earlier run that was killed
            os.link(file, path)
        return True

    def make_new(self, item, made):
        """Whether the files could be made; their folder appears with all of them or not at all."""
        made.parent.mkdir(exist_ok=True)
        # a name of its own: a child of a killed server may still be writing the same
        part = Path(mkdtemp(prefix=f"{made.name}.", dir=made.parent))
        try:
            if not self.make(item, f"{part.relative_to(self.folder)}/file"):
                return False
            with suppress(OSError):  # somebody else made the same meanwhile
                part.rename(made)
            return made.is_dir()
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def make(self, item, name):
        """Whether a child of ours wrote the files of an item under this name."""
        order = {"id": name, "kind": item.kind, "folder": str(self.folder), "recipe": item.recipe}
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
