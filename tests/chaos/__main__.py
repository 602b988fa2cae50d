"""A run from the command line: see script/chaos."""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

import django

from tests.chaos import each_sabotage
from tests.chaos.needs import NEEDS
from tests.chaos.world import World, environment


def options():
    parser = argparse.ArgumentParser("script/chaos", description="Break the studio, and see what it loses.")
    parser.add_argument("--jobs", type=int, help="200; 24 with --sabotage")
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument(
        "--pause", type=float, default=1.0, help="seconds at least between two faults of this machine"
    )
    parser.add_argument("--keep", action="store_true", help="leave the folder with database, files and logs")
    parser.add_argument("--figures", help="a file for all figures, as JSON")
    parser.add_argument("--folder", type=Path, help="where to run; a temporary folder otherwise")
    parser.add_argument("--only", metavar="FAULT,…", help="the faults that strike; all of them otherwise")
    parser.add_argument("--sabotage", metavar="RULE", choices=[*NEEDS, "all"],
                        help="break the studio so that this rule, or each in turn, has to report: " + ", ".join(NEEDS))  # fmt: skip
    return completed(parser.parse_args())


def completed(options):
    """What is sabotaged shows in a few jobs, with the faults that bring it to light."""
    options.jobs = options.jobs or (24 if options.sabotage else 200)
    needs = NEEDS.get(options.sabotage)
    options.only = needs if options.only is None else [name.strip() for name in options.only.split(",")]
    return options


OPTIONS = options()
if OPTIONS.sabotage == "all":
    sys.exit(each_sabotage.main())
SEED = os.environ.get("SEED") or str(random.SystemRandom().randrange(10**9))
PLACE = OPTIONS.folder or Path(tempfile.mkdtemp(prefix="chaos-"))
# Never a DATABASE_URL that was set for a studio: there are somebody's songs.
DATABASE_URL = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{PLACE / 'studio.sqlite3'}"
ENVIRON = environment(PLACE, DATABASE_URL=DATABASE_URL, CHAOS_SABOTAGE=OPTIONS.sabotage or "")
os.environ.clear()
os.environ |= ENVIRON
django.setup()

from tests.chaos import figures, rules  # noqa: E402
from tests.chaos.run import Run  # noqa: E402


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    print(f"SEED={SEED}, {OPTIONS.jobs} jobs, in {PLACE}", flush=True)
    began = time.time()
    with World(ENVIRON) as world:
        run = Run(world, SEED, OPTIONS.jobs, OPTIONS.people, OPTIONS.pause, OPTIONS.only)
        threads = run.press_all()
        progress(run, began)
        run.strike_all()
        for thread in threads:
            thread.join()
        run.check()
        say(began, "All is pressed.", run)
        left = run.settle()
        for _round in range(3):
            if run.make_up():
                left = run.settle()
        say(began, f"Settled; left: {left or 'nothing'}", run)
        facts = rules.Facts(world, run.journal, {}, run.away)
        said = {
            "sent-once before people decide": list(rules.sent_once(facts)),
            "desk before people decide": list(rules.desk_tells(facts)),
        }
        run.decide_about_unknown()
        run.settle()
        facts = rules.Facts(world, run.journal, {}, run.away)
        facts.struck = dict(run.struck) | dict(run.struck_by_provider())
        broken = rules.judge(facts) | said
        told = figures.of(run, facts, broken, began)
    return finish(told, broken)


def progress(run, began):
    """A line now and then."""

    def tell():
        while not run.world.is_over.wait(15):
            say(began, f"{run.taken} pressed: {run.states()}, left: {run.unsettled()}", run)

    threading.Thread(target=tell, daemon=True).start()


def say(began, words, run):
    print(
        f"{time.time() - began:5.0f} s  {words}, {sum(run.struck.values())} faults of this machine",
        flush=True,
    )


def finish(told, broken):
    for rule, sentences in broken.items():
        for sentence in sentences[:50]:
            print(f"BROKEN {rule}: {sentence}")
    if OPTIONS.figures:
        figures.write(told, OPTIONS.figures)
    if not (OPTIONS.keep or OPTIONS.folder):
        shutil.rmtree(PLACE, ignore_errors=True)
    print(figures.line(told))
    return int(told["violations"] > 0)


if __name__ == "__main__":
    sys.exit(main())
