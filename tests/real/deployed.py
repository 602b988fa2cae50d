"""The parts of a studio as deploy/ has them started: units of systemd, and nginx, with the paths of this machine."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from tests.real.parts import ROOT, Process, answers, environ, free_port, wait_for

THERE = "/srv/suno-studio"  # the place that the files in deploy/ speak of
SYSTEMD, NGINX = ROOT / "deploy/systemd", ROOT / "deploy/nginx/suno-studio.conf"
# As systemd does with a socket of its own: the program finds it as its third descriptor.
GIVEN = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""
# Releases before 2026-11-28 gave up collecting static files on disks that list them in another order.
PREPARE = """
import sys
from studio.prepare import main
from sunostudio.storage import StaticFiles
StaticFiles.max_post_process_passes = 30
sys.exit(main())
"""


def command_of(unit):
    """The words for Python in a unit's ExecStart."""
    line = re.search(r"^ExecStart=(.+)$", (SYSTEMD / unit).read_text(), re.MULTILINE)[1]
    python, *words = shlex.split(line.replace("%i", "1"))
    assert python == f"{THERE}/.venv/bin/python"
    return words


class Socket:
    """What systemd holds while the web comes and goes."""

    def __init__(self, port=None):
        self.listener = socket.create_server(("127.0.0.1", port or free_port()), backlog=2048)
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def close(self):
        self.listener.close()


class Unit:
    """One process. `root` is the checkout it is of; with a `socket`, it listens there."""

    def __init__(self, unit, environ, log, root=ROOT, socket=None, **changes):
        words = [changes.get(word, word) for word in command_of(unit)]
        given = ["-c", GIVEN, str(socket.listener.fileno())] if socket else []
        more = {"STUDIO_PART": unit.partition("suno-studio-")[2].partition(".")[0].rstrip("@")}
        with Path(log).open("ab") as output:
            self.child = subprocess.Popen(
                [sys.executable, *given, *words], cwd=root, env=environ | more, stdout=output, stderr=output,
                stdin=subprocess.DEVNULL, start_new_session=True, pass_fds=[socket.listener.fileno()] if socket else [],
            )  # fmt: skip

    def stop(self):
        """As `systemctl stop` with KillMode=mixed: the main process is asked, and waited for."""
        if self.child.poll() is None:
            self.child.terminate()
        return self.child.wait(timeout=60)


def prepare(folder, root=ROOT, **values):
    """A data folder of its own, its database and static files made; the environment for units."""
    around = environ(folder, **values) | {
        "PYTHONPATH": str(root),
        "DJANGO_SETTINGS_MODULE": "sunostudio.settings",
    }
    command = [sys.executable, "-c", PREPARE]
    done = subprocess.run(command, cwd=root, env=around, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return around


class Nginx:
    """deploy/nginx/suno-studio.conf at a port of its own; TLS with a certificate made for it."""

    def __init__(self, folder, *, web, media, store="127.0.0.1:9000"):
        self.folder, self.port = folder / "nginx", free_port()
        self.folder.mkdir()
        self.url = f"https://127.0.0.1:{self.port}"
        self._make_certificate()
        hosts = "\n".join(f"server {host};" for host in web)
        text = NGINX.read_text()
        for before, after in (
            ("server 127.0.0.1:8000;", hosts), ("127.0.0.1:9000", store), (f"{THERE}/data/media/", f"{media}/"),
            ("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"), ("listen 80", f"listen 127.0.0.1:{free_port()}"),
            ("/var/log/nginx/suno-studio.log", f"{self.folder}/access.log"), ("keepalive 32;", "keepalive 32;"),
            ("/etc/letsencrypt/live/studio.example.org/", f"{self.folder}/"),
        ):  # fmt: skip
            assert before in text, before
            text = text.replace(before, after)
        self._write(text)
        self.process = Process(
            self._command(), {"PATH": os.environ["PATH"]}, self.folder / "out.log", is_python=False
        )
        wait_for("nginx listens", self._listens)

    def _make_certificate(self):
        files = ["-keyout", self.folder / "privkey.pem", "-out", self.folder / "fullchain.pem"]
        subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
        words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files]
        subprocess.run(words, check=True, capture_output=True)
        self.certificate = str(self.folder / "fullchain.pem")

    def _write(self, text):
        temporary = "".join(
            f"{kind}_temp_path {self.folder}/{kind};\n"
            for kind in ("proxy", "client_body", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;\n" if os.getuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(
            f"{user}worker_processes 1;\npid {self.folder}/pid;\nerror_log {self.folder}/error.log;\n"
            f"events {{ worker_connections 512; }}\nhttp {{\n{temporary}include {mime_types()};\n{text}\n}}\n"
        )

    def _command(self):
        return [
            find_nginx(),
            "-c",
            str(self.folder / "nginx.conf"),
            "-e",
            str(self.folder / "error.log"),
            "-g",
            "daemon off;",
        ]

    def check(self):
        """What `nginx -t` says."""
        return subprocess.run([*self._command()[:-2], "-t"], capture_output=True, text=True, check=False)

    def _listens(self):
        assert self.process.child.poll() is None, self.process.log.read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        self.process.stop()


def find_nginx():
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


def mime_types():
    return next(
        (
            path
            for path in ("/etc/nginx/mime.types", "/usr/local/etc/nginx/mime.types")
            if Path(path).exists()
        ),
        "/dev/null",
    )


def is_up(url):
    return answers(f"{url}/healthz")
