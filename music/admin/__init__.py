"""The administrator's pages: one module for each kind of row. They mostly look; what they do, services do."""

from . import (
    accounts,
    assets,
    budgets,
    ledger,
    personas,
    recipes,
    shares,
    shelves,
    sources,
    tracks,
    uploads,
)

__all__ = [
    "accounts",
    "assets",
    "budgets",
    "ledger",
    "personas",
    "recipes",
    "shares",
    "shelves",
    "sources",
    "tracks",
    "uploads",
]
