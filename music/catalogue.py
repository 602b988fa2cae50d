"""What may be asked and what it costs: the one door to the provider's limits and prices.

An administrator's corrections are laid over the tables here, and nowhere else. They stand in rows; each process reads
them again after `LASTING` seconds, and at once where it changed one.
"""

import time
from dataclasses import fields, replace
from decimal import Decimal

from .kie import limits, prices
from .models import Correction

LASTING = 3  # seconds
CURRENT, DISCONTINUED = "current", "discontinued"


class Corrections:
    """The rows as they were a moment ago: {(slug, version): {name: value}}."""

    known, until = {}, 0.0

    @classmethod
    def of(cls, slug, version=""):
        if time.monotonic() >= cls.until:
            cls.read()
        return cls.known.get((slug, version or ""), {})

    @classmethod
    def read(cls):
        known = {}
        for row in Correction.objects.values("slug", "version", "name", "value"):
            known.setdefault((row["slug"], row["version"]), {})[row["name"]] = row["value"]
        cls.known, cls.until = known, time.monotonic() + LASTING


def limits_of(slug, version=None):
    """The `Limits` of an operation with a version (or its name), or None where it has no versions;
    KeyError for one it does not take."""
    known = limits.LIMITS[slug][version]
    corrected = Corrections.of(slug, version)
    return (
        replace(known, **{name: value for name, value in corrected.items() if name in TEXTS})
        if corrected
        else known
    )


TEXTS = {field.name for field in fields(limits.Limits) if "int | None" in str(field.type)}
"""The limits that are one whole number."""


def versions_of(slug):
    """The versions that an operation takes and that are offered, in the order to show: current ones first. None at all
    where no version is chosen."""
    taken = [version for version in limits.ModelVersion if version in limits.LIMITS[slug]]
    return sorted((version for version in taken if not is_hidden(version)), key=is_discontinued)


def is_discontinued(version):
    """Whether it is labelled so: the provider still takes it, and may stop."""
    status = Corrections.of("", version).get("status")
    return status == DISCONTINUED if status else limits.ModelVersion(version).is_discontinued


def is_hidden(version):
    """Whether it is offered no more; jobs that have it go on."""
    return bool(Corrections.of("", version).get("hidden"))


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
        return _corrected(slug, "price", prices.PRICES[slug])
    field, default = prices.MODES[slug]
    mode = (params or {}).get(field) or default
    return _corrected(slug, f"price:{mode}", prices.PRICES.get((slug, mode)))


def _corrected(slug, name, known):
    corrected = Corrections.of(slug)
    if name not in corrected:
        return known
    return None if corrected[name] is None else Decimal(corrected[name])


def priced_by(slug):
    """The field that decides the price; empty where none does."""
    return prices.MODES[slug][0] if slug in prices.MODES else ""


def originals(slug):
    """{(version, name): value} of all that can be corrected of an operation, as the tables have it."""
    found = {
        (version or "", name): getattr(known, name)
        for version, known in limits.LIMITS[slug].items()
        for name in sorted(TEXTS) if getattr(known, name) is not None
    }  # fmt: skip
    modes = [key[1] for key in prices.PRICES if isinstance(key, tuple) and key[0] == slug]
    priced = {("", f"price:{mode}"): prices.PRICES[slug, mode] for mode in modes}
    return found | (priced or {("", "price"): prices.PRICES[slug]})
