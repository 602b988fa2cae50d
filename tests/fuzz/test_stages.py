"""The messages about one job in any order, as often as anyone likes, by callback or by asking: the same rows."""

import json

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from music.models import Job
from music.operations.registry import OPERATIONS
from music.services import asking

from . import shapes
from .base import broken_rules
from .jobs import JobsCase

WAYS = (
    ("generate", "dedicated"),
    ("extend", "dedicated"),
    ("generate", "market"),
    ("stems", "dedicated"),
    ("lyrics", "market"),
)
STAGES = 3  # the first callbacks and the first record are those of the task without troubles
TRACK = (
    "audio_id",
    "position",
    "title",
    "lyrics",
    "style",
    "duration",
    "audio_url",
    "stream_url",
    "image_url",
)
ASSET = ("kind", "name", "position", "url", "provider_id")


def good(way):
    """The callbacks of a task without troubles, the last one the whole of it."""
    callbacks = shapes.told()[way].callbacks
    has_stages = isinstance(callbacks[0]["data"], dict) and callbacks[0]["data"].get("callbackType") == "text"
    return callbacks[:STAGES] if has_stages else callbacks[:1]


def rows_of(job):
    """What became of a job, without anything that tells one run from another."""
    job.refresh_from_db()
    tracks, assets = job.tracks.order_by("position"), job.assets.order_by("position")
    booked = sorted(map(str, job.ledger.values_list("kind", "credits")))
    drafts = sorted(job.drafts.values_list("title", "text"))
    return job.state, list(tracks.values_list(*TRACK)), list(assets.values_list(*ASSET)), drafts, booked


class Telling(RuleBasedStateMachine):
    """One job of `way`, undone in the end; `case` has the person, `ends` what its rows have to be."""

    case = way = None

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.job, self.is_done = self.case.job(self.way), False

    @rule(place=st.integers(0, STAGES - 1), times=st.integers(1, 3))
    def call_back(self, place, times):
        callbacks = good(self.way)
        body = callbacks[place % len(callbacks)]
        for _time in range(times):
            assert self.post(json.dumps(body)).status_code == 200
        self.is_done |= body is callbacks[-1]

    @rule()
    def ask(self):
        readers = OPERATIONS[self.job.operation].readers(self.job)
        record = json.dumps(shapes.told()[self.way].records[0])
        self.case.answer(readers.path, record, 200)
        self.job.refresh_from_db()
        self.is_done |= asking.refresh(self.job)

    @rule()
    def hear_of_another_task(self):
        body = json.dumps(good(self.way)[-1]).replace(self.job.task_id, "f" * 32)
        assert self.post(body).status_code == 400

    def post(self, body):
        cache.clear()  # which counts how often a job is called back about
        return Client().post(f"/callbacks/kie/{self.job.token}/", body, "application/json")

    @invariant()
    def no_rule_is_broken(self):
        assert list(broken_rules(self.job)) == []

    @invariant()
    def once_done_it_is_all_there(self):
        if self.is_done:
            assert rows_of(self.job) == self.ends

    def teardown(self):
        self.call_back(len(good(self.way)) - 1, 1)
        try:
            assert rows_of(self.job) == self.ends
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)


class StageTests(JobsCase):
    def ends(self, way):
        """The rows after every callback came once and in order."""
        with transaction.atomic():
            job = self.job(way)
            for body in good(way):
                self.browser.post(f"/callbacks/kie/{job.token}/", json.dumps(body), "application/json")
            ends = rows_of(job)
            transaction.set_rollback(True)
        assert ends[0] == Job.State.DONE
        return ends

    def test_messages_in_any_order_end_in_the_same_rows(self):
        share = max(5, settings.default.max_examples // len(WAYS))
        for way in WAYS:
            about = {"case": self, "way": way, "ends": self.ends(way)}
            machine = type("Told", (Telling,), about)
            with self.subTest(way=way):
                run_state_machine_as_test(
                    machine, settings=settings(max_examples=share, stateful_step_count=6)
                )
