"""Lists by hand and by rule in the large library, and how long one person waits for each view and filter."""

from statistics import median

from .figures import Figure
from .meter import Measure
from .pages import LIBRARY, NARROWED, SORTED

LONGEST = 100  # ms that one client waits, p95


def figures(run):
    lists = run.large.ask("people.lists")
    pages = {f"list {name}": address for name, address in lists.items()}
    measures = [Measure(name, [run.visitor.get(address)], 0.08) for name, address in pages.items()]
    yield from run.meter.figures(measures)
    pages |= {f"library, {query}": f"{LIBRARY}?{query}" for query in (*NARROWED, *SORTED)}
    yield slowest(run, pages)


def slowest(run, pages):
    """Of all of them; the others are told to be quicker."""
    waits = {name: wait(run, address) for name, address in pages.items()}
    name = max(waits, key=waits.get)
    note = f"{name}; in the middle {median(waits.values()):.0f} ms, of {len(waits)}"
    return Figure(
        "slowest view, filter, sort or list, one client, p95", waits[name], "ms", most=LONGEST, note=note
    )


def wait(run, address):
    requests = [run.visitor.get(address)]
    bursts = [run.meter.burst(requests, clients=1, seconds=1) for _turn in range(run.rounds)]
    return median(burst.percentile(0.95) for burst in bursts)
