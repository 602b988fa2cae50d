"""What may be asked and what it costs: the one door to the provider's limits and prices.

An administrator's corrections will be laid over the tables here, and nowhere else.
"""

from .kie import limits, prices


def limits_of(slug, version=None):
    """The `Limits` of an operation with a version (or its name), or None where it has no versions;
    KeyError for one it does not take."""
    return limits.LIMITS[slug][version]


def versions_of(slug):
    """The versions that an operation takes, in the order to show: current ones first. None at all
    where no version is chosen."""
    return [version for version in limits.ModelVersion if version in limits.LIMITS[slug]]


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
        return prices.PRICES[slug]
    field, default = prices.MODES[slug]
    return prices.PRICES.get((slug, (params or {}).get(field) or default))


def priced_by(slug):
    """The field that decides the price; empty where none does."""
    return prices.MODES[slug][0] if slug in prices.MODES else ""
