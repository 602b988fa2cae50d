"""What a run came to, in figures: for a line at its end, and as JSON for the documents."""

import json
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from music.models import Asset, Job, Track
from tests.chaos import rules, sabotage
from tests.chaos.commit import commit


def of(run, facts, broken, began):
    seconds = time.time() - began
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"), "commit": commit(), "database": connection.vendor,
        "seed": run.seed, "sabotage": sabotage.RULE, "jobs": len(facts.jobs), "seconds": round(seconds),
        "jobs_per_minute": round(60 * len(facts.jobs) / seconds, 1),
        "presses": sum(press.sent for press in run.journal.presses), "pages": run.journal.pages,
        "away": dict(Counter(str(status) for *_when, status in run.journal.errors)),
        "refused": refused(run.journal.presses),
        "operations": dict(Counter(job.operation for job in facts.jobs)),
        "states": dict(Counter(Job.objects.values_list("state", flat=True))),
        "tasks": len(facts.books.tasks), "charged": round(facts.books.opening - facts.books.balance, 3),
        **on_disk(), "faults": dict(facts.struck), "struck": sum(facts.struck.values()),
        "ended": dict(Counter(name for _at, name, _code in run.world.ended)),
        "violations": sum(map(len, broken.values())),
        "rules": {rule: len(sentences) for rule, sentences in broken.items()},
    }  # fmt: skip


def on_disk():
    tracks = Track.objects.filter(archive_state="kept")
    sizes = [*tracks.values_list("size", flat=True)]
    sizes += Asset.objects.filter(archive_state="kept").values_list("size", flat=True)
    lost = Track.objects.filter(archive_state="lost").count()
    return {"songs": tracks.count(), "lost": lost, "files": len(sizes), "bytes": sum(sizes)}


def refused(presses):
    """{what the studio said against a press: how often}, and how often nobody answered in time."""
    said = Counter(
        f"{press.operation}: {press.refusals[0]}" for press in presses if press.refusals and not press.jobs
    )
    silent = sum(not press.jobs and not press.refusals for press in presses)
    return dict(said) | ({"no answer": silent} if silent else {})


def line(figures):
    return (
        "{jobs} jobs, {struck} faults of {kinds} kinds, {songs} songs and {others} other files on disk "
        "({megabytes} MB), {tasks} tasks charged, {seconds} s, {jobs_per_minute} jobs a minute, {database}, SEED={seed}, "
        "commit {commit}, {day}, {rules} rules, {violations} violations"
    ).format_map(
        figures
        | {"kinds": len(figures["faults"]), "others": figures["files"] - figures["songs"],
           "megabytes": round(figures["bytes"] / 1e6), "rules": len(rules.RULES),
           "day": figures["date"][:10]}
    )  # fmt: skip


def write(figures, path):
    Path(path).write_text(json.dumps(figures, indent=2, default=dict) + "\n")
