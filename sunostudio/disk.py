"""What is written is there after a power cut: contents and names reach the disk before anybody relies on them."""

import errno
import os
import re
import secrets
import shutil
from pathlib import Path

DRAFT = re.compile(r"\.[0-9a-f]{16}\.new")
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}  # the disk, a share of it, or what a process may write


def is_full(error):
    """Whether this is what the system says when there is no room, rather than another trouble with a file."""
    return isinstance(error, OSError) and error.errno in FULL


def settle(path):
    """Wait until a file's bytes, or a folder's names, have reached the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folders(folder, root):
    """Make a folder and those above it up to `root`, so that their names are there for good."""
    if folder.is_dir():
        return
    if folder != root:
        make_folders(folder.parent, root)
    folder.mkdir(exist_ok=True, parents=folder == root)
    settle(folder.parent)


def draft_of(path):
    """A name beside it that nothing else has; hidden, and told by its ending should it ever be left."""
    return path.with_name(f".{secrets.token_hex(8)}.new")


def is_draft(name):
    return bool(DRAFT.fullmatch(name))


def replace(draft, path):
    """Give a whole file its place: whoever looks sees the one before or this one, never half, also after a power cut."""
    settle(draft)
    os.replace(draft, path)
    settle(path.parent)


def link(path, target):
    """A second name for a file, so that nothing is lost when we are killed; a copy where there are no such names."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)
    return target


def write(path, data, mode=0o600):
    """Write a small file in that way."""
    path = Path(path)
    draft = draft_of(path)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
    replace(draft, path)


def settle_all():
    """Wait until everything that was written reached its disk: cheaper than file by file where they are many."""
    os.sync()
