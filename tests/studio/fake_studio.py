"""A supervisor with children made of a few lines each: ``python -m tests.studio.fake_studio STAGES``.

STAGES is JSON: a list of stages, each a list of [name, lines of Python]. Pauses are short.
"""

import json
import os
import sys
from contextlib import suppress

from studio.child import Program
from studio.env import Refused
from studio.supervisor import Stopped, Supervisor


def main(stages):
    try:
        with Supervisor(first_pause=0.02) as supervisor, suppress(Stopped):
            for stage in stages:
                supervisor.start(*(program(name, code) for name, code in stage))
            supervisor.tell("ready")
            supervisor.run()
    except Refused as refusal:
        sys.exit(str(refusal))


def program(name, code):
    return Program(name, [sys.executable, "-c", code], dict(os.environ, PYTHONUNBUFFERED="1"), grace=0.3)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
