"""The studio's clock, with a tick a second."""

from rq.cron import register

from music import tasks
from music.queue import queue_of

for sweep in (tasks.sweep_calls, tasks.sweep_files):
    register(sweep, queue_name=queue_of(sweep.__name__), interval=1, ttl=5, result_ttl=0)
