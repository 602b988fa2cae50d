"""The sandbox as a whole: what a request means, and the threads that carry tasks on."""

import time
import uuid

from . import answers, control, facts, faults, media, odd_answers, uploads
from .answers import Refused
from .callbacks import Courier
from .operations import OPERATIONS, ROUTES
from .rates import Window
from .rendering import Renderer
from .stages import Clock
from .store import Store, Task
from .trap import Trap

LONGEST_HOLD = 20.0  # seconds that an answer waits for callbacks which nobody takes
NOBODY = "https://nobody.invalid/"  # stands in for a callback's address where none need be sent


class Sandbox:
    def __init__(self, settings):
        self.settings, self.operations = settings, OPERATIONS
        self.url = ""  # known once the server listens
        self.media = settings.data / "media"
        self.media.mkdir(parents=True, exist_ok=True)
        self.store = Store(settings.data / "sandbox.sqlite3")
        self.creates = Window(settings.rate, facts.CREATES_PER)
        self.queries = Window(facts.QUERIES, facts.QUERIES_PER)
        self.paths = {operation.path: operation for operation in OPERATIONS.values()}
        self.renderer = Renderer(self.media, settings.renderers, self.keep)
        self.courier, self.clock, self.trap = Courier(self), Clock(self), Trap()
        self.open_books()

    def open_books(self):
        if not self.store.rows("SELECT 1 FROM ledger LIMIT 1"):
            self.store.book("opening", self.settings.credits)

    def start(self):
        """Goes on with whatever an earlier run left undone."""
        for item in self.store.unmade_items():
            self.renderer.add(item)
        for thread in (self.renderer, self.courier, self.clock, self.trap):
            thread.start()

    def stop(self):
        for thread in (self.clock, self.courier, self.renderer, self.trap):
            thread.stop()

    def keep(self, item, made):
        """Notes that the files of an item are there, or cannot be made."""
        self.store.run(
            "UPDATE items SET made = ?, at = ? WHERE id = ?", 1 if made else -1, time.time(), item.id
        )
        self.clock.news.set()

    def answer(self, request):
        """An Answer; raises BrokenOff when there is to be none."""
        try:
            return odd_answers.spoiled(self.answer_place(request), request.struck)
        except Refused as refused:
            return answers.refusal(refused)

    def answer_place(self, request):
        if request.path in uploads.ROUTES:
            return uploads.answer(self, request)
        if request.path.startswith(uploads.PLACE):
            return uploads.answer_file(self, request)
        if request.path.startswith("/media/"):
            return media.answer(self, request)
        if request.path in control.ROUTES:
            return control.answer(self, request)
        return self.answer_api(request)

    def answer_api(self, request):
        route, operation = ROUTES.get((request.method, request.path)), self.paths.get(request.path)
        if route is None and (operation is None or request.method != "POST"):
            raise Refused(404, status=404)
        if request.headers.get("authorization") != f"Bearer {self.settings.key}":
            raise Refused(401)
        return route(self, request) if route else self.create(request, operation, answers.read_json(request))

    def create(self, request, operation, params, sent=""):
        """The Answer to a request for work; `sent` is the request as JSON where it came over the market."""
        if not self.creates.admits():
            raise Refused(429, status=429)
        struck = request.struck = faults.written(params) + self.store.take_armed("create")
        if (instead := faults.strike_before(struck)) is not None:
            return instead
        operation.check({"callBackUrl": NOBODY} | params if sent else params)
        task = self.accept(operation, params, struck, sent)
        self.hold(task)
        faults.strike_after(struck)
        if task.stage == "error":  # at once
            raise Refused(task.error_code, task.error_message)
        if task.stage == "complete":
            return answers.success(operation.answer(self, task))
        return answers.success({"taskId": task.id} if sent else operation.accepted(task))

    def accept(self, operation, params, struck, sent):
        """Makes and charges a task in one transaction; Refused (402) when the balance is too low."""
        task = self.new_task(operation, params, struck, sent)
        items = [] if task.error_code else operation.items(self, task)
        with self.store.transaction():
            operation.admit(self, params)
            if self.store.balance() < task.credits:
                raise Refused(402)
            self.store.add_task(task)
            self.store.book("charge", -task.credits, task.id)
            if task.stage == "error":
                self.store.book("refund", task.credits, task.id)
            for item in items:
                self.store.add_item(item)
        for item in items:
            self.renderer.add(item)
        self.clock.news.set()
        return task

    def new_task(self, operation, params, struck, sent):
        """A task not yet written down; one that is bound to fail later already carries its error.

        What is answered at once has its end behind it; on the market everything takes its time.
        """
        now = time.time()
        task = Task(
            id=uuid.uuid4().hex,
            operation=operation.slug,
            at=now,
            param=params,
            credits=operation.credits(params),
            parent=operation.parent(params),
            faults=struck,
            due=now,
            sent=sent,
        )
        task.due += self.pause(task)
        task.error_code, task.error_message = (
            operation.doom(self, params) or doomed_by(struck) or (None, None)
        )
        if operation.immediate and not sent:
            task.stage, task.due, task.ended = "error" if task.error_code else "complete", None, now
        return task

    def pause(self, task):
        """Seconds from one stage to the next; `early` leaves none."""
        return 0.0 if task.fault("early") else self.settings.stage_seconds

    def hold(self, task):
        """Keeps an `early` answer back until all callbacks of its task were delivered, and so many seconds."""
        if fault := task.fault("early"):
            time.sleep(fault.amount(1.0))
            end = time.monotonic() + LONGEST_HOLD
            while self.store.is_busy(task.id) and time.monotonic() < end:
                time.sleep(0.02)

    def strike(self, request, side):
        """What a fault armed for queries makes of this one; None: nothing, or something to its answer."""
        request.struck = self.store.take_armed(side)
        return faults.strike_before(request.struck)

    def reset(self, credits):
        self.renderer.forget()
        self.store.clear()
        self.store.book("opening", credits)
        self.creates.clear()
        self.queries.clear()
        for path in [path for path in self.media.rglob("*") if path.is_file()]:
            path.unlink(missing_ok=True)


def doomed_by(struck):
    """(code, message) when a fault makes the task fail; `pending-error` fails it behind a PENDING."""
    if fault := faults.find(struck, {"pending-error"}):
        code = int(fault.amount(413))
        return code, facts.MESSAGES.get(code, "Error")
    if fault := faults.find(struck, set(faults.FAILURES)):
        code = faults.FAILURES[fault.name]
        return code, facts.MESSAGES[code]
    return None
