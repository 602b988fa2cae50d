"""Which programs make up the studio, and how each is called."""

import os
import sys
from urllib.parse import quote

from studio.child import Program
from studio.env import ROOT, bracketed

# What the parts that are not ours, the queue server and the sandbox, have no use for.
SECRETS = {
    "SECRET_KEY", "SECRET_KEY_FALLBACKS", "FIELD_KEYS", "KIE_API_KEY", "KIE_WEBHOOK_HMAC_KEY", "DATABASE_URL",
    "REDIS_URL", "EMAIL_URL", "METRICS_TOKEN", "SENTRY_DSN", "STORAGE_URL",
}  # fmt: skip
MANAGE = [sys.executable, str(ROOT / "manage.py")]


def shared(options, socket_path, sandbox_port):
    """Return what the parts of a running studio have to know, and commands in a second terminal with them.

    ``socket_path`` and ``sandbox_port`` are None where the environment names another queue or provider.
    """
    values = {"HOST": options.host, "PORT": str(options.port)}
    if socket_path:
        values["REDIS_URL"] = f"unix://{quote(str(socket_path))}?db=0"
    if sandbox_port:
        values["KIE_API_BASE_URL"] = f"http://127.0.0.1:{sandbox_port}"
        values["KIE_API_KEY"] = "sandbox"
        values["STUDIO_SANDBOX"] = "1"
    return values


def without_secrets(environ):
    return {name: value for name, value in environ.items() if name not in SECRETS}


def sandbox(options, port, environ, keep_open=()):
    """Return the stand-in for the provider."""
    command = [sys.executable, "-m", "sandbox", "--data", str(options.data / "sandbox"), "--port", str(port)]
    return Program("sandbox", command, without_secrets(environ), keep_open=keep_open)


def preparation(environ):
    """Return what has to succeed before the rest may start."""
    return Program("prepare", [sys.executable, "-m", "studio.prepare"], environ)


def part(name, environ):
    """Return the environment of a part, which says its name in its log."""
    return environ | {"STUDIO_PART": name}


def counters(options):
    """Return the folder in which the web's processes tell each other what they counted."""
    return options.data / "run" / "metrics"


def web(options, environ, keep_open=()):
    """Return the web server: one gunicorn whose workers share what it loaded before it forked them."""
    choices = {
        "config": "python:studio.web",
        "bind": f"{bracketed(options.host)}:{options.port}",
        "worker-class": "gthread",
        "workers": options.web_workers,
        "threads": options.web_threads,
        "timeout": 60,
        "graceful-timeout": 10,
        "log-level": "warning",
    }
    if os.access("/dev/shm", os.W_OK):  # A busy disk must not look like a stuck worker.
        choices["worker-tmp-dir"] = "/dev/shm"
    flags = [f"--{name}={value}" for name, value in choices.items()]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "sunostudio.wsgi",
        "--preload",
        "--no-control-socket",
        *flags,
    ]
    counting = {"PROMETHEUS_MULTIPROC_DIR": str(counters(options))}
    return Program("web", command, part("web", environ) | counting, keep_open=keep_open)


def workers(environ):
    """Return one worker for paid calls and one for files: a slow download holds up no request."""
    quiet = ["--worker-class", "music.queue.StudioWorker", "--skip-checks", "--verbosity", "0"]
    names = ("calls", "files")
    return [Program(name, [*MANAGE, "rqworker", name, *quiet], part(name, environ)) for name in names]


def clock(environ):
    """Return what enqueues the sweeps. It greets on stdout, where it has nothing else to say."""
    command = [*MANAGE, "rqcron", "music.clock", "--logging-level", "WARNING", "--skip-checks"]
    return Program("clock", command, part("clock", environ), chatty=True)
