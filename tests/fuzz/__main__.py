"""A long look, with figures at its end: see script/fuzz."""

import os
import re
import subprocess
import sys
import time

from tests.chaos.commit import commit, today

PASSED = re.compile(r"- (\d+) passing, (\d+) failing,")
PROPERTY = re.compile(r"^tests/fuzz/\S+::\S+:$", re.MULTILINE)
ENDED = re.compile(r"(\d+) (failed|errors?)\b")


def main():
    """Words go to pytest; without any, all properties are looked at."""
    began = time.time()
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--hypothesis-show-statistics",
        *(sys.argv[1:] or ["-n", "2", "tests/fuzz"]),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        said = "".join(map(shown, run.stdout))
    print(line(said, time.time() - began))
    return run.returncode


def shown(text):
    print(text, end="", flush=True)
    return text


def line(said, seconds):
    examples = sum(int(passed) + int(failed) for passed, failed in PASSED.findall(said))
    failures = sum(int(count) for count, _word in ENDED.findall(said.rpartition("\n=")[2]))
    return (
        f"{len(set(PROPERTY.findall(said)))} properties, {examples:,} examples (FUZZ={os.environ.get('FUZZ', '')}), "
        f"{failures} failures, {seconds:.0f} s, commit {commit()}, {today()}"
    )


if __name__ == "__main__":
    sys.exit(main())
