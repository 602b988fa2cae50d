"""``manage.py studio``: from the command line to a running studio, step by step."""

import os
import sys
from contextlib import suppress

from studio import env, folder, plan, ports, queue_server
from studio.env import Refused
from studio.supervisor import Stopped, Supervisor

# However the terminal is set, children speak at once and in the encoding that we read.
SPEECH = {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}


def main(arguments):
    """Run the studio until somebody ends it and return the exit code: 0, 1 for trouble, 2 for a wrong value."""
    os.umask(0o077)  # what is written from here on is for its owner alone
    try:
        environ = env.read_file(env.ROOT / ".env") | os.environ
        options = env.Options.read(arguments, environ)
        folder.make(options.data)
        with folder.locked(options.data) as lock, Supervisor() as supervisor, suppress(Stopped):
            ports.refuse_taken(options.host, options.port)
            serve(options, environ, supervisor, lock)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return refusal.code
    except KeyboardInterrupt:  # before the supervisor listens to signals
        return 130
    return 0


def serve(options, environ, supervisor, lock):
    """Start everything in order, tell the address when it answers, and stay. Raises Stopped or Refused."""
    socket_path = None if options.has_queue else folder.socket_path(options.data)
    sandbox_port = None if options.has_provider else kept_port(options)
    values = plan.shared(options, socket_path, sandbox_port)
    environ = environ | values | {"STUDIO_DATA": str(options.data)} | SPEECH
    notes = options.data / "run" / "env"
    if socket_path and notes.exists() and not queue_server.mend(options.data, socket_path):
        supervisor.tell(
            "The queue’s file was damaged by a sudden end, and is put aside: nothing that is due is lost."
        )
    try:
        env.write_file(notes, values)
        start_below(options, environ, supervisor, lock, socket_path, sandbox_port)
        supervisor.tell("Preparing the database and the static files …")
        told = supervisor.finish(plan.preparation(environ))
        start_studio(options, environ, supervisor, lock)
        supervisor.tell("\n".join([*told, options.url]))
        supervisor.run()
    finally:
        notes.unlink(missing_ok=True)


def kept_port(options):
    return ports.kept(options.data / "sandbox" / "port", options.port + 1)


def start_below(options, environ, supervisor, lock, socket_path, sandbox_port):
    """Start what the studio stands on: the queue server and the sandbox, where they are ours."""
    if socket_path:
        supervisor.start(
            queue_server.program(options.data, socket_path, plan.without_secrets(environ), (lock,))
        )
        supervisor.wait_for(lambda: queue_server.answers(socket_path))
    if sandbox_port:
        supervisor.start(plan.sandbox(options, sandbox_port, environ, keep_open=(lock,)))


def start_studio(options, environ, supervisor, lock):
    """Start web, workers and clock; returns when pages are answered."""
    folder.make_empty(plan.counters(options))
    supervisor.start(plan.web(options, environ, keep_open=(lock,)))
    supervisor.start(*plan.workers(environ))
    supervisor.start(plan.clock(environ))
    supervisor.wait_for(lambda: ports.web_answers(options.host, options.port), pause=0.1)
