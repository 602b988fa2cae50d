"""One run: people press, the weather strikes, and in the end everything is given the time it needs."""

import logging
import random
import threading
import time
from collections import Counter
from contextlib import suppress
from itertools import count, cycle

from django.db import DatabaseError, close_old_connections, connection
from django.db.models import Count, Q
from rq import Queue

from music import queue
from music.models import Arrival, Asset, Handover, Job, Track
from music.models.jobs import ASKED, OPEN
from tests.chaos import faults, leap, sabotage, weather
from tests.chaos.books import Books
from tests.chaos.orders import ALL, faulty, instead, orders, share
from tests.chaos.people import PATIENCE, Away, Journal, Person
from tests.real.pages import Forms

log = logging.getLogger("chaos")
MOST_OPEN = 40  # jobs at once
LONGEST_QUEUE = 600  # seconds until there are fewer
JOBS_A_ROUND = 200  # in which each fault of this machine strikes once
LONGEST_SONG = 40  # seconds, of one that is made longer
STILL = 15 if sabotage.RULE else 90  # seconds in which nothing at all happens: then something is stuck
LONGEST_LEAP, TWO_WEEKS = 30 * 86400, 15 * 86400
ROUNDS = 6  # of tries with each kind of fault of this machine, before it is said that it does not strike
SOON = 1.5  # seconds
TRIES = 3  # of a copy, before nobody waits for the others: faults that pass strike twice


class Run:
    """`only` names the faults that strike; all of them otherwise."""

    def __init__(self, world, seed, jobs, people=4, pause=1.0, only=None):
        self.world, self.seed, self.number, self.pause = world, seed, jobs, pause
        chance = random.Random(seed)
        self.acts, self.faults = chosen(weather.ACTS, only), chosen(ALL, only)
        self.orders = orders(chance, self.faults, share(self.faults, jobs))
        self.gap = min(jobs, JOBS_A_ROUND) / max(
            len(self.acts), 1
        )  # jobs from one fault of this machine to the next
        self.is_calm = False  # whether the weather has struck with everything it has
        self.weather_chance, self.turns_chance = random.Random(f"{seed} acts"), random.Random(f"{seed} turns")
        self.troubles = []  # of people, who are gone then
        self.journal, self.struck = Journal(), Counter(dict.fromkeys(self.acts, 0))
        self.taken, self.turn = 0, threading.Lock()
        self.people = [Person(world, number, self.journal) for number in range(people)]
        self.last = ""  # what struck
        self.away = []  # (from, to) of what pages need, by the clock of the wall

    # People

    def press_all(self):
        for person in self.people:
            person.sign_in()
        threads = [
            threading.Thread(target=self._works, args=(person,), daemon=True) for person in self.people
        ]
        for thread in threads:
            thread.start()
        return threads

    def _works(self, person):
        try:
            while order := self._next():
                self._carry_out(person, order)
        except Exception as error:
            log.exception("A person is gone")
            self.troubles.append(error)
        finally:
            connection.close()

    def _next(self):
        with self.turn:
            end = time.monotonic() + LONGEST_QUEUE
            while Job.objects.filter(state__in=OPEN).count() > MOST_OPEN:
                if time.monotonic() > end:
                    raise Away(f"{MOST_OPEN} jobs were under way for {LONGEST_QUEUE} s.")
                time.sleep(0.2)
            if self.taken >= self.number and self.is_calm:
                return None
            self.taken += 1
            return next(self.orders)

    def _carry_out(self, person, order):
        """Whatever is left to chance is drawn by the order's number, not by who comes first."""
        chance = random.Random(f"{self.seed} {order.number}")
        if order.arms:
            self._arm(person, order.arms)
        path = self._form_of(person, order, chance)
        if not path:  # there is no song yet to start from
            order = instead(chance, order)
            path = self._form_of(person, order, chance)
        fields = self._offered(person, path)
        press = person.press(order.operation, path, fields | order.changes, chance, order.twice)
        for job in press.jobs if order.then else ():
            self._then(person, order.then, job, chance)

    def check(self):
        """Raises what drove a person away: nobody presses their share then, and what is waited for never comes."""
        if self.troubles:
            raise self.troubles[0]

    def _arm(self, person, name):
        """One at a time: else they strike the same request."""
        fault, side = faults.ARMED[name]
        end = time.monotonic() + 5
        while Books(self.world.place).waiting_for(side) and time.monotonic() < end:
            time.sleep(0.1)
        with suppress(OSError):
            address, asked = f"{self.world.sandbox_url}/sandbox/faults", {"fault": fault, "on": side}
            person.browser.post(address, json=asked, timeout=5)

    def _form_of(self, person, order, chance):
        if order.starts_from_song:
            song = self._song(person, order.operation, chance)
            return f"/tracks/{song.uuid}/{order.operation}/" if song else ""
        return f"/create/{order.operation}/"

    def _song(self, person, operation, chance):
        songs = Track.objects.of(person.user).kept().finished().filter(job__state="done", kind="song")
        if operation == "extend":
            songs = songs.filter(duration__lt=LONGEST_SONG)
        return chance.choice(songs.order_by("pk")) if songs else None

    def _offered(self, person, path):
        """The fields as the page has them, which is loaded again while nobody answers; {} where it never comes."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            page = person.look(path)
            if page is not None and page.status_code == 200:
                return Forms(page.text).by_action.get(path, {})
            time.sleep(0.5)
        return {}

    def _then(self, person, what, job, chance):
        time.sleep(chance.uniform(0, 1))
        if what == "again":
            person.press("again", f"/jobs/{job}/retry/", {}, chance)
        else:
            person.ask("post", f"/jobs/{job}/{what}/")

    # The weather

    def strike_all(self):
        """Faults in any order, as people press on, until all is pressed and each has struck."""
        names = self._weather()
        for number in count(1):
            while self.taken < min(number * self.gap, self.number):
                self.check()
                time.sleep(0.1)
            name = next(names, None)
            if name is None:
                break
            self.strike(name)
            time.sleep(self.weather_chance.uniform(0.5, 1.5) * self.pause)
        self.is_calm = True

    def _weather(self):
        """The acts in turn, for all jobs; then again, a few times, those that found nothing to strike."""
        for _round in range(max(1, round(self.number / JOBS_A_ROUND))):
            yield from self._shuffled(self.acts)
        for _round in range(ROUNDS):
            yield from self._shuffled([name for name, times in self.struck.items() if not times])

    def _shuffled(self, names):
        return self.turns_chance.sample(names, len(names))

    def strike(self, name):
        began = time.time()
        try:
            struck = weather.strike(self.world, self.weather_chance, name)
        except DatabaseError as error:  # ours was struck too
            log.warning("%s: %s", name, error)
            close_old_connections()
            struck = 0
        self.struck[name] += struck
        self.away.append((began, time.time(), name))
        self.last = f"{name}: {struck}"

    # The end

    def settle(self):
        """Wait as long as anything happens; where nothing does, let time pass until the next thing is due."""
        seen, since = None, time.monotonic()
        while left := self.unsettled():
            now = self.signature()
            if now != seen:
                seen, since = now, time.monotonic()
            elif time.monotonic() - since > STILL:
                return left
            if not Books(self.world.place).under_way and (leap.seconds_to_next() or 0) > SOON:
                with self.world.stopped("clock"):
                    self.leap_if_idle()
            time.sleep(0.3)
        return {}

    def leap_if_idle(self):
        """To the next thing that is due; over two weeks, where only what was tried often enough is left."""
        while self.is_at_work():
            time.sleep(0.1)
        seconds = leap.seconds_to_next()
        if seconds and SOON < seconds < LONGEST_LEAP:
            leap.leap(TWO_WEEKS if self.is_only_tried() else seconds)

    def is_at_work(self):
        waits = sum(len(Queue(name, connection=queue.connection())) for name in ("calls", "files"))
        return waits or any(self.world.horse(name) for name in ("calls", "files"))

    def is_only_tried(self):
        rows = [kind.objects.filter(archive_state="due") for kind in (Track, Asset)]
        is_tried = not any(each.filter(archive_tries__lt=TRIES).exists() for each in rows)
        return is_tried and not self.unsettled().keys() - {"songs to copy", "files to copy"}

    def signature(self):
        """Changes whenever something happens."""
        return (
            self.unsettled(), list(Job.objects.filter(state__in=OPEN).values_list("pk", "state", "due_at", "sends")),
            list(Track.objects.filter(archive_state="due").values_list("pk", "archive_tries")),
            list(Asset.objects.filter(archive_state="due").values_list("pk", "archive_tries")),
        )  # fmt: skip

    def unsettled(self):
        """{what: how many} of everything that is still under way."""
        unasked = Q(state__in=ASKED, due_at=None)
        counts = {
            "open jobs": Job.objects.filter(state__in=OPEN).exclude(unasked).count(),
            "songs to copy": Track.objects.filter(archive_state="due").count(),
            "files to copy": Asset.objects.filter(archive_state="due").count(),
            "sheets to write": sum(model.objects.exclude(sheet_due_at=None).count() for model in leap.SHEETS),
            "arrivals": Arrival.objects.filter(state="checking").count(),
            "handovers": Handover.objects.exclude(claimed_at=None).filter(until=None).count(),
            "tasks of the sandbox": Books(self.world.place).under_way,
        }
        return {what: count for what, count in counts.items() if count}

    @staticmethod
    def states():
        return dict(Job.objects.values_list("state").annotate(Count("pk")))

    def make_up(self):
        """Press once more for each fault of the provider that has not struck yet. How many they are."""
        missing = [name for name, count in self.struck_by_provider().items() if not count]
        for person, name in zip(cycle(self.people), missing, strict=False):
            chance = random.Random(f"{self.seed} {name} {self.taken}")
            self._carry_out(person, faulty(chance, self.taken, name))
            self.taken += 1
        return len(missing)

    def struck_by_provider(self):
        counts = faults.struck(Job.objects.prefetch_related("tracks", "events"), Books(self.world.place))
        return {name: counts[name] for name in self.faults}

    def decide_about_unknown(self):
        """People look into the provider's log: what is there gets its number, what is not is closed."""
        tasks = {task["token"]: task["id"] for task in Books(self.world.place).tasks if task["token"]}
        decided = 0
        for person in self.people:
            for job in Job.objects.filter(owner=person.user, state=Job.State.UNKNOWN, operation__in=CALLED):
                task = tasks.get(job.token)
                choice = {"how": "task", "task_id": task} if task else {"how": "not-made"}
                decided += person.ask("post", f"/jobs/{job.uuid}/settle/", choice) is not None
        return decided


CALLED = ("generate", "sounds", "lyrics", "extend", "wav", "stems", "cover-image", "upload-cover")


def chosen(names, only):
    return [name for name in names if only is None or name in only]
