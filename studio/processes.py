"""What Linux offers to leave no process behind; elsewhere these do nothing."""

import ctypes
import os
import signal
import sys
from pathlib import Path

# From <linux/prctl.h>.
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with(parent):
    """Ask, in a child just forked, for SIGTERM when ``parent`` ends, even by SIGKILL."""
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # It ended before we asked.
            os._exit(1)


def adopt_orphans():
    """Become the parent of grandchildren whose parent ends: RQ's work-horses survive a killed worker."""
    if _libc:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1)


def children():
    """Return the ids of our child processes, adopted ones included."""
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    return [int(pid) for pid in listing.read_text().split()] if listing.exists() else []
