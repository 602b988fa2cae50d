"""Inside a scratch studio: away with the files that were brought."""

from music import queue
from music.models import Arrival
from music.services import uploads


def forget():
    arrivals = list(Arrival.objects.all())
    for arrival in arrivals:
        uploads.discard(arrival)
    queue.connection().flushdb()
    return len(arrivals)
