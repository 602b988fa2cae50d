"""One job and one fault: the studio in this process, its tasks called one after the other, a real sandbox beside it.

The sandbox's songs are a plain tone, made once, and its callbacks lie in a letter box until the test delivers them:
so each test says what happens when. At its end both books are compared, by the rules of the long runs.
"""

import functools
import json
import shutil
import threading
import time
import uuid
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import django_rq
from django.conf import settings
from django.test import Client, override_settings
from PIL import Image

from music.kie import client as kie
from music.models import Job, ProviderAccount, TrackText
from music.operations import registry
from music.services import jobs, money, sweeps
from sandbox.faults import Fault
from sandbox.rendering import Renderer
from sandbox.server import Server
from sandbox.settings import Settings
from tests.chaos import leap, rules
from tests.chaos.books import Books
from tests.chaos.people import Journal
from tests.factories import make_user
from tests.media import sounds
from tests.sandbox.base import Receiver

SECONDS = 10  # a song's length
TIMEOUT = (1, 3)  # seconds, in place of the client's
SHORT = (1, 0.5)  # for a request that is to wait in vain
HANGING = ("hang", "trickle-answer")
PRICE = 12
ONCE = ("expected", PRICE), ("charged", PRICE)
AN_ASK = 60  # seconds: more than between two asks, in the first minutes
TWO_WEEKS = 15 * 86400
RULES = ("sent-once", "songs", "twice", "money", "stuck", "reasons", "private")
QUEUES = ("calls", "files")


@functools.cache
def contents():
    """{suffix: bytes} of all files of a song."""
    picture = BytesIO()
    Image.new("RGB", (64, 64), (20, 60, 200)).save(picture, "JPEG")
    return {"mp3": sounds.mp3(sounds.tone(SECONDS)), "jpeg": picture.getvalue()}


def play(renderer, item):
    """In the place of the sandbox's synthesiser."""
    for suffix, content in contents().items():
        (renderer.folder / f"{item.id}.{suffix}").write_bytes(content)
    return True


def until(what, condition, seconds=20):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"Not within {seconds} s: {what}"
        time.sleep(0.005)
    return value


class Alone:
    """A context. `job` is the one that was pressed last, as its row says at the moment."""

    def __init__(self):
        self.place, self.pk = Path(settings.STUDIO_DATA), None
        self.journal, self.browser = Journal(), Client()

    def __enter__(self):
        with ExitStack() as stack:
            self.clean_up_with(stack)
            stack.enter_context(mock.patch.object(Renderer, "render", play))
            stack.enter_context(mock.patch.object(kie, "TIMEOUT", TIMEOUT))
            self.letters = Receiver([])
            stack.callback(self.letters.stop)
            self.sandbox = self.opened(stack)
            stack.enter_context(
                override_settings(
                    KIE_API_BASE_URL=self.sandbox.url, KIE_API_KEY="sandbox",
                    PUBLIC_URL=self.letters.url.removesuffix("/callbacks/"),
                )
            )  # fmt: skip
            self.owner = make_user()
            self.stack = stack.pop_all()
        return self

    def clean_up_with(self, stack):
        for name in ("media", "partial", "sandbox"):
            stack.callback(shutil.rmtree, self.place / name, ignore_errors=True)
        stack.callback(TrackText.objects.all().delete)  # no table of Django's, so it is not emptied

    def opened(self, stack):
        place = self.place / "sandbox"
        place.mkdir()
        server = Server(Settings(data=place, stage_seconds=0.0, callback_pauses=(0.1,)))
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        stack.callback(server.server_close)
        stack.callback(server.sandbox.stop)
        stack.callback(server.shutdown)
        return server.sandbox

    def __exit__(self, *_):
        self.stack.close()

    # What a person does

    def press(self, *faults):
        """Ask for two songs."""
        self.wait_for(*faults)
        style = " ".join(["folk", *(f"[[fault: {fault}]]" for fault in faults)])
        asked = {"custom_mode": True, "instrumental": False, "model": "V6", "title": "Rain", "style": style,
                 "lyrics": "Rain on the roof", "duration": SECONDS}  # fmt: skip
        self.pk = jobs.start(registry.get("generate"), self.owner, asked, submission=uuid.uuid4()).pk
        return self.job

    @property
    def job(self):
        return Job.objects.get(pk=self.pk)

    @property
    def tracks(self):
        return list(self.job.tracks.order_by("position"))

    @property
    def account(self):
        return ProviderAccount.objects.get()

    # What its parts do

    def work(self):
        """The workers, until there is nothing to do."""
        while tasks := [task for name in QUEUES for task in django_rq.get_queue(name).jobs]:
            for task in tasks:
                task.delete()
                task.func(*task.args)
        kie.TIMEOUT = TIMEOUT

    def later(self, seconds, rounds=1):
        """So many seconds pass; then the clock ticks, and the workers do what is due."""
        for _round in range(rounds):
            leap.leap(seconds)
            self.forget_rates()
            sweeps.calls()
            sweeps.files()
            self.work()

    def forget_rates(self):
        """Seconds pass for the provider too."""
        self.sandbox.queries.clear()
        self.sandbox.creates.clear()
        connection_of_queue = django_rq.get_connection("calls")
        for key in connection_of_queue.scan_iter("studio:allowance:*"):
            connection_of_queue.delete(key)

    # What the provider does

    @property
    def books(self):
        return Books(self.place)

    @property
    def orders(self):
        """The sandbox's tasks for the job that was pressed last."""
        return [task for task in self.books.tasks if task["token"] == self.job.token]

    @property
    def cost(self):
        return sum(self.books.moves.get(task["id"], 0) for task in self.orders)

    def arm(self, fault, on="create", times=1):
        self.wait_for(fault)
        name, _, number = fault.partition(" ")
        self.sandbox.store.arm(Fault(name, float(number) if number else None), on, times)

    def wait_for(self, *faults):
        """Not for long, until the workers are done next, where one of these would hold them up."""
        if any(fault.startswith(HANGING) for fault in faults):
            kie.TIMEOUT = SHORT

    def is_made(self):
        """Wait for the provider's end, callbacks included."""
        until("the sandbox is done", lambda: not self.books.under_way)

    def callbacks(self):
        """All that it will ever say, in its own order."""
        self.is_made()
        return [body for _headers, body in self.letters.taken]

    def deliver(self, *bodies):
        """The statuses that callbacks are answered with."""
        address = f"/callbacks/kie/{self.job.token}/"
        posted = (self.browser.post(address, json.dumps(body), "application/json") for body in bodies)
        return [answer.status_code for answer in posted]

    def hear(self):
        """All callbacks are delivered, and what they call for is done."""
        answers = self.deliver(*self.callbacks())
        self.work()
        return answers

    # What there is in the end

    def broken(self):
        """{rule: what breaks it}: both books compared, every file read."""
        world = SimpleNamespace(
            place=self.place, trapped=self.sandbox.trap.visits, look_into_trap=lambda: None
        )
        facts = rules.Facts(world, self.journal, {})
        said = {name: list(rules.RULES[name](facts)) for name in RULES}
        return {name: sentences for name, sentences in said.items() if sentences}

    @property
    def booked(self):
        """(kind, credits) of the job's entries in the ledger."""
        return [(kind, float(credits)) for kind, credits in self.job.ledger.values_list("kind", "credits")]

    def is_whole(self, booked=ONCE):
        """Both songs are on disk; ordered once, charged once, and the balance is what the provider says."""
        assert self.job.state == Job.State.DONE
        assert [track.archive_state for track in self.tracks] == ["kept", "kept"]
        assert (len(self.orders), self.cost, self.booked) == (1, PRICE, list(booked))
        self.balances()

    def is_free(self, orders=0):
        """Nothing was charged, or it came back."""
        assert (len(self.orders), self.cost) == (orders, 0)
        returned = [("charged", PRICE), ("returned", PRICE)] if orders else []
        assert self.booked == [("expected", PRICE), *returned]
        self.balances()

    def balances(self):
        """The account's balance, as we hear it, is that of the books."""
        money.refresh_balance(self.account)
        assert float(self.account.balance) == self.books.balance
