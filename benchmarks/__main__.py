"""From the command line to a table of figures."""

import argparse
import json
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from . import (
    browsing,
    callbacks,
    clone,
    crowd,
    lists,
    mixer,
    operations,
    pages,
    player,
    queries,
    ranges,
    sizes,
    stems,
    uploads,
    whole,
    zips,
)
from .figures import table
from .load import Loader
from .meter import Meter, Visitor
from .scratch import Scratch, say

PARTS = {"pages": pages, "lists": lists, "queries": queries, "browsing": browsing, "callbacks": callbacks, "ranges": ranges, "sizes": sizes,
         "operations": operations, "uploads": uploads, "stems": stems, "mixer": mixer, "zips": zips,
         "player": player, "whole": whole, "clone": clone, "crowd": crowd}  # fmt: skip
IF_ASKED = ("crowd",)  # for a night, and a large disk
IN_LIBRARY = (
    "pages",
    "lists",
    "queries",
    "browsing",
    "callbacks",
    "ranges",
    "sizes",
    "operations",
    "uploads",
    "stems",
    "mixer",
    "zips",
)
SMALL = 1000


@dataclass
class Run:
    """What the parts share. A part that starts a studio of its own gets the command line's options instead."""

    large: Scratch
    small: Scratch
    meter: Meter
    rounds: int

    @property
    def loader(self):
        return self.meter.loader

    @property
    def visitor(self):
        return self.meter.visitor

    @cached_property
    def small_visitor(self):
        return Visitor(self.small)


def main():
    options = parser().parse_args()
    options.data.mkdir(parents=True, exist_ok=True)
    chosen = options.parts or [name for name in PARTS if name not in IF_ASKED]
    found = []
    for each in (in_library, by_themselves):
        found += each(options, [name for name in PARTS if name in chosen])
    print(json.dumps([figure.as_dict() for figure in found], indent=1) if options.json else table(found))


def in_library(options, chosen):
    """The parts that ask a library: both sizes run side by side, one of them idle at a time."""
    chosen = [name for name in chosen if name in IN_LIBRARY]
    if not chosen:
        return []
    with (
        Loader() as loader,
        Scratch(options.data, SMALL) as small,
        Scratch(options.data, options.tracks) as large,
    ):
        meter = Meter(loader, large, Visitor(large), options.seconds, options.rounds)
        found = gather(Run(large, small, meter, options.rounds), chosen)
        return [meter.b(), *found] if meter.oks else found


def by_themselves(options, chosen):
    """The parts that start a studio of their own."""
    return gather(options, [name for name in chosen if name not in IN_LIBRARY])


def gather(run, chosen):
    """One part that fails does not take the others with it."""
    found = []
    for name in chosen:
        say(f"{name} …")
        try:
            found += PARTS[name].figures(run)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            say(f"{name} could not be measured: {error}")
    return found


def parser():
    parser = argparse.ArgumentParser(
        "python -m benchmarks", description="Measure the studio on this machine."
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="part", help=", ".join(PARTS))
    parser.add_argument("--tracks", type=int, default=100_000, help="songs in the large library (100000)")
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each load lasts (3)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is repeated (3)")
    parser.add_argument(
        "--sqlite", action="store_true", help="crowd: on SQLite; else on a PostgreSQL of its own"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    folder = Path(tempfile.gettempdir()) / "suno-studio-benchmarks"
    parser.add_argument("--data", type=Path, default=folder, help=f"where libraries are kept ({folder})")
    return parser


if __name__ == "__main__":
    main()
