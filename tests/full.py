"""A disk without room, as the system says it: no file may grow beyond a size. It needs no root."""

import resource
import signal
from contextlib import contextmanager


@contextmanager
def full_disk(beyond):
    """EFBIG for every write past so many bytes of a file; the studio takes it for a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (beyond, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
