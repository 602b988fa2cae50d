"""What may be asked and what it costs: the one door to the provider's limits and prices.

An administrator's corrections will be laid over the tables here, and nowhere else.
"""

from .kie import limits, prices


def limits_of(slug, version):
    """The `Limits` of an operation with a version (or its name); KeyError for one it does not take."""
    return limits.LIMITS[slug][version]


def versions_of(slug):
    """The versions that an operation takes, in the order to show: current ones first."""
    return [version for version in limits.ModelVersion if version in limits.LIMITS[slug]]


def price_of(slug, params=None):
    """The price in credits, None when unknown; KeyError for a slug that does not exist.

    `params` (snake_case, as in the form) decide the mode where the price depends on one.
    """
    if slug not in prices.MODES:
        return prices.PRICES[slug]
    field, default = prices.MODES[slug]
    return prices.PRICES.get((slug, (params or {}).get(field) or default))
