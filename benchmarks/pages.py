"""The library, a track, a search: how many a second, and how long one person waits."""

from statistics import median
from urllib.parse import quote

from .figures import Figure
from .meter import Measure

LIBRARY = "/library/"
COMMON = ("river", "silver oc", "harb", "огни на мосту", "тихий", "月光", "回家的路", "synthwave piano")
NOWHERE = ("zzyzx", "qwertzuiop", "несуществующее", "龘靐", "river zzyzx")
NEVER_TOGETHER = ("river тихий", "月光 harbour", "огни lantern")  # each word is in half of all songs
# Each view and filter, common and rare: what is rare is looked for in the whole library.
NARROWED = ("view=grid", "view=stacks", "rating=3", "rating=5", "duration_from=3:00", "duration_from=4:59",
            "loudness_from=-3", "within=7", "disk=not", "has=stem", "has=timed", "tag=mood+1", "version=V5",
            "operation=extend", "voice=instrumental", "kind=sound", "rating=5&version=V5")  # fmt: skip
SORTED = ("sort=oldest", "sort=title", "sort=longest", "sort=rating", "sort=version", "sort=loudest", "sort=quietest",
          "sort=title&view=stacks", "sort=title&rating=5", "q=river&sort=title", "q=river&rating=5")  # fmt: skip


def searches(visitor, texts):
    return [visitor.get(f"{LIBRARY}?q={quote(text)}") for text in texts]


def figures(run):
    """Everything that is a part of B and only reads."""
    visitor, facts = run.visitor, run.visitor.facts
    measures = [
        Measure("library page", [visitor.get(LIBRARY)], 0.12),
        Measure("library page, not compressed", [visitor.get(LIBRARY, accept_encoding="identity")], 0.12),
        Measure("track page", [visitor.get(f"/tracks/{uuid}/") for uuid in facts["tracks"]], 0.2),
        Measure("search, common words", searches(visitor, COMMON), 0.08),
        Measure("search, rare names", searches(visitor, facts["names"]), 0.08),
        Measure("search, words that are nowhere", searches(visitor, NOWHERE), 0.08),
        Measure("search, common words never together", searches(visitor, NEVER_TOGETHER), 0.08),
    ]
    measures += [
        Measure(f"library, {query}", [visitor.get(f"{LIBRARY}?{query}")], 0.08)
        for query in (*NARROWED, *SORTED)
    ]
    return [*run.meter.figures(measures), alone(run), growth(run)]


def alone(run):
    bursts = [run.meter.burst([run.visitor.get(LIBRARY)], clients=1) for _ in range(run.rounds)]
    slow = median(burst.percentile(0.95) for burst in bursts)
    note = f"median {median(burst.percentile(0.5) for burst in bursts):.0f} ms"
    return Figure("library page, one client, p95", slow, "ms", most=60, note=note)


def growth(run):
    """The throughput of the library page by that of a small library, turn by turn."""
    ratios = []
    for number in range(run.rounds + 1):
        small = run.loader.burst(
            run.small.address, [run.small_visitor.get(LIBRARY)], seconds=run.meter.seconds
        )
        large = run.meter.burst([run.visitor.get(LIBRARY)])
        ratios += [large.rate / small.rate] if number else []  # the first turn warms up
    what = f"library page, {run.large.tracks:,} tracks by {run.small.tracks:,}"
    return Figure(what, median(ratios), "times", least=0.9)
