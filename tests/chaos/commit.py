"""What a figure is of: the commit, and the day."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORDS = ["git", "describe", "--always", "--exclude=*", "--abbrev=7", "--dirty=-changed"]


def commit():
    """Short, and marked where files differ from it; empty outside of git."""
    try:
        return subprocess.run(WORDS, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    except FileNotFoundError:
        return ""


def today():
    return datetime.now(UTC).date().isoformat()
