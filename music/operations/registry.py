"""All operations there are: menus, routes, price tags and documentation read this list."""

from .extend import Extend
from .generate import Generate

OPERATIONS = {operation.slug: operation for operation in (Generate(), Extend())}


def get(slug):
    """KeyError when there is none of this name."""
    return OPERATIONS[slug]


def name_of(slug):
    """How an operation is called; its slug where there is none of this name any more."""
    return OPERATIONS[slug].name if slug in OPERATIONS else slug


def starting_from(kind):
    """Those that start from this kind of row; from nothing, for None."""
    return [operation for operation in OPERATIONS.values() if operation.can_start_from(kind)]
