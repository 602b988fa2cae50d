"""What deploy/ holds fits the studio: paths that exist, commands that run, settings that are read."""

import re
import shlex
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

from studio import plan
from studio.env import Options
from tests.real.deployed import SYSTEMD, THERE, command_of
from tests.test_env_example import offered

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OURS = ("prepare", "web", "calls", "files", "clock")
SET_BY_US = {"STUDIO_PART", "PROMETHEUS_MULTIPROC_DIR"}


def words_of(program):
    """A part's command as the supervisor has it, from its module on, without what differs from place to place."""
    words = [word.replace(f"{ROOT}/", "") for word in program.command[1:]]
    return [word for word in words if not word.startswith(("--bind", "--worker-tmp-dir"))]


class SystemdTests(unittest.TestCase):
    @unittest.skipIf(shutil.which("systemd-analyze") is None, "systemd-analyze is not here.")
    def test_systemd_takes_the_units(self):
        with tempfile.TemporaryDirectory() as folder:
            for path in SYSTEMD.iterdir():
                text = re.sub(r"^(User|Group)=studio$", r"\1=root", path.read_text(), flags=re.MULTILINE)
                text = text.replace(f"{THERE}/.venv/bin/python", "/bin/true").replace(THERE, "/")
                Path(folder, path.name.replace("@.", "@1.")).write_text(text)
            units = sorted(map(str, Path(folder).iterdir()))
            done = subprocess.run(
                ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
            )
        about_ours = [line for line in done.stderr.splitlines() if "suno-studio" in line]
        self.assertEqual((done.returncode, about_ours), (0, []), done.stderr)

    def test_they_start_what_the_supervisor_starts(self):
        options = Options.read([], {})
        calls, files = plan.workers({})
        self.assertEqual(command_of("suno-studio-calls@.service"), words_of(calls))
        self.assertEqual(command_of("suno-studio-files@.service"), words_of(files))
        self.assertEqual(command_of("suno-studio-clock.service"), words_of(plan.clock({})))
        flags = dict(word.lstrip("-").split("=") for word in words_of(plan.web(options, {})) if "=" in word)
        unit = command_of("suno-studio-web.service")
        for name in ("worker-class", "config", "workers", "threads", "timeout", "log-level"):
            self.assertEqual(unit[unit.index(f"--{name}") + 1], flags[name], name)
        self.assertIn("--preload", unit)

    def test_every_unit_that_is_named_exists(self):
        names = {path.name.replace("@.", "@1.") for path in SYSTEMD.iterdir()}
        for path in SYSTEMD.iterdir():
            self.assertLessEqual(
                set(re.findall(r"\bsuno-studio[\w@-]*\.(?:service|socket|target)", path.read_text())), names
            )


class ComposeTests(unittest.TestCase):
    def test_its_parts_are_those_of_the_studio(self):
        self.assertEqual(set(COMPOSE["services"]), {*OURS, "database", "queue"})
        calls, files = plan.workers({})
        for name, program in (("calls", calls), ("files", files), ("clock", plan.clock({}))):
            self.assertEqual(COMPOSE["services"][name]["command"][1:], words_of(program))

    def test_it_sets_what_is_read(self):
        for name in OURS:
            service = COMPOSE["services"][name]
            self.assertLessEqual(set(service["environment"]), set(offered()) | SET_BY_US, name)
            self.assertIn("DATABASE_URL", service["environment"], name)

    def test_whom_it_waits_for_is_there_and_can_be_asked(self):
        for name, service in COMPOSE["services"].items():
            for other, condition in service.get("depends_on", {}).items():
                self.assertIn(other, COMPOSE["services"], name)
                if condition["condition"] == "service_healthy":
                    self.assertIn("healthcheck", COMPOSE["services"][other])

    def test_no_secret_stands_in_it(self):
        self.assertNotRegex((DEPLOY / "compose.yaml").read_text(), r"(PASSWORD|SECRET|KEY): *[\"']?\w")


class ImageTests(unittest.TestCase):
    def copied(self):
        for line in re.findall(r"^COPY (.+)$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE):
            yield from shlex.split(line)[:-1]

    def test_what_it_copies_exists_and_is_let_in(self):
        let_in = [
            line[1:]
            for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
            if line.startswith("!")
        ]
        for name in self.copied():
            self.assertTrue((ROOT / name).exists(), name)
            self.assertTrue(any(Path(name).match(pattern) for pattern in let_in), name)

    def test_it_has_all_that_the_studio_imports(self):
        for package in (
            "accounts",
            "music",
            "sandbox",
            "studio",
            "sunostudio",
            "templates",
            "static",
            "locale",
        ):
            self.assertIn(package, set(self.copied()))
