"""What people ask for, drawn by chance from a seed: which operation, with which fault, and how they press."""

from dataclasses import dataclass, replace

from tests.chaos import faults

LYRICS = "[Verse]\nThe driver knows my stop by now\n[Chorus]\nNight bus to the coast"
STYLES = ("slow folk", "brass band")
WEIGHTS = {
    "generate": 30, "sounds": 14, "lyrics": 16, "style-boost": 8, "extend": 6, "wav": 5, "stems": 3, "persona": 5,
    "timestamped-lyrics": 6, "cover-image": 4, "upload-cover": 3,
}  # fmt: skip
ALL = (*faults.BY_NAME, *faults.ARMED)
WITH_FAULT, MOST_FAULTS = 0.5, 0.9  # of the jobs
TWICE, CANCELLED, ASKED, AGAIN = 0.06, 0.03, 0.03, 0.04


@dataclass(frozen=True)
class Order:
    """`then` is what its person does about it a moment later: cancel, ask, again, or nothing. `arms` names a fault for
    whichever request comes next."""

    number: int
    operation: str
    changes: dict
    fault: str = ""
    arms: str = ""
    twice: bool = False
    then: str = ""

    @property
    def starts_from_song(self):
        return self.operation not in faults.TEXTS


def share(names, jobs):
    """Which part of so many jobs has a fault: enough for each to have its turn, and never all."""
    return min(MOST_FAULTS, max(WITH_FAULT, 1.2 * len(names) / max(jobs, 1))) if names else 0


def orders(chance, names=ALL, part=WITH_FAULT):
    """Without end. Faults come round in turn, so that each has its share however few jobs there are."""
    bag, number = _bag(chance, names), 0
    while True:
        number += 1
        if chance.random() < part:
            yield faulty(chance, number, next(bag))
        else:
            (operation,) = chance.choices(list(WEIGHTS), WEIGHTS.values())
            yield Order(number, operation, changes(chance, number, operation), **_manner(chance))


def _bag(chance, names):
    """Each fault once, in any order, again and again."""
    while True:
        yield from chance.sample(names, len(names))


def faulty(chance, number, name):
    if name in faults.ARMED:
        return armed(chance, number, name)
    fault = faults.BY_NAME[name]
    operation = chance.choice(fault.suits)
    asked = changes(chance, number, operation)
    field = faults.TEXTS[operation]
    return Order(number, operation, asked | {field: f"{asked[field]} {fault.text}"}, name, **_manner(chance))


def armed(chance, number, name):
    """Words, which are sooner made than a song; where asking is to fail, with a reason to ask."""
    asked = changes(chance, number, "lyrics")
    if faults.ARMED[name][1] == "record":
        asked["prompt"] += f" {faults.BY_NAME['lost'].text}"
    return Order(number, "lyrics", asked, arms=name)


def instead(chance, order):
    """The same with a song that starts from nothing."""
    return replace(order, operation="generate", changes=changes(chance, order.number, "generate"))


def _manner(chance):
    draw = chance.random()
    then = "cancel" if draw < CANCELLED else "ask" if draw < CANCELLED + ASKED else ""
    then = "again" if not then and draw < CANCELLED + ASKED + AGAIN else then
    return {"twice": chance.random() < TWICE, "then": then}


def changes(chance, number, operation):
    """What is filled in, beside what the form offers. Few different songs, since each has to be rendered."""
    style = chance.choice(STYLES)
    if operation in ("generate", "upload-cover"):
        return {"custom_mode": "on", "title": "Night bus", "style": style, "lyrics": LYRICS, "duration": "10"}
    return {
        "sounds": {"prompt": f"rain on a tin roof, like a {style}"},
        "lyrics": {"prompt": f"two friends on a night bus, {number}"},
        "style-boost": {"content": f"{style} {number}"},
        "extend": {"default_param_flag": ""},
        "persona": {"name": f"Voice {number}", "description": "Close and warm"},
    }.get(operation, {})
