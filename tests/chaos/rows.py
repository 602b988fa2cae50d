"""The rows of the table in docs/reliability.md: `python -m tests.chaos.rows FIGURES.json …`, of script/chaos --figures."""

import json
import sys
from pathlib import Path

HEAD = """| Seed | Jobs | Faults, and of how many kinds | Tasks charged | Songs and other files on disk | Size | Time, jobs a minute | Broken rules | Commit, date, database |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |"""
ROW = (
    "| {seed} | {jobs:,} | {struck:,} of {kinds} | {tasks:,}, {charged:,.1f} credits | {songs:,} and {others:,} | "
    "{megabytes:,.0f} MB | {seconds:,} s, {jobs_per_minute} | {violations} | `{commit}`, {day}, {database} |"
)


def row(figures):
    return ROW.format_map(
        figures
        | {"kinds": len(figures["faults"]), "others": figures["files"] - figures["songs"],
           "megabytes": figures["bytes"] / 1e6, "day": figures["date"][:10]}
    )  # fmt: skip


def main(paths):
    print(HEAD)
    for path in paths:
        print(row(json.loads(Path(path).read_text())))


if __name__ == "__main__":
    main(sys.argv[1:])
