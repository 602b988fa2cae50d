"""What may be asked and what it costs: the one door to the provider's limits and prices.

An administrator's corrections are laid over the tables here, and nowhere else. They stand in rows, which each process
reads again within seconds.
"""

from dataclasses import fields, replace
from decimal import Decimal

from sunostudio.remembered import Remembered

from .kie import limits, prices
from .models import Correction

CURRENT, DISCONTINUED = "current", "discontinued"


def _read():
    """{(slug, version): {name: value}}"""
    known = {}
    for row in Correction.objects.values("slug", "version", "name", "value"):
        known.setdefault((row["slug"], row["version"]), {})[row["name"]] = row["value"]
    return known


corrections = Remembered(_read)


def corrected(slug, version=""):
    """{name: value} of what is corrected of an operation with a version, or of either."""
    return (corrections() or {}).get((slug, version or ""), {})


def limits_of(slug, version=None):
    """The `Limits` of an operation with a version (or its name), or None where it has no versions;
    KeyError for one it does not take."""
    known = limits.LIMITS[slug][version]
    changed = corrected(slug, version)
    changes = {name: value for name, value in changed.items() if name in TEXTS}
    changes |= {name: _pair(getattr(known, name), name, changed) for name in RANGES if getattr(known, name)}
    return replace(known, **changes)


def _pair(known, name, changed):
    return tuple(changed.get(f"{name}:{end}", value) for end, value in zip(ENDS, known, strict=True))


TEXTS = {field.name for field in fields(limits.Limits) if "int | None" in str(field.type)}
"""The limits that are one whole number."""
RANGES, ENDS = ("duration", "sound_tempo", "vocal_range", "section"), ("least", "most")
"""Those that are two: each end is corrected by itself, as `duration:most`. (Of a section, the most is a share.)"""


def widest(slug, name):
    """The least and the greatest value that any offered version takes of such a limit; None where none takes any."""
    pairs = [getattr(limits_of(slug, version), name) for version in versions_of(slug) or [None]]
    pairs = [pair for pair in pairs if pair]
    return (min(least for least, _most in pairs), max(most for _least, most in pairs)) if pairs else None


def versions_of(slug):
    """The versions that an operation takes and that are offered, in the order to show: current ones first. None at all
    where no version is chosen."""
    taken = [version for version in limits.ModelVersion if version in limits.LIMITS[slug]]
    return sorted((version for version in taken if not is_hidden(version)), key=is_discontinued)


def is_discontinued(version):
    """Whether it is labelled so: the provider still takes it, and may stop."""
    status = corrected("", version).get("status")
    return status == DISCONTINUED if status else limits.ModelVersion(version).is_discontinued


def is_hidden(version):
    """Whether it is offered no more; jobs that have it go on."""
    return bool(corrected("", version).get("hidden"))


def source_seconds_of(slug, version=None, sister=False):
    """How long a sound that is handed over may be; None where no limit is published. The sister
    service takes less with one version."""
    longest = limits_of(slug, version).source_seconds
    return limits.SISTER_SOURCE_SECONDS.get(version, longest) if sister and longest else longest


def price_of(slug, params=None):
    """The price in credits, None when unknown; KeyError for a slug that does not exist.

    `params` (snake_case, as in the form) decide the mode where the price depends on one.
    """
    if slug not in prices.MODES:
        return _priced(slug, "price", prices.PRICES[slug])
    field, default = prices.MODES[slug]
    mode = (params or {}).get(field) or default
    return _priced(slug, f"price:{mode}", prices.PRICES.get((slug, mode)))


def _priced(slug, name, known):
    changes = corrected(slug)
    if name not in changes:
        return known
    return None if changes[name] is None else Decimal(changes[name])


def priced_by(slug):
    """The field that decides the price; empty where none does."""
    return prices.MODES[slug][0] if slug in prices.MODES else ""


def originals(slug):
    """{(version, name): value} of all that can be corrected of an operation, as the tables have it."""
    found = {
        (version or "", name): getattr(known, name)
        for version, known in limits.LIMITS[slug].items()
        for name in sorted(TEXTS) if getattr(known, name) is not None
    } | {
        (version or "", f"{name}:{end}"): value
        for version, known in limits.LIMITS[slug].items()
        for name in RANGES for end, value in zip(ENDS, getattr(known, name) or (), strict=False) if isinstance(value, int)
    }  # fmt: skip
    modes = [key[1] for key in prices.PRICES if isinstance(key, tuple) and key[0] == slug]
    priced = {("", f"price:{mode}"): prices.PRICES[slug, mode] for mode in modes}
    return found | (priced or {("", "price"): prices.PRICES[slug]})
