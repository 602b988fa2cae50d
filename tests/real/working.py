"""The workers, in this process; to be imported when Django is set up."""

from rq import SimpleWorker

from music import queue


class Worker(SimpleWorker):
    """Listens to no commands: to stop listening takes a second."""

    def subscribe(self):
        pass


def work():
    """Until there is nothing to do."""
    Worker(["calls", "files"], connection=queue.connection()).work(burst=True, logging_level="ERROR")
