"""A thousand songs as one ZIP: how soon its first bytes come, and how far the web server grows while it is sent."""

import http.client
import time

from .figures import Figure
from .memory import Watch

SONGS, FEW = 1000, 20
PIECE = 1024 * 1024
OPTIONS = "?cover=on&lrc=on&sheet=on&playlist=on"


def figures(run):
    few, many = (run.large.ask("takeout.prepare", songs=songs) for songs in (FEW, SONGS))
    fetch(run, few)  # what is loaded once is loaded
    with Watch(run.large.web_pids[:1]) as watch:
        soon, size, seconds, announced = fetch(run, many)
    run.large.ask("takeout.clear", songs=SONGS)
    note = f"{size / 1e9:.1f} GB, {size / 1e6 / seconds:.0f} MB/s; {'' if announced == size else 'not '}as long as announced"
    return [
        Figure("first bytes of a ZIP of 1,000 songs", soon, "s", most=1, note=note),
        Figure(
            "web grows while it is sent", watch.growth, "MB", most=30, note=f"{watch.first[0]:.0f} MB before"
        ),
    ]


def fetch(run, path):
    """Seconds to the first bytes, bytes, seconds for all of them, bytes as announced."""
    connection = http.client.HTTPConnection(*run.large.address, timeout=120)
    begun = time.monotonic()
    connection.request("GET", path + OPTIONS, headers={"Cookie": f"sessionid={run.visitor.facts['session']}"})
    answer = connection.getresponse()
    if answer.status != 200:
        raise ValueError(f"{path} answered {answer.status}.")
    size = len(answer.read(64 * 1024))
    soon = time.monotonic() - begun
    while piece := answer.read(PIECE):
        size += len(piece)
    announced = int(answer.headers["Content-Length"])
    connection.close()
    return soon, size, time.monotonic() - begun, announced
