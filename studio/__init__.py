"""The supervisor: starts the queue server, the sandbox, web, workers and clock, and ends them all together.

It lives as long as the studio does, so it stays small: nothing here imports Django, except ``prepare``,
which runs in a process of its own. ``manage.py studio`` calls ``main``.
"""

from studio.command import main

__all__ = ["main"]
