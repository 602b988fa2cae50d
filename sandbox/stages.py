"""The clock: takes every task from stage to stage when it is due, and its making is far enough."""

import json
import threading
import time

from . import facts
from .operations import market

AGAIN = 5.0  # seconds from a failure that was none to the songs


class Clock(threading.Thread):
    def __init__(self, sandbox):
        super().__init__(name="clock", daemon=True)
        self.sandbox, self.store = sandbox, sandbox.store
        self.news = threading.Event()
        self.stopped = False

    def run(self):
        while not self.stopped:
            self.news.clear()
            for task in self.store.due_tasks(time.time()):
                self.advance(task)
            self.news.wait(self.store.seconds_to("tasks"))

    def advance(self, task):
        operation = self.sandbox.operations[task.operation]
        items = self.store.items(task.id)
        broken = any(item.made < 0 for item in items)
        stage = following(operation.stages, task.stage)
        if task.stage == "error" and broken:  # a failure that was to be none, but is one
            self.store.run("UPDATE tasks SET due = NULL WHERE id = ?", task.id)
        elif task.stage != "error" and (broken or task.error_code is not None):
            self.fail(operation, task, task.error_code or 501)
        elif task.stage == "accepted" and (fault := task.fault("after-failure")):
            self.fail(operation, task, 531, again=time.time() + fault.amount(AGAIN))
        elif operation.ready(stage, items):
            self.enter(operation, task, stage)

    def enter(self, operation, task, stage):
        last = stage == operation.stages[-1]
        now = time.time()
        was_failed = task.stage == "error"
        task.stage, task.due = stage, None if last else now + self.sandbox.pause(task)
        task.ended = now if last else None
        task.error_code = task.error_message = None
        items = self.store.items(task.id)
        with self.store.transaction():
            self.keep(task)
            if was_failed:
                self.store.book("charge", -task.credits, task.id)
            self.announce(operation, task, stage, items, last)
        self.sandbox.courier.news.set()

    def keep(self, task):
        """Writes down where a task stands; questions are counted anew once it has ended, where faults count them."""
        if task.ended and task.fault("no-addresses", "wrong-state"):
            task.asks = 0
        self.store.run(
            "UPDATE tasks SET stage = ?, due = ?, ended = ?, error_code = ?, error_message = ?, asks = ?"
            " WHERE id = ?",
            *(task.stage, task.due, task.ended, task.error_code, task.error_message, task.asks, task.id),
        )

    def fail(self, operation, task, code, again=None):
        """The error stage: what was charged comes back. `again` is when it turns out to be none."""
        task.error_code, task.error_message = code, task.error_message or facts.MESSAGES[code]
        task.stage, task.due, task.ended = "error", again, time.time()
        with self.store.transaction():
            self.keep(task)
            self.store.book("refund", task.credits, task.id)
            if not task.fault("pending-error"):
                self.announce(operation, task, "error", [], last=True)
        self.sandbox.courier.news.set()

    def body(self, operation, task, stage, items, last):
        """What the callback of a stage says; None where nobody is called: the market calls at the end only."""
        if task.sent:
            return market.message(self.sandbox, task) if last else None
        if stage == "error":
            return operation.failure(task)
        return operation.message(self.sandbox, task, stage, items)

    def announce(self, operation, task, stage, items, last):
        """Writes the callbacks of a stage down for the courier, with what faults do to them."""
        url, now = operation.callback_url(task.param), time.time()
        if not url or task.fault("lost", "callback-exception"):
            return
        message = self.body(operation, task, stage, items, last)
        if message is None:
            return
        late, copies, turned = task.fault("late"), task.fault("duplicated"), task.fault("reordered")
        due = now + late.amount(30.0) if late else now
        held = turned and not last
        for _ in range(int(copies.amount(2)) if copies else 1):
            self.store.add_delivery(
                task.id, stage, url, json.dumps(message, ensure_ascii=False), None if held else due
            )
        if turned and last:
            self.release(task, due)

    def release(self, task, due):
        """Reordered: what was held back follows the last stage, newest first."""
        held = self.store.rows(
            "SELECT id FROM deliveries WHERE task = ? AND due IS NULL ORDER BY id DESC", task.id
        )
        for place, row in enumerate(held, start=1):
            self.store.run("UPDATE deliveries SET due = ? WHERE id = ?", due + 0.1 * place, row["id"])

    def stop(self):
        self.stopped = True
        self.news.set()


def following(stages, stage):
    return stages[stages.index(stage) + 1] if stage in stages else stages[0]
