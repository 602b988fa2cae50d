"""The data folder: who may read it, and that one studio at a time works on it."""

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from studio.env import Refused

# A socket's path has 108 bytes on Linux and 104 elsewhere, the closing zero included.
LONGEST_SOCKET_PATH = 103
# What a killed supervisor leaves ends by itself within a second or two.
PATIENCE = 10  # seconds that the remains of a killed studio may take to go


def make(data):
    """Make the data folder and its ``run`` folder, closed to others. Raises Refused where that cannot be."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        (data / "run").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Refused(f"The data folder {data} cannot be used: {error.strerror}.", code=2) from error


def make_empty(folder):
    """Make a folder for what a running studio notes down, without what an earlier one left there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)


@contextmanager
def locked(data):
    """Hold the folder for this studio; gives the lock's descriptor.

    Children that inherit it hold the lock too: a new start waits for what a killed supervisor left.
    Raises Refused when another studio works on the folder.
    """
    try:
        file = open(data / "run" / "lock", "a+", encoding="utf-8")  # noqa: SIM115 (closed below)
    except OSError as error:
        raise Refused(f"The data folder {data} cannot be written: {error.strerror}.", code=2) from error
    with file:
        if not _lock(file):
            file.seek(0)
            pid = file.read().strip() or "unknown"
            raise Refused(f"Another studio already works on {data} (process {pid}): stop it first.")
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield file.fileno()
        finally:
            with suppress(OSError):
                _nearer(data).rmdir()  # where the queue server listened, if not here


def _lock(file):
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)


def socket_path(data):
    """Return where the queue server listens: in the data folder, or nearer when that path does not suit.

    Too long for a socket, or with a blank or "=": redis-py cannot read the list of clients then.
    """
    path = data / "run" / "queue.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and not re.search(r"[\s=]", str(path)):
        return path
    nearer = _nearer(data)
    nearer.mkdir(mode=0o700, exist_ok=True)
    status = nearer.lstat()
    if nearer.is_symlink() or status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise Refused(
            f"{nearer} belongs to somebody else: remove it, or choose a data folder with a shorter path."
        )
    return nearer / "queue.sock"


def _nearer(data):
    """Return a folder in the temporary one, the same for the same data folder."""
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"studio-{os.getuid()}-{name}"
