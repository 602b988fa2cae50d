"""The clock: what is due stands in the database, and these sweeps look. Two clocks are harmless."""

from rq.cron import register

from . import tasks
from .queue import FAILED_FOR, queue_of

for sweep in (tasks.sweep_calls, tasks.sweep_files):
    # Without the ttl, ticks would pile up while no worker runs.
    register(
        sweep, queue_name=queue_of(sweep.__name__), interval=5, ttl=5, result_ttl=0, failure_ttl=FAILED_FOR
    )
