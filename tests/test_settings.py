import subprocess
import sys

from tests.real.parts import ROOT, environ

ASK = "from django.conf import settings as s; import os; print(s.KIE_API_BASE_URL, s.PORT, s.RQ_URL.split('?')[0], s.DEBUG)"


def told(folder, **values):
    values |= {"DJANGO_SETTINGS_MODULE": "sunostudio.settings"}
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=environ(folder, **values),
        capture_output=True,
        text=True,
        check=True,
    )
    return asked.stdout.split()


def test_an_empty_value_is_as_good_as_none(tmp_path):
    empty = dict.fromkeys(
        ("KIE_API_BASE_URL", "PORT", "DEBUG", "DATABASE_URL", "FIELD_KEYS", "REDIS_URL"), ""
    )
    assert told(tmp_path, **empty)[:2] == ["https://api.kie.ai", "8000"]


def test_a_second_terminal_finds_the_running_studio_even_past_empty_values(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "env").write_text(
        "REDIS_URL=unix:///tmp/q.sock?db=0\nKIE_API_BASE_URL=http://127.0.0.1:8001\n"
    )
    address, _port, queue, _debug = told(tmp_path, REDIS_URL="", KIE_API_BASE_URL="")
    assert (address, queue) == ("http://127.0.0.1:8001", "unix:///tmp/q.sock")


def test_secrets_are_made_once_for_us_alone(tmp_path):
    told(tmp_path)
    first = (tmp_path / "secret_key").read_text()
    told(tmp_path)
    assert (tmp_path / "secret_key").read_text() == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "field_key").stat().st_mode & 0o777 == 0o600
