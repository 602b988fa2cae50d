"""The clock: what is due stands in the database, and these sweeps look. Two clocks are harmless."""

from rq.cron import register

from . import tasks
from .queue import FAILED_FOR, queue_of
from .services.jobs import SHORT

# Seconds. A job whose turn is SHORT away is handed out at the next look, and then waits for its turn: so that nothing
# of what the provider allows is left unused, the looks are no further apart.
for sweep, interval in ((tasks.sweep_calls, SHORT), (tasks.sweep_files, 5)):
    # Without the ttl, ticks would pile up while no worker runs.
    kept = {"ttl": interval, "result_ttl": 0, "failure_ttl": FAILED_FOR}
    register(sweep, queue_name=queue_of(sweep.__name__), interval=interval, **kept)
