"""Every operation, in both wire styles: from what a browser posts to the rows of a job and the request for it."""

from statistics import median

from .figures import Figure

MOST = 50  # ms
STYLES = ("dedicated", "market")
STEPS = ("form", "rows", "request")


def figures(run):
    ways = run.large.ask("forms.time_all", styles=STYLES, turns=2 * run.rounds + 1)
    return [slowest(style, [way for way in ways if way["style"] == style]) for style in STYLES]


def slowest(style, ways):
    """Each way's own figure is the median of its turns, in milliseconds."""
    worst, dearest = max(ways, key=total), max(ways, key=lambda way: way["cpu"])
    split = ", ".join(f"{step} {worst[step]:.1f}" for step in STEPS)
    many, usual = len({way["operation"] for way in ways}), median(map(total, ways))
    note = f"{worst['name']}: {split}, of it {worst['cpu']:.1f} of CPU; most of CPU: {dearest['name']}, "
    note += f"{dearest['cpu']:.1f}; the median of {len(ways)} ways of {many} operations is {usual:.1f} ms"
    return Figure(f"slowest operation to be built, {style}", total(worst), "ms", most=MOST, note=note)


def total(way):
    return sum(way[step] for step in STEPS)
