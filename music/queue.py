"""The only place that names RQ: two queues, the worker they get, and `enqueue`."""

import logging
import time
from functools import cache
from importlib import import_module

import django_rq
from django.db import connections, transaction
from django.urls import reverse
from redis.exceptions import RedisError
from rq import Worker

from sunostudio import tracing

log = logging.getLogger(__name__)
steps = logging.getLogger("studio.tasks")

TASKS = "music.tasks"
QUEUES = ("calls", "files")
FAILED_FOR = 24 * 3600  # seconds that one remembers a task that broke off
# A slow download never holds up a paid request: what touches files has a queue of its own.
FILES = {
    "archive_track", "archive_asset", "check_arrival", "delete_person", "hand_over", "mend_file", "rewrite_sheet",
    "sweep_files", "watch_too", "write_sheet",
}  # fmt: skip


class StudioWorker(Worker):
    """Notices within seconds, not minutes, that a task's process was killed. The rows know what to do next."""

    def __init__(self, *args, **kwargs):
        kwargs |= {"job_monitoring_interval": 5, "maintenance_interval": 15, "worker_ttl": 30}
        super().__init__(*args, **kwargs)

    def work(self, *args, **kwargs):
        """What tasks need is loaded once, before the first is forked: else each would load it for itself."""
        import_module(TASKS)
        reverse("callback", args=["-"])  # the addresses, too
        return super().work(*args, **kwargs)

    def fork_work_horse(self, job, queue):
        """Two processes that spoke on one connection would read each other's rows."""
        connections.close_all()
        super().fork_work_horse(job, queue)

    def perform_job(self, job, *args):
        """In the task's own process: what is said there is said of the request that began it."""
        task, began = job.func_name.rpartition(".")[2], time.perf_counter()
        with tracing.about(**job.meta.get("about", {}) | {"task": task}):
            is_fine = super().perform_job(job, *args)
            figures = {"seconds": round(time.perf_counter() - began, 4), "fine": is_fine}
            level = (
                logging.DEBUG if task.startswith("sweep_") else logging.INFO
            )  # those come every few seconds
            steps.log(level, "%s%r", task, job.args, extra={"figures": figures})
        return is_fine


def queue_of(task: str) -> str:
    return "files" if task in FILES else "calls"


def enqueue(task: str, *args) -> None:
    """Run `music.tasks.<task>` soon, after the commit. Never raises: what is lost here, the clock finds."""
    about = tracing.now()
    transaction.on_commit(lambda: _push(task, args, about))


def _push(task, args, about):
    try:
        queue = django_rq.get_queue(queue_of(task), connection=connection())
        kept = {"result_ttl": 0, "failure_ttl": FAILED_FOR, "meta": {"about": about}}
        queue.enqueue(f"{TASKS}.{task}", *args, **kept)
    except RedisError as error:
        log.warning("The queue did not take %s%r: %s", task, args, error)


@cache
def connection():
    """The queue server, for tasks, the shared allowance and the heartbeats: a pool, which is dear to make."""
    return django_rq.get_connection("calls")


def room_of(name: str, each: int) -> int:
    """How many tasks it takes until each of its workers has so many before it; one for each at the least."""
    queue = django_rq.get_queue(name, connection=connection())
    workers = max(1, Worker.count(queue=queue))
    return max(workers, workers * each - queue.count)


def failed_of(name: str) -> int:
    """How many of its tasks broke off, within a day."""
    return django_rq.get_queue(name, connection=connection()).failed_job_registry.count
