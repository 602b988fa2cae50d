"""Writes docs/operations.md, the table of all that the studio can ask of the provider."""

from dataclasses import fields
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from ... import catalogue
from ...kie import prices
from ...kie.limits import Limits, ModelVersion, label_of
from ...kie.readers import READERS
from ...models import Job
from ...operations.adopt import Adopt
from ...operations.registry import IN_ORDER

PLACE = Path(settings.BASE_DIR) / "docs" / "operations.md"
STATE = Job.State
HEAD = """# What the studio can ask for

Written by `manage.py operations_table` from the registry; a test holds it to that. Change the operations or the data in
`music/kie/`, never this page.

Prices are in credits of the provider, per request. Every job begins as *{queued}* and *{sending}* and ends as *{done}*
or *{failed}*; the states between are below. Before it is sent it can be *{cancelled}*, and *{unknown}* is what it becomes
when the line breaks while it is being sent ([what to do](administration.md#an-outcome-that-is-unknown)).

With `KIE_API_STYLE=market` a request goes to the market under its name there. Operations without a name are sent to their
own path under that style too, since what the market makes of them is not established.

What another program asked for with the same key can be brought over by its task's id (*{adopt}*, `adopt`):
the provider is asked for its record, both ways, and nothing is sent, so it costs nothing.
"""
COLUMNS = ("Operation", "Slug", "Starts from", "Path", "Under `market`", "Price", "States between")
LIMITS_HEAD = """
## Limits by version

Lengths of texts are in characters, lengths of sound in seconds. Brackets tell where versions differ. “Only” means that
other versions do not take the field, or that no limit is published for them.
"""
YES = "yes"
WORDS = {
    "simple_prompt": "prompt in simple mode",
    "vocal_range": "seconds of voice",
    "source_seconds": "seconds of the source",
    "source_bytes": "bytes of an uploaded source",
}


class Command(BaseCommand):
    help = "Write docs/operations.md from the registry of operations."

    def handle(self, *args, **options):
        PLACE.write_text(page(), encoding="utf-8")
        self.stdout.write(f"Wrote {PLACE.relative_to(settings.BASE_DIR)}: {len(IN_ORDER)} operations.")


def page():
    """The whole page, in English."""
    with translation.override("en"):
        head = HEAD.format(adopt=Adopt.name, **{state.value: state.label.lower() for state in STATE})
        rows = [row(operation) for operation in IN_ORDER]
        limits = [[str(operation.name), limits_of(operation.slug)] for operation in IN_ORDER]
        return f"{head}\n{table(COLUMNS, rows)}{LIMITS_HEAD}\n{table(('Operation', 'Limits'), limits)}"


def table(columns, rows):
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def row(operation):
    return [
        str(operation.name),
        f"`{operation.slug}`",
        origin(operation),
        f"`{operation.path}`",
        f"`{operation.market}`" if operation.market else "its own path",
        price(operation.slug),
        ", ".join(between(operation)) or "none",
    ]


def origin(operation):
    kinds = [str(kind._meta.verbose_name) for kind in operation.starts_from]
    return " or ".join(kinds) or "nothing"


def price(slug):
    """By mode, where it depends on one."""
    if slug not in prices.MODES:
        return number(catalogue.price_of(slug))
    field, _default = prices.MODES[slug]
    modes = [mode for of, mode in (key for key in prices.PRICES if isinstance(key, tuple)) if of == slug]
    return ", ".join(f"`{mode}` {number(catalogue.price_of(slug, {field: mode}))}" for mode in modes)


def number(value):
    return "unknown" if value is None else f"{value:,}"


def between(operation):
    """The states a job of it passes between being sent and its end."""
    readers = READERS[operation.family].by("dedicated")
    states = [STATE.WAITING] if readers.path else []
    if operation.makes_tracks:
        states.append(STATE.STREAMING)
    return [state.label.lower() for state in states]


def limits_of(slug):
    by_version = {version: catalogue.limits_of(slug, version) for version in catalogue.versions_of(slug)}
    taken = [f"versions: {names(by_version)}"] if by_version else []
    by_version = by_version or {None: catalogue.limits_of(slug)}
    found = [limit(field.name, by_version) for field in fields(Limits)]
    return "; ".join([*taken, *filter(None, found)]) or "none published"


def limit(name, by_version):
    """One field as most versions have it, and which differ; empty where no version has it."""
    having = {}
    for version, limits in by_version.items():
        if value := written(name, getattr(limits, name)):
            having.setdefault(value, []).append(version)
    if not having:
        return ""
    usual, *others = sorted(having, key=lambda value: -len(having[value]))
    differing = [f"{names(having[value])}: {value}" for value in others]
    taking = [version for versions in having.values() for version in versions]
    if len(taking) < len(by_version):
        differing.insert(0, f"only {names(version for version in by_version if version in taking)}")
    words = WORDS.get(name, name.replace("_", " "))
    value = "" if usual == YES else f" {usual}"
    return words + value + (f" ({'; '.join(differing)})" if differing else "")


def names(versions):
    """The versions in words; a family of three counts as one."""
    versions = list(versions)
    family = [version for version in ModelVersion if version.is_v6]
    if len(versions) == len(ModelVersion):
        return "all"
    if set(family) <= set(versions):
        versions = ["V6 family", *(version for version in versions if version not in family)]
    return ", ".join(label_of(version) for version in versions)


def written(name, value):
    """A limit as a person reads it; empty where there is none."""
    if name == "section" and value:
        return f"of {value[0]} seconds to {value[1]:.0%} of the song"
    if isinstance(value, tuple):
        return f"{value[0]} to {value[1]}"
    return YES if value is True else f"{value:,}" if value else ""
