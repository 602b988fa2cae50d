"""Every rule sabotaged in a run of its own: `script/chaos --sabotage all` ends with a table, and 1 when one was not told of."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.chaos.needs import NEEDS

LONGEST = 1800  # seconds, of one run
ROW = "| {:<10} | {:<40} | {:>5} | {:>5} | {:<4} |"


def main():
    with tempfile.TemporaryDirectory() as folder:
        told = {rule: figures_of(rule, Path(folder) / f"{rule}.json") for rule in NEEDS}
    print(table(told))
    return int(not all(is_found_out(rule, figures) for rule, figures in told.items()))


def figures_of(rule, path):
    """None where the run came to no end."""
    print(f"Sabotaging {rule}", flush=True)
    command = [sys.executable, "-m", "tests.chaos", "--sabotage", rule, "--figures", str(path)]
    try:
        subprocess.run(command, stdout=subprocess.DEVNULL, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return None
    return json.loads(path.read_text()) if path.exists() else None


def reported(figures):
    return {rule.removesuffix(" before people decide") for rule, times in figures["rules"].items() if times}


def is_found_out(rule, figures):
    """By its own rule, and no other one."""
    return figures is not None and reported(figures) == {rule}


def table(told):
    lines = [ROW.format("sabotaged", "reported", "jobs", "s", "")]
    for rule, figures in told.items():
        word = "good" if is_found_out(rule, figures) else "BAD"
        if figures is None:
            lines.append(ROW.format(rule, "came to no end", "", "", word))
        else:
            said = ", ".join(sorted(reported(figures))) or "nothing"
            lines.append(ROW.format(rule, said, figures["jobs"], figures["seconds"], word))
    return "\n".join(lines)
