"""python -m sandbox --data DIR --port N: runs until SIGTERM or Ctrl-C, and ends at once."""

import os
import signal
import sys

from . import settings
from .server import Server


def stop(*_):
    raise SystemExit(0)


def main():
    options = settings.from_arguments()
    options.data.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, stop)
    try:
        server = Server(options)
    except OSError as error:
        sys.exit(f"The sandbox cannot listen on {options.host}:{options.port}: {error.strerror or error}.")
    print(f"sandbox on {server.url}", flush=True)
    try:
        server.serve_forever()
    except (KeyboardInterrupt, SystemExit):
        server.sandbox.stop()
        os._exit(0)  # nothing to wait for: all that matters is in the database


if __name__ == "__main__":
    main()
