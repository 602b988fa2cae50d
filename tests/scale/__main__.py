"""A run from the command line: see script/scale."""

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.figures import table
from tests.scale import measures
from tests.scale.town import Town


def options():
    parser = argparse.ArgumentParser(
        "script/scale", description="Start the studio in many parts, and measure it."
    )
    parser.add_argument("measures", nargs="*", help=f"all, or some of: {', '.join(measures.MEASURES)}")
    parser.add_argument(
        "--part", type=float, default=1.0, help="of how much each measure does: 0.1 for a look"
    )
    parser.add_argument("--no-store", action="store_true", help="songs in a folder")
    given = parser.parse_args()
    if wrong := set(given.measures) - set(measures.MEASURES):
        parser.error(f"There is no {', '.join(wrong)}.")
    return given


def main():
    given, figures = options(), []
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL runs as somebody else
        measures.say("Starting PostgreSQL, a queue server, a store, nginx, three webs, two clocks …")
        with Town(folder, with_store=not given.no_store) as town:
            town.rows("settle", accounts=measures.MANY)
            for name in given.measures or measures.MEASURES:
                measure, size = measures.MEASURES[name]
                measures.say(name)
                for figure in measure(town, max(8, int(size * given.part))):
                    measures.say(" · ".join(filter(None, figure.row())))
                    figures.append(figure)
    print(
        f"\n{time.strftime('%Y-%m-%d %H:%M')}, {commit()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n"
    )
    print(table(figures))


def commit():
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "no commit"


if __name__ == "__main__":
    main()
