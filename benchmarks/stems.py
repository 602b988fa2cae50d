"""The stems of one song come to the disk at once: how far the workers that copy them grow."""

import time

from studio import plan

from .figures import Figure
from .memory import Watch
from .scratch import end, start
from .shop import Shop

SECONDS = 240  # of each stem
STEMS = 12
MOST = 50  # MB
REST = 2  # seconds in which a worker comes to rest


def figures(run):
    host, port = run.large.address
    with Shop(port + 1, SECONDS) as shop:  # where the scratch studio believes the provider to be
        return [growth(run, shop, f"http://{host}:{port + 1}", many) for many in (1, 2)]


def growth(run, shop, url, many):
    """MB by which a worker grew at the most, the process that it forks for each file included."""
    [files] = [program for program in plan.workers(run.large.environ) if program.name == "files"]
    workers = [start(files.command, files.environ) for _number in range(many)]
    try:
        run.large.ask("parts.archive", url=url, many=many, workers=many)  # they have done it before
        time.sleep(REST)
        with Watch([worker.pid for worker in workers]) as watch:
            told = run.large.ask("parts.archive", url=url, many=STEMS, workers=many)
    finally:
        for worker in workers:
            end(worker)
    note = f"{told['kept']} of {STEMS} files of {shop.size / 1e6:.1f} MB kept in {told['seconds']:.0f} s; "
    note += f"{max(watch.first):.0f} MB before"
    name = (
        "a worker grows while it copies twelve stems" if many == 1 else "one of two workers that share them"
    )
    return Figure(name, watch.growth, "MB", most=MOST, note=note)
