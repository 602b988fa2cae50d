"""What script/scale measures, as ratios within one run."""

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from statistics import mean, median

from benchmarks.callbacks import post
from benchmarks.figures import Figure
from benchmarks.load import Loader
from tests.real.parts import wait_for
from tests.real.test_restart import Visitors

CREATES, CREATES_PER = 20, 10  # what the provider allows a key, in any so many seconds
MANY = 16  # people with a key each, so that no allowance binds


def say(words):
    print(f"{time.strftime('%H:%M:%S')} {words}", flush=True)


def pace(moments, skip=2):
    """Creates a second, once all are at work."""
    moments = sorted(moments)[skip:]
    return (len(moments) - 1) / (moments[-1] - moments[0])


def share(moments):
    """Of the allowance: how much sooner than now each create could have come that is whole windows after another."""
    moments, windows = sorted(moments), len(moments) // CREATES - 1
    took = [moments[at + windows * CREATES] - moments[at] for at in range(CREATES)]
    return windows * CREATES_PER / mean(took)


def fullest(moments, seconds=CREATES_PER):
    """Most creates in any window of so many seconds."""
    moments = sorted(moments)
    return max(sum(start <= at < start + seconds for at in moments) for start in moments)


def workers(town, jobs):
    """1 → 2 → 4 workers: how much more they send."""
    rates = {}
    for count in (1, 2, 4):
        say(f"{count} workers")
        town.work(count)
        before = len(town.taken())
        town.rows("press", count=jobs * count, accounts=MANY)
        taken = town.wait_taken(before + jobs * count, 20 + 6 * jobs)[before:]
        rates[count] = pace([at for at, _key in taken], skip=count)
        _forget(town)
    note = ", ".join(f"{count}: {rate:.2f}/s" for count, rate in rates.items())
    yield Figure("two workers beside one", rates[2] / rates[1], "times", least=1.9, note=note)
    yield Figure("four workers beside one", rates[4] / rates[1], "times", least=3.6, note=note)


def _forget(town):
    """Once nobody writes any more: the provider has taken what the workers still note."""
    town.end("calls")
    town.rows("forget")


def allowance(town, jobs):
    """One key and four workers: how much of what the provider lets us do is done, and never more."""
    town.work(4)
    before = len(town.taken())
    town.rows("press", count=jobs, accounts=1)
    moments = [at for at, _key in town.wait_taken(before + jobs, 60 + jobs)[before:]]
    _forget(town)
    used = share(moments)
    yield Figure(
        "the allowance of one key that is used",
        used,
        "of it",
        least=0.95,
        note=f"{len(moments)} of {jobs} sent",
    )
    yield Figure("most creates in any ten seconds", fullest(moments), "creates", most=CREATES)


def clock(town, in_flight):
    """The clock's pass while many jobs are in flight, all of them due at once."""
    town.end("calls"), town.end("clock")
    found = town.rows("passes", in_flight=in_flight, rounds=20)
    town.rows("forget")
    for number in range(2):
        town.start(f"clock {number}")
    note = f"median {median(found['seconds']):.2f} s, at most {max(found['cpu']):.2f} s of CPU; {found['asked']} asked in 20 passes"
    what = f"with {in_flight:,} jobs in flight"
    yield Figure(
        f"slowest pass of the clock {what}",
        max(found["seconds"]),
        "s",
        most=2,
        note=note,
    )
    growth = found["megabytes"][-1] - found["megabytes"][2]
    yield Figure(
        f"growth of its memory in 17 passes {what}", growth, "MB", most=5, note=f"{found['megabytes'][-1]} MB"
    )


def callbacks(town, many):
    """Finishing a job with two songs each, straight to all webs at once."""
    waiting = town.rows("callbacks", many=many)
    shares = [waiting[number :: len(town.sockets)] for number in range(len(town.sockets))]
    with ExitStack() as stack, ThreadPoolExecutor(len(shares)) as pool:
        loaders = [
            stack.enter_context(Loader()) for _ in shares
        ]  # each has its own processes: none waits for another
        began = time.monotonic()
        bursts = list(pool.map(_call_back, loaders, [socket.port for socket in town.sockets], shares))
        seconds = time.monotonic() - began
    done, refused = town.rows("states").get("done", 0), sum(burst.refused for burst in bursts)
    town.rows("forget")
    note = f"{done} of {many} jobs done, {refused} answers were no 2xx"
    yield Figure("callbacks that finish a job, by three webs", done / seconds, "/s", least=150, note=note)


def _call_back(loader, port, waiting):
    address = ("127.0.0.1", port)
    posts = [post(address, **job) for job in waiting]
    return loader.burst(address, posts, clients=4, seconds=120, once=True)


def kills(town, jobs):
    """One web, one worker, the queue and one clock killed in turn under load."""
    town.work(4)
    before = len(town.taken())
    paths = ["/library/", "/jobs/", "/healthz", "/usage/"]
    cookies = town.rows("signed_in")
    visitors = Visitors(town.nginx.url, paths, count=3, verify=town.nginx.certificate, cookies=cookies)
    try:
        town.rows("press", count=jobs, accounts=MANY)
        for name in ("web 1", "calls 2", "queue", "clock 0"):
            say(f"{name} is killed")
            time.sleep(4)
            _kill(town, name)
        taken = town.wait_taken(before + jobs - 4, 90 + 3 * jobs)[before:]
        wait_for("no job is on its way", lambda: not {"queued", "sending"} & town.rows("states").keys(), 240)
    finally:
        heard = visitors.leave()
    states, twice = Counter(town.rows("states")), town.rows("sent_twice")
    _forget(town)
    lost = jobs - sum(states[state] for state in ("waiting", "unknown"))
    said = f"{json.dumps(states)}; {len(taken)} taken by the provider"
    yield Figure("jobs lost", lost, "jobs", most=0, note=said)
    yield Figure("requests sent twice", twice, "jobs", most=0)
    yield Figure("jobs of unknown outcome: those in flight", states["unknown"], "jobs", most=5)
    failed = sum(count for status, count in heard.items() if status not in (200,))
    yield Figure("requests of people that failed", failed, "requests", most=3, note=str(dict(heard)))


def _kill(town, name):
    if name == "queue":
        town.queue.kill()
        town.queue.wait()
        time.sleep(2)
        town.start_queue()
    else:
        town.kill(name)
        time.sleep(3)
        town.start(name)


MEASURES = {
    "workers": (workers, 30),
    "allowance": (allowance, 100),
    "clock": (clock, 10_000),
    "callbacks": (callbacks, 1500),
    "kills": (kills, 80),
}
