"""The administrator's pages: one module for each kind of row. They mostly look; what they do, services do."""

from . import accounts, jobs, ledger, personas, sources, tracks

__all__ = ["accounts", "jobs", "ledger", "personas", "sources", "tracks"]
