"""One part of a whole studio struck while eight jobs stand in eight states: `python -m tests.chaos.kills FOLDER PART …`.

Writes into FOLDER/told.json, for each part and state: how the job stood when its part was struck, and what became of it.
"""

import json
import os
import shutil
import signal
import sys
import time
import uuid
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import django

from studio import plan
from tests.chaos.world import World, environment
from tests.real.parts import wait_for

PLACE = Path(sys.argv[1])
ENVIRON = environment(PLACE) | {"DJANGO_SETTINGS_MODULE": "tests.chaos.held"}
os.environ.clear()
os.environ |= ENVIRON
django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from rq import Queue  # noqa: E402

from accounts.models import User  # noqa: E402
from music import queue  # noqa: E402
from music.models import Job  # noqa: E402
from music.operations import registry  # noqa: E402
from music.services import decisions, jobs  # noqa: E402
from tests.chaos import holds, leap, rules  # noqa: E402
from tests.chaos.books import Books  # noqa: E402
from tests.chaos.people import Journal  # noqa: E402
from tests.chaos.run import Run  # noqa: E402

CROWD = {"calls": 5, "files": 3}  # so many tasks are held at once, and the clock's own need one more
RULES = ("sent-once", "songs", "twice", "money", "stuck", "reasons", "private")
BY_ASKING = ("worker", "work-horse")  # the parts that hear of the end by asking; the others by a callback
PATIENCE = 120  # seconds
LOCKED = 3  # seconds: more than anybody waits for the database
DOUBT = 80  # seconds, more than a job may take to be sent


class Crowd(World):
    """A worker for each of the tasks that are held at the same time."""

    def _programs(self):
        yield from super()._programs()
        self.workers = list(CROWD)
        for program in plan.workers(self.environ):
            for number in range(2, CROWD[program.name] + 1):
                self.workers.append(f"{program.name}{number}")
                yield replace(program, name=self.workers[-1])

    def horses(self):
        return [horse for name in self.workers if (horse := self.horse(name))]


class Round:
    """Eight jobs in eight states, and one part that is struck meanwhile."""

    def __init__(self, world, part, owner):
        self.world, self.part, self.owner = world, part, owner
        self.pks, self.stood, self.pids = {}, {}, {}

    def run(self):
        for place in holds.PLACES[:-1]:
            self.press(place)
        self.reach(*holds.PLACES[:-1])
        self.press("applying")  # the last: from here on nobody else can write
        self.reach("applying")
        struck = PARTS[self.part](self)
        self.release(*holds.PLACES)
        for name in ("queue", "web"):
            self.world.wait_until_ready(name)
        return struck

    # Up to where they are held

    def title(self, place):
        return f"{self.part} {place}"

    def order(self, place):
        return holds.folder() / self.title(place)

    def press(self, place):
        is_asked = place == "applying" and self.part in BY_ASKING
        lost = "[[fault: lost]] " if is_asked or place == "accepted" else ""
        self.order(place).touch()
        slug, params = asked_for(place, lost + self.title(place))
        job = jobs.start(registry.get(slug), self.owner, params, submission=uuid.uuid4())
        self.pks[place] = job.pk
        if is_asked:
            self.ask_when_made(job)

    def ask_when_made(self, job):
        wait_for("it is made", lambda: self.stages(job) == ["complete"], PATIENCE)
        Job.objects.filter(pk=job.pk).update(due_at=timezone.now())

    def tasks(self, job):
        return [task for task in Books(self.world.place).tasks if task["token"] == job.token]

    def stages(self, job):
        return [task["stage"] for task in self.tasks(job)]

    def reach(self, *places):
        self.wait_for_pids(*places)
        self.stood |= {place: self.told(place) for place in places}

    def wait_for_pids(self, *places):
        for place in places:
            reached = holds.folder() / f"{self.title(place)}.reached"
            wait_for(f"it is held: {self.title(place)}", reached.exists, PATIENCE)
            self.pids[place] = int(reached.read_text())

    def told(self, place):
        job = Job.objects.get(pk=self.pks[place])
        tracks = list(job.tracks.order_by("position"))
        return {
            "state": job.state, "ordered": len(self.tasks(job)), "copies": [track.archive_state for track in tracks],
            "sheets": sum(Path(track.audio.path).with_name("song.json").exists() for track in tracks if track.audio),
            "drafts": job.drafts.count(), "price": float(job.expected_price),
            "charged": [float(entry.credits) for entry in job.ledger.exclude(kind="expected")],
        }  # fmt: skip

    # And on

    def release(self, *places):
        for place in places:
            self.order(place).unlink(missing_ok=True)

    def kill_pids(self, *places):
        for place in places:
            os.kill(self.pids[place], signal.SIGKILL)
        self.release(*places)
        return len(places)


def asked_for(place, title):
    """(operation, parameters): words where no song is needed, since they are made sooner."""
    if place not in SONGS:
        return "lyrics", {"prompt": title}
    return "generate", {"custom_mode": True, "instrumental": False, "model": "V6", "title": title, "style": "folk",
                        "lyrics": "Rain on the roof", "duration": 10}  # fmt: skip


def kill_web(round):
    return int(round.world.kill("web"))


def kill_workers(round):
    return sum(round.world.kill(name) for name in round.world.workers)


def kill_horses(round):
    """Those that are held; then those that ask about a job whose callback is held."""
    struck = round.kill_pids(*HORSES)
    asked = [f"{place} asked" for place in ASKED]
    for place, name in zip(ASKED, asked, strict=True):  # in turn: else one process asks about both
        round.order(name).touch()
        Job.objects.filter(pk=round.pks[place]).update(due_at=timezone.now())
        round.wait_for_pids(name)
    return struck + round.kill_pids(*asked)


def kill_clock(round):
    return int(round.world.kill("clock"))


def kill_queue(round):
    return int(round.world.kill("queue"))


def kill_queue_and_its_file(round):
    """What it wrote down is gone."""
    round.world.hold("queue")
    struck = round.world.kill("queue")
    for folder in round.world.place.glob("*/appendonlydir"):
        shutil.rmtree(folder)
        struck += 1
    round.world.release("queue")
    return int(struck == 2)


def lock_database(round):
    """Longer than anybody waits, while all of them go on."""
    round.order("applying").unlink()  # it holds the lock itself
    wait_for("it has let the lock go", lambda: round.told("applying")["state"] == "done", PATIENCE)
    with transaction.atomic():
        Job.objects.filter(pk__in=round.pks.values()).update(updated_at=timezone.now())
        round.release(*holds.PLACES)
        time.sleep(LOCKED)
    return 1


SONGS = ("streaming", "applying", "copying", "sheet")
ASKED = ("waiting", "streaming")
HORSES = ("queued", "sending", "accepted", "copying", "sheet", "applying")
PARTS = {
    "web": kill_web, "worker": kill_workers, "work-horse": kill_horses, "clock": kill_clock, "queue": kill_queue,
    "queue-without-its-file": kill_queue_and_its_file, "database": lock_database,
}  # fmt: skip


class Stage:
    """All rounds, one after the other, and what became of their jobs."""

    def __init__(self, world):
        self.world, self.run = world, Run(world, "", jobs=1, people=0)
        self.owner = User.objects.create_user(email="mira@studio.example", name="Mira")

    def play(self, part):
        round = Round(self.world, part, self.owner)
        struck = round.run()
        self.settle(round)
        ended = {place: round.told(place) for place in holds.PLACES}
        self.decide(round)
        self.settle(round)
        decided = {place: round.told(place) for place in holds.PLACES}
        return {"struck": struck, "stood": round.stood, "ended": ended, "decided": decided}

    def decide(self, round):
        """A person looks into the provider's log: what is there gets its number, what is not is closed."""
        for job in Job.objects.filter(pk__in=round.pks.values(), state=Job.State.UNKNOWN):
            tasks = round.tasks(job)
            if tasks:
                decisions.settle_with_task(job, tasks[0]["id"])
            else:
                decisions.settle_as_not_made(job)

    def settle(self, round):
        """Wait as long as anybody is at work, then let time pass, until nothing is left."""
        end = time.monotonic() + PATIENCE
        while self.is_at_work(round) or self.run.unsettled():
            assert time.monotonic() < end, self.run.unsettled()
            if not self.is_at_work(round) and not Books(self.world.place).under_way:
                with self.world.stopped("clock"):
                    leap.leap(max(DOUBT, leap.seconds_to_next() or 0))
                time.sleep(1.2)  # the clock ticks
            time.sleep(0.1)

    def is_at_work(self, round):
        waits = sum(len(Queue(name, connection=queue.connection())) for name in CROWD)
        orphans = [pid for pid in round.pids.values() if self.part_of_us(pid)]
        return waits or self.world.horses() or orphans

    def part_of_us(self, pid):
        """A work-horse that outlived its worker."""
        with suppress(FileNotFoundError):
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
            return b"rqworker" in words and Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
        return False


def main():
    holds.folder().mkdir()
    with Crowd(ENVIRON) as world:
        stage = Stage(world)
        told = {part: stage.play(part) for part in sys.argv[2:]}
        facts = rules.Facts(world, Journal(), {})
        world.look_into_trap()
        broken = {rule: list(rules.RULES[rule](facts)) for rule in RULES}
    (PLACE / "told.json").write_text(json.dumps({"parts": told, "broken": broken}))


if __name__ == "__main__":
    main()
