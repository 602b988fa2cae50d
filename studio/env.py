"""What the environment, ``.env`` and the command line say."""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Refused(Exception):
    """The studio cannot run; the message says why in one plain sentence. ``code`` is the exit code."""

    def __init__(self, sentence, code=1):
        super().__init__(sentence)
        self.code = code


def read_file(path):
    """Return the KEY=VALUE lines of a file as a dict; empty when there is no such file.

    Blank lines, comments, a leading ``export`` and quotes around a value are understood, nothing more.
    """
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.removeprefix("export ").partition("=") for line in lines if line and line[0] != "#")
    return {key.strip(): _value(text.strip()) for key, sign, text in pairs if sign}


def _value(text):
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text.partition(" #")[0].rstrip()


@dataclass(frozen=True)
class Options:
    """What the supervisor itself has to know; everything else is between the environment and Django."""

    host: str
    port: int
    data: Path
    has_queue: bool
    has_provider: bool
    web_workers: int
    web_threads: int

    @classmethod
    def read(cls, arguments, environ):
        """Read the command line over the environment; a value that is empty counts as not set.

        Raises Refused for a value that cannot be meant.
        """
        given = vars(_parser().parse_args(arguments))
        values = environ | {name: value for name, value in given.items() if value is not None}
        return cls(
            host=values.get("HOST") or "127.0.0.1",
            port=_number(values, "PORT", 8000, 65535),
            data=(ROOT / Path(values.get("STUDIO_DATA") or "data").expanduser()).resolve(),
            has_queue=bool(values.get("REDIS_URL")),
            has_provider=bool(values.get("KIE_API_KEY") or values.get("KIE_API_BASE_URL")),
            web_workers=_number(values, "STUDIO_WEB_WORKERS", 2, 64),
            web_threads=_number(values, "STUDIO_WEB_THREADS", 32, 1024),
        )

    @property
    def url(self):
        """Return the address to open; localhost where it leads here, since passkeys refuse 127.0.0.1."""
        everywhere = self.host in ("", "0.0.0.0", "::")
        local = everywhere or self.host in ("localhost", "::1") or self.host.startswith("127.")
        name = "localhost" if local else bracketed(self.host)
        return f"http://{name}:{self.port}"


def bracketed(host):
    """Return a host as addresses write it: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _parser():
    parser = argparse.ArgumentParser(
        prog="manage.py studio",
        description="Run the whole studio: queue, sandbox, web, workers and clock. Ctrl-C ends it.",
        epilog="Everything else is set in the environment or in .env; .env.example explains each name.",
    )
    parser.add_argument("--host", dest="HOST", help="address to listen on (HOST, 127.0.0.1)")
    parser.add_argument("--port", dest="PORT", help="port to listen on (PORT, 8000)")
    parser.add_argument(
        "--data",
        dest="STUDIO_DATA",
        help="folder of database, songs and queue; a relative one lies in the checkout (STUDIO_DATA, data)",
    )
    return parser


def _number(values, name, default, most):
    text = values.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise Refused(f"{name} has to be a whole number from 1 to {most}, not “{text}”.", code=2)
    return int(text)


def write_file(path, values):
    """Write KEY=VALUE lines that only the owner can read; a reader sees the old file or the new, never half."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{key}={value}\n" for key, value in values.items())
    draft.replace(path)
