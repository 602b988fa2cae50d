"""The clock: what is due stands in the database, and these sweeps look. Two clocks are harmless."""

from rq.cron import register

from .queue import queue_of

for name in ("sweep_calls", "sweep_files"):
    # Without the ttl, ticks would pile up while no worker runs.
    register(f"music.tasks.{name}", queue_name=queue_of(name), interval=5, ttl=5, result_ttl=0)
